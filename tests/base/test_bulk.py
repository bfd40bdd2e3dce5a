"""Rows written many at once are written as one by one: whole, with their ids, and only for the tenant in scope."""

from __future__ import annotations

import pytest
from django.db import DataError, IntegrityError, transaction

from base.bulk import bulk_insert
from base.tenancy import TenantError
from bom.models import Unit


def units(*codes: str, tenant: int | None = None) -> list[Unit]:
    of_tenant = {} if tenant is None else {"tenant_id": tenant}
    return [Unit(code=code, name=code, ext={"seen": [code]}, **of_tenant) for code in codes]


def stored() -> list[tuple[int, str, object]]:
    return list(Unit.objects.order_by("id").values_list("id", "code", "ext"))


def test_every_row_has_the_id_and_the_values_it_is_stored_with(mill):
    with mill.scope():
        rows = units("pcs", "kg", "m")
        bulk_insert(rows)
        assert stored() == [(row.pk, row.code, row.ext) for row in rows]
        rows[1].name = "kilogram"
        rows[1].save()
        assert Unit.objects.get(code="kg").name == "kilogram"


def test_none_at_all_is_no_statement(mill):
    with mill.scope():
        bulk_insert([])
        assert stored() == []


def test_a_row_of_another_tenant_is_refused_and_none_is_written(mill, forge):
    with mill.scope():
        with pytest.raises(TenantError, match=f"insert for tenant {forge.tenant.pk}"):
            bulk_insert([*units("pcs"), *units("kg", tenant=forge.tenant.pk)])
        assert stored() == []


def test_without_a_tenant_nothing_is_written(mill):
    with mill.scope():
        rows = units("pcs")
    with pytest.raises(TenantError):
        bulk_insert(rows)


def test_what_is_too_long_or_there_already_is_an_error_not_cut(mill):
    with mill.scope():
        bulk_insert(units("pcs"))
        with pytest.raises(DataError), transaction.atomic():
            bulk_insert(units("x" * 200))
        with pytest.raises(IntegrityError), transaction.atomic():
            bulk_insert(units("kg", "pcs"))
        assert [code for _pk, code, _ext in stored()] == ["pcs"]
