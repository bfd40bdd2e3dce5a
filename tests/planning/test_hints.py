"""Hints about stock: what is more than needed, what does not move, and the safety stock that usage asks for."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bom.models import Item, SafetyStock
from inventory.models import Location, Lot, MoveKind, StockBalance, StockMove
from scheduling.excess import Excess, excess, worth
from scheduling.network import read_network
from scheduling.suggesting import Suggestion, suggestions
from suppliers.models import SupplierItem
from tests.factories import member, signed_in
from tests.people import found
from tests.planning.conftest import Factory
from tests.samples import item


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def move(owner: Item, place: Location, quantity: int, kind: MoveKind, on: date) -> None:
    StockMove.objects.create(
        item=owner, location=place, status="usable", owner="own", quantity=quantity, kind=kind, business_on=on,
        posted_on=on,
    )  # fmt: skip


def put(
    factory: Factory, owner: Item, quantity: int, moved: int = 0, kind: MoveKind = MoveKind.RECEIVE, **lot: Any
) -> None:
    """So much of it lies there, moved last so many days ago."""

    def work() -> None:
        place = Location.objects.get_or_create(code="A", defaults={"name": "A", "site": factory.plant.site})[0]
        own = Lot.objects.create(item=owner, code="L", **lot) if lot else None
        StockBalance.objects.create(item=owner, location=place, quantity=quantity, lot=own)
        move(owner, place, quantity, kind, ago(moved))

    factory.inside(work)


def listed(factory: Factory, **asked: Any) -> list[Excess]:
    wanted = {"horizon": 180, "days": 90, "hint": None, "item": None, "owner": ""} | asked
    return factory.inside(lambda: excess(read_network(), wanted, timezone.localdate()))  # type: ignore[no-any-return]


def test_what_nothing_within_the_horizon_needs_is_too_much(factory: Factory):
    bolt = factory.plant.bolt
    factory.inside(lambda: Item.objects.filter(pk=bolt.pk).update(cost=Decimal("1.5"), safety_stock=10))
    put(factory, bolt, 100)
    factory.order(10, timezone.localdate() + timedelta(days=40))
    factory.run()
    (row,) = listed(factory)
    assert (row.on_hand, row.needed, row.excess, row.hints) == (100, 20, 70, ["excess"])
    assert (row.value, row.excess_value) == (Decimal(150), Decimal(105))
    assert factory.inside(lambda: worth([row])) == [(row.item.currency, Decimal(105))]
    assert [row.excess for row in listed(factory, horizon=7)] == [90]


def test_what_is_all_needed_and_moves_is_no_hint(factory: Factory):
    put(factory, factory.plant.bolt, 20, moved=5)
    factory.order(10, timezone.localdate() + timedelta(days=40))
    factory.run()
    assert listed(factory) == []


def test_stock_that_did_not_move_is_slow_though_it_will_be_needed(factory: Factory):
    put(factory, factory.plant.bolt, 20, moved=120)
    factory.order(10, timezone.localdate() + timedelta(days=40))
    factory.run()
    (row,) = listed(factory)
    assert (row.hints, row.days_still, row.since) == (["slow"], 120, ago(120))
    assert listed(factory, days=121) == []
    assert listed(factory, hint=["excess"]) == []


def test_opening_stock_counts_from_the_day_its_lot_was_made_and_a_count_is_no_movement(factory: Factory):
    put(factory, factory.plant.bolt, 20, kind=MoveKind.OPENING, produced_on=ago(190))
    factory.inside(lambda: move(factory.plant.bolt, Location.objects.get(), 1, MoveKind.COUNT, ago(1)))
    (row,) = listed(factory)
    assert (row.days_still, row.hints, row.value) == (190, ["excess", "slow"], None)


def test_what_belongs_to_others_or_is_blocked_is_no_stock_of_ours_to_use_up(factory: Factory):
    put(factory, factory.plant.bolt, 20)
    factory.inside(lambda: StockBalance.objects.update(status="blocked"))
    assert listed(factory) == []


def used(factory: Factory, owner: Item, weeks: list[int]) -> None:
    """So much of it was issued in each of the last weeks, the latest first, and some of it given back."""

    def work() -> None:
        place = Location.objects.get_or_create(code="A", defaults={"name": "A", "site": factory.plant.site})[0]
        monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
        for number, quantity in enumerate(weeks, start=1):
            move(owner, place, -quantity - 5, MoveKind.ISSUE, monday - timedelta(weeks=number, days=-2))
            move(owner, place, 5, MoveKind.ISSUE, monday - timedelta(weeks=number, days=-3))

    factory.inside(work)


def suggested(factory: Factory, level: str = "95", weeks: int = 26) -> list[Suggestion]:
    asked = {"level": level, "weeks": weeks, "item": None, "owner": ""}
    return factory.inside(lambda: suggestions(asked, timezone.localdate()))  # type: ignore[no-any-return]


def test_a_safety_stock_comes_from_how_much_usage_varies_over_the_lead_time(factory: Factory):
    bolt = factory.plant.bolt
    factory.inside(lambda: SupplierItem.objects.filter(item=bolt).update(lead_days=28))
    used(factory, bolt, [8, 12, 10, 10] * 2)
    (row,) = suggested(factory)
    assert (row.weeks, row.mean, row.lead_days, row.kept) == (8, 10, 28, 0)
    assert (row.deviation, row.suggested) == (Decimal("1.5"), 5)  # 1.645 x 1.512 x 2 = 4.97, and bolts come whole
    assert [row.suggested for row in suggested(factory, level="99")] == [8]


def test_too_short_a_history_suggests_nothing(factory: Factory):
    used(factory, factory.plant.bolt, [8, 12, 10, 10, 8, 12, 10])
    assert suggested(factory) == []


def test_what_is_made_by_order_is_kept_for_nobody(factory: Factory):
    factory.inside(lambda: Item.objects.update(planning="by_order"))
    used(factory, factory.plant.bolt, [8, 12] * 5)
    assert suggested(factory) == []


def test_a_suggestion_is_taken_over_from_today_and_is_gone_from_the_list(factory: Factory):
    bolt = factory.plant.bolt
    used(factory, bolt, [8, 12, 10, 10] * 2)
    browser = signed_in(factory.company.planner)
    (row,) = suggested(factory)
    page = browser.get("/safety-stock-suggestions/").content.decode()
    assert f'action="{row.take_url}"' in page and "BOLT" in page
    today = str(timezone.localdate())
    data = {"item": bolt.pk, "start_on": today, "quantity": str(row.suggested), "next": "/safety-stock-suggestions/"}
    assert browser.post(row.take_url, data)["Location"] == "/safety-stock-suggestions/"
    assert factory.inside(lambda: SafetyStock.objects.get(item=bolt).quantity) == row.suggested
    assert suggested(factory) == []
    (again,) = suggested(factory, level="99")  # the one of today is changed, not doubled
    assert again.kept == row.suggested
    data |= {"quantity": str(again.suggested), "version": again.row.version if again.row else 0}
    assert browser.post(again.take_url, data).status_code == 302
    assert factory.inside(lambda: SafetyStock.objects.get(item=bolt).quantity) == again.suggested


def test_who_may_not_set_safety_stocks_sees_them_without_a_button(factory: Factory):
    used(factory, factory.plant.bolt, [8, 12] * 5)
    with transaction.atomic():
        reader = member(factory.company.tenant, "reader", ["bom.view_safetystock"])
    page = signed_in(reader).get("/safety-stock-suggestions/").content.decode()
    assert "BOLT" in page and "/safety-stocks/new/" not in page


def test_the_lists_take_filters_and_bear_nonsense(factory: Factory):
    put(factory, factory.plant.bolt, 100)
    used(factory, factory.plant.plate, [8, 12] * 5)
    browser = signed_in(factory.company.planner)

    def shown(path: str) -> set[str]:
        answer = browser.get(path)
        assert answer.status_code == 200
        page = answer.content.decode()
        return {code for code in ("PLATE", "BOLT") if f">{code}</a>" in page}

    bolt, plate = factory.plant.bolt.pk, factory.plant.plate.pk
    assert shown("/excess-stock/") == shown(f"/excess-stock/?item={bolt}") == {"BOLT"}
    assert shown(f"/excess-stock/?item={plate}") == shown("/excess-stock/?owner=nobody") == set()
    assert shown("/excess-stock/?horizon=x&days=-1") == {"BOLT"}
    assert shown("/safety-stock-suggestions/") == shown(f"/safety-stock-suggestions/?item={plate}") == {"PLATE"}
    assert shown(f"/safety-stock-suggestions/?item={bolt}") == set()
    assert shown("/safety-stock-suggestions/?level=12&weeks=x") == {"PLATE"}


def test_many_hints_take_as_many_queries_as_one(factory: Factory):
    browser = signed_in(factory.company.planner)
    counts = []
    for rows in (range(1), range(1, 20)):
        for number in rows:
            made = factory.inside(
                lambda number=number: item(f"HINT-{number}", unit=factory.plant.bolt.unit, lead_days=7)
            )
            put(factory, made, 100, moved=100)
            used(factory, made, [8, 12] * 5)
        factory.run()
        for path in ("/excess-stock/", "/safety-stock-suggestions/"):
            browser.get("/units/")
            with CaptureQueriesContext(connection) as seen:
                page = browser.get(path).content.decode()
            assert page.count("HINT-") >= len(rows)
            counts.append(len(seen))
    assert counts[:2] == counts[2:]


def test_another_company_sees_none_of_it(factory: Factory):
    put(factory, factory.plant.bolt, 100)
    used(factory, factory.plant.plate, [8, 12] * 5)
    with transaction.atomic():
        stranger = found("Strangers").planner
    browser = signed_in(stranger)
    for path in ("/excess-stock/", "/safety-stock-suggestions/"):
        page = browser.get(path).content.decode()
        assert "BOLT" not in page and "PLATE" not in page
