"""Rows in and out by COPY: what went in comes out, and nobody reaches the rows of others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from django.db import DatabaseError, transaction

from base import copying
from base.copying import NONE, fingerprints
from base.tenancy import TenantError, tenant_scope
from bom.models import Bom, BomLine, Item, Unit
from scheduling.loading.days import day_of

NAMES = ("id", "version", "code", "unit_id", "supply", "cost", "shelf_life_days", "stocked")
ODD = ["A\tB", "back\\slash", "two\nlines\r", "\\N", "", "轴承座"]


def columns(codes: list[str], **more: Any) -> dict[str, Any]:
    """Of new items."""
    unit = Unit.objects.first() or Unit.objects.create(code="pcs", name="pcs")
    count = len(codes)
    return {
        "code": np.array(codes, object),
        "unit_id": np.full(count, unit.pk),
        "supply": np.arange(count) % 2,
        "cost": np.arange(count) * 12_345,
        "shelf_life_days": np.where(np.arange(count) % 2, NONE, 30),
        "stocked": np.ones(count, np.int64),
    } | more


def test_every_kind_of_value_comes_out_as_it_went_in(mill):
    with mill.scope():
        given = columns(ODD)
        ids = copying.insert(Item, given)
        rows = [Item.objects.get(pk=pk) for pk in ids.tolist()]
        found = copying.numbers(Item.objects.filter(pk__in=ids.tolist()), NAMES)
    assert [row.code for row in rows] == ODD
    assert [row.supply for row in rows] == ["make", "buy"] * 3
    assert rows[5].cost == Decimal("6.1725")
    assert [row.shelf_life_days for row in rows[:2]] == [30, None]
    assert all(row.stocked and row.version == 1 and row.ext == {} for row in rows)
    order = np.argsort(found["id"])
    assert found["code"][order].tolist() == fingerprints(ODD).tolist()
    for name in ("unit_id", "supply", "cost", "shelf_life_days", "stocked"):
        assert found[name][order].tolist() == given[name].tolist()


def test_dates_travel_as_days(mill):
    with mill.scope():
        made, part = (Item.objects.get(pk=pk) for pk in copying.insert(Item, columns(["MADE", "PART"])).tolist())
        bill = Bom.objects.create(item=made)
        first = date(2026, 2, 28)
        line = {"bom_id": [bill.pk], "position": [10], "component_id": [part.pk], "quantity": [2_500_000]}
        dates = {"effective_from": [day_of(first)], "effective_to": [NONE]}
        copying.insert(BomLine, {name: np.array(values) for name, values in (line | dates).items()})
        row = BomLine.objects.get(bom=bill)
        found = copying.numbers(BomLine.objects.filter(bom=bill), tuple(dates))
    assert (row.effective_from, row.effective_to, row.quantity) == (first, None, Decimal("2.5"))
    assert {name: values.tolist() for name, values in found.items()} == dates


def test_what_somebody_moved_meanwhile_is_left_as_it_is(mill):
    with mill.scope():
        ids = copying.insert(Item, columns(["MOVED", "STILL"]))
        read = copying.numbers(Item.objects.all(), ("id", "version"))
        Item.objects.filter(code="MOVED").update(name="by hand", version=2)
        assert copying.update(Item, read | {"name": np.array(["by run", "by run"], object)}) == 1
        assert dict(Item.objects.values_list("code", "name")) == {"MOVED": "by hand", "STILL": "by run"}
        assert dict(Item.objects.values_list("code", "version")) == {"MOVED": 2, "STILL": 2}
        assert copying.delete(Item, {"id": ids, "version": np.array([1, 2])}) == 1
        assert [row.code for row in Item.objects.all()] == ["MOVED"]


def test_rows_of_another_tenant_are_neither_read_nor_written(mill, forge):
    with forge.scope():
        theirs = copying.insert(Item, columns(["THEIRS"]))
    with mill.scope():
        ours = copying.insert(Item, columns(["OURS"]))
        assert copying.numbers(Item.objects.all(), ("id",))["id"].tolist() == ours.tolist()
        both = {"id": np.concatenate([ours, theirs]), "version": np.ones(2, np.int64)}
        assert copying.update(Item, both | {"name": np.array(["x", "x"], object)}) == 1
    with forge.scope():
        assert Item.objects.get().name == ""
    with mill.scope():
        assert copying.delete(Item, {"id": theirs, "version": np.array([1])}) == 0


def test_a_reference_into_another_tenant_is_refused(mill, forge):
    with forge.scope():
        unit = Unit.objects.create(code="kg", name="kg")
    with mill.scope(), pytest.raises(DatabaseError), transaction.atomic():
        copying.insert(Item, columns(["OURS"], unit_id=np.array([unit.pk])))


def test_nothing_is_copied_without_a_tenant(mill):
    with mill.scope():
        given = columns(["A"])
    one = {"id": np.array([1]), "version": np.array([1])}
    for work in (
        lambda: copying.numbers(Item.objects.all(), ("id",)),
        lambda: copying.insert(Item, given),
        lambda: copying.update(Item, one | {"name": np.array(["x"], object)}),
        lambda: copying.delete(Item, one),
    ):
        with pytest.raises((TenantError, DatabaseError)), transaction.atomic():
            work()


def test_nothing_is_copied_outside_a_transaction(foundry):
    with tenant_scope(foundry.tenant.pk), pytest.raises(TenantError, match="outside a transaction"):
        copying.insert(Item, {"code": np.array(["A"], object)})
