"""The schedule board: what the canvas draws, and what the inspector says of an operation."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from base.refusals import NotFound
from bom.models import Machine, MachineClosure, Routing
from engine.calendar import DAY
from inventory.models import Location, StockBalance
from orders.models import WorkOrder, WorkOrderOperation
from scheduling.board import board
from scheduling.inspecting import Inspected, inspected
from scheduling.models import PlanVersion, PlanVersionOperation
from scheduling.views.board import board_data, board_operation
from scheduling.views.centers import Centers
from suppliers.models import PurchaseOrder
from tests.planning.conftest import Factory, monday
from tests.samples import bill, item, route

SAW, BENCH = 0, 1  # rows of the board: the plant's two work centers have one machine each


def planned(factory: Factory, *quantities: int, made: Any = None) -> PlanVersion:
    """Orders planned, firmed and scheduled, due one week after the other."""
    for week, quantity in enumerate(quantities):
        factory.order(quantity, monday(4 + week), item=made)
    factory.run()
    factory.firm_all()
    return factory.schedule()


def seen(factory: Factory, version: PlanVersion) -> dict[str, Any]:
    return factory.inside(lambda: board(version))


def operations(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The columns as rows, with the word of the tone."""
    columns = data["operations"]
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    return [row | {"tone": data["tones"][row["tone"]], "name": data["names"][row["name"]]} for row in rows]


def minute(instant: datetime) -> int:
    """Minutes since midnight of today, on the site's clock."""
    local = timezone.localtime(instant)
    return (local.date() - timezone.localdate()).days * DAY + local.hour * 60 + local.minute


def told(factory: Factory, version: PlanVersion, name: str, order: int = 0) -> Inspected:
    """What the inspector says of an operation of an order."""

    def look() -> Inspected | None:
        number = WorkOrder.objects.order_by("id")[order].pk
        return inspected(version, WorkOrderOperation.objects.get(work_order=number, name=name).pk)

    found = factory.inside(look)
    assert found is not None
    return found


def fill_the_store(factory: Factory) -> None:
    def fill() -> None:
        place = Location.objects.create(code="A", name="A", site=factory.plant.site)
        for part in (factory.plant.plate, factory.plant.bolt):
            StockBalance.objects.create(item=part, location=place, status="usable", quantity=100_000)

    factory.inside(fill)


def test_an_operation_lies_on_its_machine_at_its_minutes_with_its_set_up_first(factory: Factory):
    version = planned(factory, 10)
    rows = factory.inside(lambda: list(PlanVersionOperation.objects.order_by("start_at")))
    saw, bench = operations(seen(factory, version))
    assert (saw["row"], saw["name"], bench["row"], bench["name"]) == (SAW, "saw", BENCH, "assemble")
    assert (saw["start"], saw["finish"]) == (minute(rows[0].start_at), minute(rows[0].finish_at))
    assert saw["run"] - saw["start"] == 15
    assert bench["run"] == bench["start"]


def test_every_operation_names_an_order_and_a_row_that_is_there(factory: Factory):
    data = seen(factory, planned(factory, 10, 20, 30))
    rows = operations(data)
    assert len(rows) == 6
    assert {row["order"] for row in rows} == set(data["orders"]["id"])
    assert {row["row"] for row in rows} <= set(range(len(data["machines"]["code"])))
    assert data["first"] < min(row["start"] for row in rows) and max(row["finish"] for row in rows) < data["last"]
    assert data["orders"]["due"] == [(monday(week) - timezone.localdate()).days for week in (4, 5, 6)]


def open_spans(data: dict[str, Any], row: int) -> list[tuple[int, int]]:
    spans = data["calendars"][data["machines"]["calendar"][row]]
    return list(zip(spans[::2], spans[1::2], strict=True))


def test_a_machine_is_open_in_its_shifts_and_not_while_it_is_closed(factory: Factory):
    closed = timezone.make_aware(datetime.combine(monday(), time(0)))

    def close() -> None:
        saw = Machine.objects.get(code="SAW-1")
        MachineClosure.objects.create(machine=saw, start_at=closed, finish_at=closed + timedelta(days=1), reason="?")

    factory.inside(close)
    data = seen(factory, planned(factory, 10))
    shift = minute(closed) + 8 * 60, minute(closed) + 16 * 60
    assert shift in open_spans(data, BENCH)
    assert shift not in open_spans(data, SAW)
    assert (shift[0] + DAY, shift[1] + DAY) in open_spans(data, SAW)


def test_an_operation_that_may_start_looks_ready_and_one_that_was_done_lately_is_still_there(factory: Factory):
    fill_the_store(factory)
    version = planned(factory, 10)
    assert [row["tone"] for row in operations(seen(factory, version))] == ["plan", "plan"]
    factory.inside(lambda: WorkOrder.objects.update(state="released"))
    assert [row["tone"] for row in operations(seen(factory, version))] == ["ready", "plan"]

    def saw_it() -> None:
        now = timezone.now()
        done = {"state": "completed", "good": 10, "started_at": now - timedelta(hours=2), "finished_at": now}
        WorkOrderOperation.objects.filter(name="saw").update(**done)

    factory.inside(saw_it)
    later = factory.schedule()
    rows = operations(seen(factory, later))
    assert [(row["name"], row["tone"], row["percent"]) for row in rows] == [
        ("assemble", "ready", 0),
        ("saw", "done", 100),
    ]
    assert rows[1]["finish"] - rows[1]["start"] == 120


def test_an_order_that_will_be_late_and_work_that_waits_for_material_are_told_apart(factory: Factory):
    version = planned(factory, 10)
    order = factory.inside(lambda: PurchaseOrder.objects.get())
    factory.do(PurchaseOrder, "confirm", order, confirmed_on=monday(3))
    version = factory.schedule()
    assert [row["tone"] for row in operations(seen(factory, version))] == ["hold", "plan"]
    assert told(factory, version, "saw").why == "It waits for the material PLATE plate"
    factory.do(PurchaseOrder, "confirm", order, confirmed_on=monday(5))
    assert [row["tone"] for row in operations(seen(factory, factory.schedule()))] == ["late", "late"]


def test_work_outside_the_house_lies_on_the_row_of_its_work_center(factory: Factory):
    def outside() -> None:
        center = factory.plant.bench
        Machine.objects.filter(work_center=center).delete()
        center.kind = "subcontract"
        center.save()
        routing = Routing.objects.get()
        routing.operations.filter(sequence=20).update(subcontract_days=3)

    factory.inside(outside)
    data = seen(factory, planned(factory, 10, 10))
    rows = [row for row in operations(data) if row["name"] == "assemble"]
    assert [row["row"] for row in rows] == [BENCH, BENCH]
    assert (data["machines"]["code"][BENCH], data["machines"]["endless"][BENCH]) == ("BENCH", True)


def test_of_chosen_work_centers_only_their_machines_are_sent_with_what_lies_on_them(factory: Factory):
    fill_the_store(factory)
    version = planned(factory, 10, 20)
    factory.inside(lambda: WorkOrder.objects.update(state="released"))
    bench = factory.plant.bench
    data = factory.inside(lambda: board(version, [bench.pk]))
    assert data["machines"]["code"] == ["BENCH-1"]
    rows = operations(data)
    assert [(row["name"], row["row"]) for row in rows] == [("assemble", 0), ("assemble", 0)]
    assert [row["tone"] for row in rows] == ["plan", "plan"]  # nothing has come from the saw, though it is not shown
    assert {row["order"] for row in rows} == set(data["orders"]["id"])
    everything = seen(factory, version)
    assert (data["first"], data["last"]) == (everything["first"], everything["last"])


def test_an_address_names_the_work_centers_and_one_that_is_not_there_is_said(factory: Factory, rf: Any):
    version = planned(factory, 10)
    saw, bench = factory.plant.saw.pk, factory.plant.bench.pk

    def sent(address: str) -> list[str]:
        answer = factory.inside(lambda: board_data(rf.get(f"/board/{version.pk}/data/{address}"), pk=version.pk))
        return orjson.loads(answer.content)["machines"]["code"]  # type: ignore[no-any-return]

    def filled(address: str) -> tuple[str, list[str]]:
        form = Centers(rf.get(f"/board/{address}").GET)
        return form.address, form.errors.get("work_center", [])

    assert sent("") == ["SAW-1", "BENCH-1"]
    assert sent(f"?work_center={saw}") == ["SAW-1"]
    assert sent(f"?work_center={saw}&work_center={bench}") == ["SAW-1", "BENCH-1"]
    assert factory.inside(lambda: filled(f"?work_center={bench}")) == (f"?work_center={bench}", [])
    assert sent("?work_center=nonsense") == ["SAW-1", "BENCH-1"]
    address, said = factory.inside(lambda: filled("?work_center=nonsense"))
    assert address == "" and "nonsense" in said[0]


def test_the_board_asks_as_often_for_twenty_orders_as_for_one(factory: Factory):
    def counted(version: PlanVersion) -> int:
        def count() -> int:
            with CaptureQueriesContext(connection) as asked:
                board(version)
            return len(asked)

        return factory.inside(count)

    few = counted(planned(factory, 10))
    many = planned(factory, *range(1, 20))
    assert len(operations(seen(factory, many))) == 40
    assert counted(many) == few


def frames(factory: Factory) -> Any:
    """A frame of two brackets, welded at the bench: its orders need those of the brackets."""

    def make() -> Any:
        frame = item("FRAME", "make", unit=factory.plant.bracket.unit)
        bill(factory.by, frame, [{"component": factory.plant.bracket, "quantity": 2}])
        weld = {"sequence": 10, "name": "weld", "work_center": factory.plant.bench, "run_minutes": 5}
        route(factory.by, frame, [weld])
        return frame

    return factory.inside(make)


def test_an_order_is_linked_to_the_operation_that_needs_what_it_makes(factory: Factory):
    version = planned(factory, 5, made=frames(factory))
    data = seen(factory, version)
    numbers = dict(zip(data["orders"]["id"], data["orders"]["item"], strict=True))
    names = {row["id"]: row["name"] for row in operations(data)}
    links = zip(data["links"]["order"], data["links"]["operation"], strict=True)
    assert [(numbers[order], names[operation]) for order, operation in links] == [("BRACKET", "weld")]


def test_the_inspector_says_what_an_operation_waited_for(factory: Factory):
    fill_the_store(factory)
    version = planned(factory, 100, 100)
    first, second = factory.work_orders()
    assert told(factory, version, "assemble").why == "It starts as soon as operation 10 saw is done"
    behind = told(factory, version, "saw", order=1).why
    assert "for the machine" in behind and f"behind {first.number} operation 10 saw" in behind
    assert [place.operation.name for place in told(factory, version, "saw").chain] == ["saw", "assemble"]
    assert second.number not in behind


def test_the_inspector_leads_to_who_makes_what_is_needed_and_to_who_takes_it(factory: Factory):
    version = planned(factory, 5, made=frames(factory))
    orders = {order.item.code: order for order in factory.work_orders()}
    place = factory.work_orders().index(orders["FRAME"])
    weld = told(factory, version, "weld", order=place)
    assert [maker.number for maker in weld.makers] == [orders["BRACKET"].number]
    assert [need.component.item.code for need in weld.needs] == ["BRACKET"]
    saw = told(factory, version, "saw", order=1 - place)
    assert [taker.operation.work_order.number for taker in saw.takers] == [orders["FRAME"].number]
    assert [need.component.item.code for need in saw.needs] == ["PLATE"]


def test_the_inspector_says_which_order_line_waits_and_why_it_is_late(factory: Factory):
    factory.order(10, timezone.localdate())
    factory.run()
    factory.firm_all()
    version = factory.schedule()
    (line,) = told(factory, version, "assemble").late
    assert line.days_late > 0 and line.ending
    assert f"{factory.work_orders()[0].number} (BRACKET)" in line.steps[0]


def test_the_inspector_asks_as_often_in_a_large_plan_as_in_a_small_one(factory: Factory):
    def counted(version: PlanVersion) -> int:
        def count() -> int:
            pk = PlanVersionOperation.objects.filter(plan=version, operation__name="assemble").order_by("id")[0]
            with CaptureQueriesContext(connection) as asked:
                inspected(version, pk.operation_id)
            return len(asked)

        return factory.inside(count)

    few = counted(planned(factory, 10))
    assert counted(planned(factory, *range(1, 20))) == few


def test_an_operation_that_is_not_there_is_not_found(factory: Factory, rf: Any):
    planned(factory, 10)
    with pytest.raises(NotFound):
        factory.inside(lambda: board_operation(rf.get("/board/operations/1/"), pk=2**40))
