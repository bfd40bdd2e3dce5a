"""The finite schedule: proposed by a run, published by a person, and honest about what is late."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.utils import timezone

from base.actions import ACTIONS, perform
from base.people import Actor
from base.refusals import NotPermitted, WrongState
from bom.models import MachineClosure
from engine.mrp import Reason as MrpReason
from engine.schedule import Reason as ScheduleReason
from inventory.models import Location, Lot, StockBalance
from orders.models import SalesOrderLine, WorkOrder, WorkOrderOperation
from scheduling.faults import REASONS, sentence
from scheduling.models import PlanVersion, PlanVersionLine, PlanVersionOperation
from scheduling.queries import late_lines, load_table
from suppliers.models import PurchaseOrder
from tests.planning.conftest import Factory, monday


def planned(factory: Factory, quantity: int, due_on: date, **more: Any) -> PlanVersion:
    """An order planned, firmed and scheduled."""
    factory.order(quantity, due_on, **more)
    factory.run()
    factory.firm_all()
    return factory.schedule()


def operations(factory: Factory, version: PlanVersion) -> list[PlanVersionOperation]:
    found = PlanVersionOperation.objects.filter(plan=version).select_related("operation", "machine")
    return factory.inside(lambda: list(found.order_by("start_at")))


def test_every_open_operation_gets_a_machine_and_hours_within_the_shift(factory: Factory):
    version = planned(factory, 10, monday(4))
    saw, bench = operations(factory, version)
    assert (saw.operation.name, saw.machine.code) == ("saw", "SAW-1")
    assert (bench.operation.name, bench.machine.code) == ("assemble", "BENCH-1")
    assert bench.start_at >= saw.finish_at
    for row in (saw, bench):
        start, finish = timezone.localtime(row.start_at), timezone.localtime(row.finish_at)
        assert time(8) <= start.time() and finish.time() <= time(16)


def test_work_waits_for_the_material_it_is_made_of(factory: Factory):
    version = planned(factory, 10, monday(4))
    order = factory.inside(lambda: PurchaseOrder.objects.get())
    arrival = monday(2)
    factory.do(PurchaseOrder, "confirm", order, confirmed_on=arrival)
    version = factory.schedule()
    assert timezone.localdate(operations(factory, version)[0].start_at) >= arrival


def test_two_orders_never_share_a_machine_at_the_same_time(factory: Factory):
    for week in (4, 5, 6):
        factory.order(100, monday(week))
    factory.run()
    factory.firm_all()
    rows = operations(factory, factory.schedule())
    by_machine: dict[int, list[Any]] = {}
    for row in rows:
        by_machine.setdefault(row.machine_id, []).append(row)
    assert len(rows) == 6
    for own in by_machine.values():
        assert all(a.finish_at <= b.start_at for a, b in pairwise(own))


def test_a_closed_machine_is_left_alone(factory: Factory):
    def close() -> None:
        start = timezone.make_aware(datetime.combine(timezone.localdate(), time(0)))
        machine = factory.plant.saw.machines.get()
        until = start + timedelta(days=10)
        MachineClosure.objects.create(machine=machine, start_at=start, finish_at=until, reason="overhaul")

    factory.inside(close)
    rows = operations(factory, planned(factory, 10, monday(4)))
    assert timezone.localdate(rows[0].start_at) >= timezone.localdate() + timedelta(days=10)


def test_a_proposal_changes_nothing_until_it_is_published(factory: Factory):
    version = planned(factory, 10, monday(4))
    line = factory.inside(lambda: SalesOrderLine.objects.get())
    assert (version.state, line.planned_on) == ("proposed", None)
    factory.do(PlanVersion, "publish", version)
    line = factory.inside(lambda: SalesOrderLine.objects.get())
    order = factory.inside(lambda: WorkOrder.objects.get())
    rows = factory.inside(lambda: list(WorkOrderOperation.objects.order_by("sequence")))
    assert line.planned_on == monday(4)  # in time is as good as early: it ships on the day that was promised
    assert (order.start_at, order.finish_at) == (rows[0].start_at, rows[1].finish_at)
    assert all(row.machine_id for row in rows)


def test_a_newer_published_plan_takes_the_place_of_the_older(factory: Factory):
    first = planned(factory, 10, monday(4))
    factory.do(PlanVersion, "publish", first)
    second = factory.schedule()
    factory.do(PlanVersion, "publish", second)
    states = factory.inside(lambda: dict(PlanVersion.objects.values_list("pk", "state")))
    assert states == {first.pk: "superseded", second.pk: "published"}
    with pytest.raises(WrongState):
        factory.do(PlanVersion, "publish", first)


def test_a_new_proposal_discards_the_one_nobody_published(factory: Factory):
    first = planned(factory, 10, monday(4))
    factory.schedule()
    assert factory.inside(lambda: PlanVersion.objects.get(pk=first.pk)).state == "superseded"


def test_work_that_is_done_is_not_scheduled_again_and_what_is_begun_stays_where_it_is(factory: Factory):
    planned(factory, 10, monday(4))

    def begin() -> None:
        saw = WorkOrderOperation.objects.get(sequence=10)
        WorkOrderOperation.objects.filter(pk=saw.pk).update(state="completed", good=10)
        machine = factory.plant.bench.machines.get()
        WorkOrderOperation.objects.filter(sequence=20).update(state="started", machine=machine, good=4)

    factory.inside(begin)
    (row,) = operations(factory, factory.schedule())
    assert (row.operation.sequence, row.machine.code) == (20, "BENCH-1")


def late(factory: Factory, version: PlanVersion) -> Any:
    return factory.inside(lambda: late_lines(version))


def test_an_order_in_time_is_not_listed_as_late(factory: Factory):
    version = planned(factory, 10, monday(6))
    assert (version.lines_planned, version.lines_late, late(factory, version)) == (1, 0, [])


def test_a_late_purchase_is_the_reason_of_a_late_order(factory: Factory):
    planned(factory, 10, monday(2))
    order = factory.inside(lambda: PurchaseOrder.objects.get())
    factory.do(PurchaseOrder, "confirm", order, confirmed_on=monday(5))
    (found,) = late(factory, factory.schedule())
    assert found.cause == "material"
    assert found.days_late >= 21
    assert "Acme delivers" in found.ending and order.number in found.ending


def test_a_queue_at_a_machine_is_the_reason_of_a_late_order(factory: Factory):
    for day in range(3):  # each is 34 h of sawing and 50 h of assembling: alone it would be in time
        factory.order(1000, monday(2) + timedelta(days=day))
    factory.run()
    factory.firm_all()

    def all_in_stock() -> None:
        place = Location.objects.create(code="A", name="A", site=factory.plant.site)
        for part in (factory.plant.plate, factory.plant.bolt):
            StockBalance.objects.create(item=part, location=place, status="usable", quantity=100_000)

    factory.inside(all_in_stock)
    found = late(factory, factory.schedule())
    assert found and {row.cause for row in found} == {"bottleneck"}
    assert found[0].ending.startswith("bottleneck")


def test_a_lot_on_hold_is_the_reason_where_its_absence_makes_an_order_late(factory: Factory):
    def hold() -> None:
        place = Location.objects.create(code="A", name="A", site=factory.plant.site)
        lot = Lot.objects.create(item=factory.plant.bracket, code="L-1", note="57 HRC < 58")
        StockBalance.objects.create(item=factory.plant.bracket, lot=lot, location=place, status="blocked", quantity=50)

    factory.inside(hold)
    version = planned(factory, 10, timezone.localdate() + timedelta(days=1))
    (found,) = late(factory, version)
    assert found.cause == "blocked"
    assert "57 HRC < 58" in found.ending


def test_a_lot_on_hold_excuses_no_more_orders_than_it_could_have_served(factory: Factory):
    def hold() -> None:
        place = Location.objects.create(code="A", name="A", site=factory.plant.site)
        lot = Lot.objects.create(item=factory.plant.bracket, code="L-1", note="57 HRC < 58")
        StockBalance.objects.create(item=factory.plant.bracket, lot=lot, location=place, status="blocked", quantity=15)

    factory.inside(hold)
    factory.order(10, timezone.localdate() + timedelta(days=1))
    version = planned(factory, 10, timezone.localdate() + timedelta(days=2))
    causes = [row.cause for row in sorted(late(factory, version), key=lambda row: row.due_on)]
    assert causes[0] == "blocked"
    assert len(causes) == 2 and causes[1] != "blocked"


def test_an_order_that_finds_no_place_is_said_not_to_be_finished(factory: Factory):
    def close() -> None:
        machine, start = factory.plant.bench.machines.get(), timezone.now() - timedelta(days=1)
        until = start + timedelta(days=600)
        MachineClosure.objects.create(machine=machine, start_at=start, finish_at=until, reason="sold")

    factory.inside(close)
    (found,) = late(factory, planned(factory, 10, monday(4)))
    order = factory.work_orders()[0]
    assert found.steps[0] == f"{order.number} (BRACKET) will not be finished as things stand"
    assert (found.planned_on, found.cause) == (None, "missing")


@pytest.mark.parametrize("reason", [*MrpReason, *ScheduleReason])
def test_every_row_left_out_is_told_in_a_sentence(reason):
    fault = {"what": "WO-1 10 saw", "reason": str(reason), "field": "run", "value": 7}
    assert reason in REASONS
    assert sentence(fault).startswith("WO-1 10 saw")


def test_too_little_time_is_the_reason_where_every_machine_is_free(factory: Factory):
    version = planned(factory, 10, timezone.localdate())
    (found,) = late(factory, version)
    assert found.cause in ("lead_time", "material")
    assert found.steps


def test_a_promise_counts_for_more_than_a_wish(factory: Factory):
    """The customer wished for yesterday; we promised in six weeks: the plan keeps our word."""
    factory.order(10, timezone.localdate() - timedelta(days=1))
    factory.inside(lambda: SalesOrderLine.objects.update(promised_on=monday(6)))
    factory.run()
    factory.firm_all()
    assert factory.schedule().lines_late == 0


def test_load_shows_what_was_planned(factory: Factory):
    version = planned(factory, 100, monday(2))
    load = factory.inside(lambda: load_table(version))
    assert [center["center"] for center in load] == ["SAW", "BENCH"]
    assert sum(week["needed"] for week in load[1]["weeks"]) == pytest.approx(5.0, abs=0.1)  # 100 x 3 min


def test_the_weeks_after_the_last_with_work_are_left_out_of_the_load(factory: Factory):
    version = planned(factory, 100, monday(2))
    weeks = factory.inside(lambda: load_table(version))[0]["weeks"]
    assert len(version.load[0]["weeks"]) == 12
    assert len(weeks) == 6  # work ends before, but fewer would be hard to compare


def test_every_line_of_the_order_book_has_its_place_in_the_version(factory: Factory):
    for week in (3, 4):
        factory.order(10, monday(week))
    factory.run()
    factory.firm_all()
    version = factory.schedule()
    assert factory.inside(PlanVersionLine.objects.filter(plan=version).count) == 2


def test_publishing_needs_the_right_to_publish(factory: Factory):
    version = planned(factory, 10, monday(4))
    reader = Actor(factory.company.tenant.pk, "reader", permissions=frozenset({"scheduling.view_planversion"}))
    with pytest.raises(NotPermitted):
        factory.inside(lambda: perform(ACTIONS[PlanVersion, "publish"], version.pk, by=reader))
