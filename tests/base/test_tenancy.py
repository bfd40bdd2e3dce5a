"""The three walls, each tried by someone who means to cross it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.test.utils import CaptureQueriesContext

from base.tenancy import TenantError, all_tenants, in_tenant, tenant_scope
from base.tenancy.prepared import prepared
from bom.models import Item, ItemUnit, Unit


def unit(code: str = "pcs") -> Unit:
    return Unit.objects.create(code=code, name=code)


def item(code: str, **fields: object) -> Item:
    unit_row = Unit.objects.first() or unit()
    return Item.objects.create(code=code, name=code, unit=unit_row, supply="buy", **fields)


def test_a_query_outside_a_tenant_does_not_run(mill):
    with pytest.raises(TenantError, match="outside a tenant scope"):
        list(Item.objects.all())


def test_a_queryset_made_outside_asks_for_the_tenant_in_scope_when_it_runs(mill, forge):
    everything = Item.objects.all()
    with mill.scope():
        item("OURS")
    with forge.scope():
        assert not list(everything.all())
    with mill.scope():
        assert [row.code for row in everything.all()] == ["OURS"]


def test_a_row_of_another_tenant_cannot_be_written(mill, forge):
    with mill.scope(), pytest.raises(TenantError, match="in the scope of"):
        Unit.objects.create(tenant_id=forge.tenant.pk, code="kg", name="kg")


def test_the_database_refuses_a_reference_into_another_tenant(mill, forge):
    with forge.scope():
        theirs = unit()
    with mill.scope(), pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.create(code="X", name="X", supply="buy", unit_id=theirs.pk)


def test_raw_sql_sees_only_the_tenant_in_scope_and_nothing_without_one(mill, forge):
    with mill.scope():
        item("OURS")
    with forge.scope():
        item("THEIRS")
        with connection.cursor() as cursor:
            cursor.execute("SELECT code FROM bom_item")
            assert cursor.fetchall() == [("THEIRS",)]
    with pytest.raises(DataError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT code FROM bom_item")


def test_the_application_role_is_fenced_even_in_the_scope_of_all_tenants(mill):
    with all_tenants(), pytest.raises(DataError), transaction.atomic():
        Item.objects.count()


def test_every_kind_of_statement_names_the_tenant(mill):
    with mill.scope(), CaptureQueriesContext(connection) as seen:
        bolt, nut = item("BOLT"), item("NUT")
        Item.objects.filter(code="BOLT").update(name="Bolt")
        list(Item.objects.exclude(units__unit__code="kg"))
        list(Item.objects.annotate(n=Count("units")).order_by("n"))
        list(Item.objects.filter(Exists(ItemUnit.objects.filter(item=OuterRef("pk")))))
        list(Item.objects.filter(Q(units__isnull=True) | Q(unit__code="pcs")).select_related("unit"))
        list(Item.objects.filter(code="BOLT").union(Item.objects.filter(code="NUT")))
        Item.objects.bulk_update([bolt, nut], ["name"])
        Item.objects.aggregate(Count("id"))
        bolt.refresh_from_db()
        nut.delete()
    reads = [q["sql"] for q in seen.captured_queries if '"bom_' in q["sql"] and not q["sql"].startswith("INSERT")]
    assert reads and all(f'"tenant_id" = {mill.tenant.pk}' in sql for sql in reads)


@prepared
def coded(code: Any, units: Any) -> QuerySet[Item]:
    used = ItemUnit.objects.filter(unit__in=units).values("item")
    return Item.objects.filter(Q(code=code) | Q(pk__in=used)).select_related("unit").order_by("code")


def test_a_read_composed_for_one_tenant_shows_another_only_its_own(mill, forge):
    for foundry, name in ((mill, "ours"), (forge, "theirs"), (mill, "ours")):
        with foundry.scope(), CaptureQueriesContext(connection) as seen:
            first = Item.objects.filter(code="A").first() or item("A", spec=name)
            assert [row.spec for row in coded("A", (first.unit_id,))] == [name]
        assert seen.captured_queries[-1]["sql"].count(f'"tenant_id" = {foundry.tenant.pk}') == 2


def test_a_composed_read_reads_the_database_each_time(mill):
    with mill.scope():
        bolt, nut = item("BOLT"), item("NUT")
        assert [row.name for row in coded("BOLT", (0,))] == ["BOLT"]
        Item.objects.filter(pk=bolt.pk).update(name="Bolt")
        ItemUnit.objects.create(item=nut, unit=unit("box"), numerator=10)
        found = coded("BOLT", tuple(Unit.objects.values_list("pk", flat=True)))
        assert [(row.name, row.unit.code) for row in found] == [("Bolt", "pcs"), ("NUT", "pcs")]


def test_a_composed_read_does_not_run_without_a_tenant_and_a_transaction(mill):
    with mill.scope():
        assert coded("BOLT", (0,)) == []
    with pytest.raises(TenantError, match="no tenant"):
        coded("BOLT", (0,))
    with all_tenants(), pytest.raises(TenantError, match="all tenants"):
        coded("BOLT", (0,))


def test_changing_the_scope_inside_a_transaction_changes_what_the_database_shows(mill, forge):
    with mill.scope():
        item("OURS")
        with forge.scope():
            assert Item.objects.count() == 0
        assert Item.objects.count() == 1


def test_the_setting_survives_a_failed_savepoint(mill):
    with mill.scope():
        with pytest.raises(DataError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert Item.objects.count() == 0


def test_in_tenant_tries_again_when_postgresql_asks_for_it(foundry):
    tries = []

    def work() -> str:
        tries.append(1)
        if len(tries) < 3:
            with connection.cursor() as cursor:
                cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$")
        return "done"

    assert in_tenant(foundry.tenant.pk, work) == "done"
    assert len(tries) == 3


def test_in_tenant_gives_up_after_three_tries(foundry):
    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40P01'; END $$")

    with pytest.raises(OperationalError):
        in_tenant(foundry.tenant.pk, work)


def test_in_tenant_opens_scope_and_transaction_together(foundry):
    assert in_tenant(foundry.tenant.pk, Item.objects.count) == 0
    with tenant_scope(foundry.tenant.pk), pytest.raises(TenantError, match="outside a transaction"):
        Item.objects.count()


def test_a_composed_read_does_not_run_outside_a_transaction(foundry):
    in_tenant(foundry.tenant.pk, lambda: coded("BOLT", (0,)))
    with tenant_scope(foundry.tenant.pk), pytest.raises(TenantError, match="outside a transaction"):
        coded("BOLT", (0,))
