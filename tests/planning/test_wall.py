"""The wall screen: what runs, what is behind the plan, what came out, and who may look."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from base.models.alerts import Alert
from bom.models import CalendarDay, Machine, MachineClosure
from inventory.models import Lot, LotHold
from orders.models import WorkOrder, WorkOrderOperation
from scheduling.wall import Wall, wall
from scheduling.wall.charts import output_chart, scrap_chart
from scheduling.wall.output import Hour
from shopfloor.models import Device, OperationReport, ScrapReason
from shopfloor.tablets import COOKIE, cookie_of, new_secret
from tests.factories import member, signed_in
from tests.planning.conftest import Factory
from tests.samples import do

WEDNESDAY = datetime(2027, 3, 3, 12, 0)  # the shift is 8:00 to 16:00


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """It is Wednesday noon."""
    now = timezone.make_aware(WEDNESDAY)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return now


@pytest.fixture
def order(factory: Factory, noon: datetime) -> WorkOrder:
    """100 brackets on the floor: sawing planned from 8:00 to 12:00, assembling from 12:00 to 16:00."""

    def make() -> WorkOrder:
        made = do(WorkOrder, "add", factory.by, item=factory.plant.bracket, quantity=100, due_on=noon.date())
        WorkOrder.objects.filter(pk=made.pk).update(state="started")
        for place, code in enumerate(("SAW-1", "BENCH-1")):
            start = noon + timedelta(hours=4 * place - 4)
            planned = {"start_at": start, "finish_at": start + timedelta(hours=4), "run_minutes": 2}
            made.operations.filter(sequence=10 * place + 10).update(machine=Machine.objects.get(code=code), **planned)
        return made

    return factory.inside(make)  # type: ignore[no-any-return]


def seen(factory: Factory) -> Wall:
    return factory.inside(wall)  # type: ignore[no-any-return]


def saw(factory: Factory, **changed: Any) -> None:
    factory.inside(lambda: WorkOrderOperation.objects.filter(sequence=10).update(**changed))


def report(factory: Factory, sequence: int, good: int, hours_ago: float, **more: Any) -> None:
    def make() -> None:
        operation = WorkOrderOperation.objects.get(sequence=sequence)
        at = timezone.now() - timedelta(hours=hours_ago)
        OperationReport.objects.create(operation=operation, good=good, reported_at=at, **more)
        operation.good += good
        operation.save()

    factory.inside(make)


def tile(factory: Factory, code: str) -> tuple[str, str, str]:
    found = next(tile for tile in seen(factory).tiles if tile.code == code)
    return found.tone, found.text, found.more


def test_a_machine_runs_stands_or_is_behind_what_was_planned(factory: Factory, order: WorkOrder):
    assert tile(factory, "SAW-1") == ("late", order.number, "4.0 h behind")
    saw(factory, state="started", good=30)
    assert tile(factory, "SAW-1") == ("run", order.number, "saw")
    saw(factory, finish_at=timezone.now() - timedelta(hours=1))
    assert tile(factory, "SAW-1") == ("late", order.number, "1.0 h behind")
    saw(factory, state="paused")
    assert tile(factory, "SAW-1")[0] == "hold"
    saw(factory, state="completed")
    assert tile(factory, "SAW-1") == ("ready", "idle", "")
    assert [count for _tone, _word, count in seen(factory).tallies] == [0, 2, 0, 0, 0]  # the bench begins any minute


def test_a_closed_machine_says_why_and_until_when(factory: Factory, order: WorkOrder, noon: datetime):
    def close() -> None:
        hours = {"start_at": noon - timedelta(hours=1), "finish_at": noon + timedelta(hours=2)}
        MachineClosure.objects.create(machine=Machine.objects.get(code="SAW-1"), reason="spindle", **hours)

    factory.inside(close)
    assert tile(factory, "SAW-1") == ("off", "spindle", "→ 03-03 14:00")


def test_how_far_the_plan_is_achieved_counts_no_operation_beyond_its_plan(factory: Factory, order: WorkOrder):
    assert seen(factory).day.achieved == 0
    report(factory, 10, good=50, hours_ago=1)
    assert seen(factory).day.achieved == 53  # (15 min set-up + 50 x 2 min) of (15 + 100 x 2)
    report(factory, 20, good=40, hours_ago=1)  # ahead of its own plan: that makes up for nothing
    assert seen(factory).day.achieved == 53
    assert seen(factory).running == 50


def test_what_is_made_today_is_what_leaves_its_last_operation(factory: Factory, order: WorkOrder):
    report(factory, 10, good=50, hours_ago=1, scrap=5)
    report(factory, 20, good=20, hours_ago=0.5)
    day = seen(factory).day
    assert (day.planned, day.done, day.yielded) == (100, 20, 93)


def test_each_hour_shows_what_was_earned_beside_what_was_planned(factory: Factory, order: WorkOrder):
    report(factory, 10, good=30, hours_ago=1.5)  # at 10:30: 30 x 2 min
    hours = {f"{hour.at:%H:%M}": hour for hour in seen(factory).hours}
    assert hours["10:00"].done == 1
    assert [round(hours[f"{at:02}:00"].planned, 2) for at in (7, 8, 11, 12, 15, 16)] == [
        0, Decimal("0.83"), Decimal("0.83"), Decimal("0.83"), Decimal("0.83"), 0,
    ]  # fmt: skip
    assert (hours["09:00"].short, hours["10:00"].short, hours["13:00"].done) == (True, False, None)


def test_on_a_closed_day_nothing_is_planned(factory: Factory, order: WorkOrder, noon: datetime):
    factory.inside(lambda: CalendarDay.objects.create(on=noon.date(), working=False, name="holiday"))
    assert {hour.planned for hour in seen(factory).hours} == {0}


def test_deliveries_say_how_late_the_plan_ships_them(factory: Factory, order: WorkOrder, noon: datetime):
    made = factory.order(10, noon.date() + timedelta(days=1))
    factory.order(10, noon.date() - timedelta(days=1))
    factory.order(10, noon.date() + timedelta(days=30))
    factory.inside(lambda: made.lines.update(planned_on=noon.date() + timedelta(days=3)))
    found = seen(factory)
    assert [(line.late, line.overdue, line.tone) for line in found.deliveries] == [
        (0, True, "late"),
        (2, False, "late"),
    ]
    assert found.late == 1


def test_the_frequent_reasons_of_scrap_stand_first_and_the_rest_together(factory: Factory, order: WorkOrder):
    def scrap() -> None:
        operation = WorkOrderOperation.objects.get(sequence=10)
        for number in range(1, 7):
            reason = ScrapReason.objects.create(code=f"R{number}", name=f"reason {number}")
            facts = {"scrap": 10 * number, "scrap_reason": reason, "reported_at": timezone.now()}
            OperationReport.objects.create(operation=operation, **facts)

    factory.inside(scrap)
    found = seen(factory).reasons
    assert [reason.name for reason in found] == ["reason 6", "reason 5", "reason 4", "reason 3", "others"]
    assert [(reason.quantity, reason.together) for reason in found][-2:] == [(30, 86), (30, 100)]


def test_the_oldest_of_what_waits_for_somebody_stands_first(factory: Factory, order: WorkOrder, noon: datetime):
    def hold() -> None:
        for code, days in (("L-1", 1), ("L-2", 3)):
            lot = Lot.objects.create(item=factory.plant.bracket, code=code)
            LotHold.objects.create(lot=lot, reason="57 HRC", placed_at=noon - timedelta(days=days, hours=1))

    factory.inside(hold)
    assert [(alarm.text, alarm.age) for alarm in seen(factory).alarms] == [
        ("lot L-2 is on hold", "3 days"), ("lot L-1 is on hold", "1 day"),
    ]  # fmt: skip


def test_alerts_stand_on_the_wall_with_their_owner_until_their_cause_is_gone(factory: Factory, order: WorkOrder):
    sentence = {"rule": "shortage", "order": "WO-7", "item": "BOLT", "quantity": "3"}
    facts = {"rule": "shortage", "subject_type": "orders.workorder", "subject_id": order.pk, "sentence": sentence}
    alert = factory.inside(lambda: Alert.objects.create(**facts, severity="critical"))
    (alarm,) = seen(factory).alarms
    assert (alarm.tone, alarm.text) == ("late", "WO-7 reported more than there was BOLT for: 3 are lacking")
    factory.inside(lambda: Alert.objects.filter(pk=alert.pk).update(state="closed"))
    assert seen(factory).alarms == []


def test_bars_grow_with_what_they_show_and_stand_on_one_line():
    at = timezone.make_aware(WEDNESDAY)
    chart = output_chart([Hour(at, Decimal(4), Decimal(8)), Hour(at, None, Decimal(6))])
    (first, second) = chart.bars
    assert (first.y + first.height, second.height, second.mark) == (second.y, 0, "")
    assert (first.short, [step for step, _y in chart.steps]) == (True, ["0", "4", "8"])
    assert scrap_chart([]).bars == [] and output_chart([]).line == ""


def test_the_wall_asks_as_often_for_many_orders_as_for_one(factory: Factory, order: WorkOrder, noon: datetime):
    def counted() -> int:
        with CaptureQueriesContext(connection) as asked:
            wall()
        return len(asked)

    few = factory.inside(counted)
    for number in range(19):
        factory.order(10, noon.date() + timedelta(days=number))
        factory.do(WorkOrder, "add", item=factory.plant.bracket, quantity=100, due_on=noon.date())
    start, finish = noon - timedelta(hours=2), noon + timedelta(hours=1)
    factory.inside(lambda: WorkOrder.objects.update(state="started"))
    factory.inside(lambda: WorkOrderOperation.objects.update(start_at=start, finish_at=finish, state="started"))
    assert factory.inside(counted) == few


def test_a_role_with_this_one_right_sees_the_wall_and_nothing_else(factory: Factory):
    screen = signed_in(factory.inside(lambda: member(factory.company.tenant, "screen", ["scheduling.view_wall"])))
    answer = screen.get("/", follow=True)
    assert answer.request["PATH_INFO"] == "/wall/"
    assert "BENCH-1" in answer.content.decode()
    assert screen.get("/board/").status_code == 403


@pytest.fixture
def television(factory: Factory) -> Client:
    """A browser that was enrolled as a device; nobody is signed in on it."""
    secret, digest = new_secret()
    made = {"code": "TV-1", "name": "wall", "work_center": factory.plant.bench, "digest": digest}
    device = factory.inside(lambda: Device.objects.create(**made))
    found = Client()
    found.cookies[COOKIE] = cookie_of(device, secret)
    return found


def test_an_enrolled_screen_shows_the_wall_without_anybody_signed_in(factory: Factory, television: Client):
    answer = television.get("/floor/wall/")
    assert answer.status_code == 200
    assert "BENCH-1" in answer.content.decode() and "foundry" in answer.content.decode()
    assert television.get("/wall/").status_code == 302


def test_a_screen_that_is_not_or_no_longer_enrolled_shows_nothing(factory: Factory, television: Client):
    assert Client().get("/floor/wall/", follow=True).request["PATH_INFO"] == "/accounts/login/"
    factory.inside(lambda: Device.objects.update(active=False))
    assert television.get("/floor/wall/").status_code == 302
