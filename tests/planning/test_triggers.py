"""Calculations that start by themselves: a while after a change, at once after one of an order, and at night."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from base.models import Job
from base.refusals import Invalid, Unacceptable
from base.running import run_next
from orders.models import SalesOrder, WorkOrder
from scheduling.models import Forecast, PlanRun, RunTrigger
from scheduling.triggers import RUN, run_nightly
from tests.planning.conftest import Factory, monday
from tests.planning.test_storing import stored

NIGHT = datetime(2026, 12, 3, 2)


def work(queue: str) -> None:
    while run_next(queue):
        pass


def owed(factory: Factory) -> list[Job]:
    return factory.inside(lambda: list(Job.objects.filter(name=RUN)))


def its_time(factory: Factory) -> None:
    factory.inside(lambda: Job.objects.filter(name=RUN).update(due_at=timezone.now()))
    work("short")
    work("long")


def runs(factory: Factory) -> list[PlanRun]:
    return factory.inside(lambda: list(PlanRun.objects.order_by("id")))


def test_what_changes_within_minutes_is_planned_together(factory: Factory):
    factory.do(RunTrigger, "add", name="by itself", kind="mrp", after_changes=5)
    factory.order(40, monday(4))
    factory.order(60, monday(5))
    work("short")
    [job] = owed(factory)
    assert timedelta(minutes=4) < job.due_at - timezone.now() <= timedelta(minutes=5)
    assert runs(factory) == []
    its_time(factory)
    [run] = runs(factory)
    assert (run.kind, run.state) == ("mrp", "done")
    assert factory.proposals()["BRACKET"][1] == 100


def test_without_a_trigger_nothing_starts_by_itself(factory: Factory):
    factory.do(RunTrigger, "add", name="by itself", kind="mrp", nightly_at="02:00")
    factory.order(40, monday(4))
    work("short")
    assert owed(factory) == []


def test_a_calculation_that_waits_already_sees_the_change(factory: Factory):
    factory.do(RunTrigger, "add", name="by itself", kind="mrp", after_changes=5)
    factory.order(40, monday(4))
    work("short")
    factory.do(PlanRun, "add", kind="mrp")
    its_time(factory)
    assert len(runs(factory)) == 1


@pytest.mark.parametrize(
    ("hours", "expected"), [(-1, 0), (0.1, 1), (5, 1), (7, 0)], ids=["before", "at", "after a night off", "at noon"]
)
def test_every_night_at_its_time(factory: Factory, monkeypatch: Any, hours: float, expected: int):
    factory.do(RunTrigger, "add", name="by itself", kind="schedule", nightly_at="02:00")
    now = timezone.make_aware(NIGHT + timedelta(hours=hours))
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    factory.inside(run_nightly)
    factory.inside(run_nightly)
    assert [run.kind for run in runs(factory)] == ["schedule"] * expected


def test_a_trigger_after_no_time_at_all_is_refused(factory: Factory):
    with pytest.raises(Invalid) as refused:
        factory.do(RunTrigger, "add", name="by itself", kind="mrp", after_changes=0)
    assert "greater than or equal to 1" in str(refused.value.form.errors["after_changes"])


# At once ----------------------------------------------------------------------------------


def at_once(factory: Factory) -> None:
    factory.do(RunTrigger, "add", name="orders", kind="mrp", at_once=True)


def work_all() -> None:
    work("short")
    work("long")


def test_a_rush_order_is_planned_at_once(factory: Factory):
    at_once(factory)
    factory.order(40, monday(4))
    work_all()
    assert factory.proposals()["BRACKET"][1] == 40
    order = factory.order(60, monday(1), order_class="rush")
    work_all()
    assert factory.proposals()["BRACKET"][1] == 100
    factory.do(SalesOrder, "cancel", order, reason="lost")
    work_all()
    assert factory.proposals()["BRACKET"][1] == 40
    assert [run.kind for run in runs(factory)] == ["mrp"] * 3


def test_orders_changed_while_a_run_waits_are_planned_together(factory: Factory):
    at_once(factory)
    for weeks in (4, 5, 6):
        factory.order(40, monday(weeks))
    work_all()
    assert len(runs(factory)) == 1
    assert factory.proposals()["BRACKET"][1] == 120


def test_what_is_no_order_waits_for_its_minutes(factory: Factory):
    at_once(factory)
    factory.do(Forecast, "add", item=factory.plant.bracket, start_on=monday(4), period="week", quantity=30)
    work_all()
    assert runs(factory) == []


def test_a_schedule_is_not_made_at_once(factory: Factory):
    with pytest.raises(Unacceptable, match="Only requirements are planned at once"):
        factory.do(RunTrigger, "add", name="by itself", kind="schedule", at_once=True)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_changes_of_orders_a_run_of_everything_finds_nothing_to_write(factory: Factory, seed: int):
    at_once(factory)
    chance, sold, made = Random(seed), [factory.order(10, monday(4))], []
    items = (factory.plant.bracket, factory.plant.plate, factory.plant.bolt)
    for _change in range(6):
        quantity, on, item = chance.randint(1, 90), monday(chance.randint(0, 9)), chance.choice(items)
        verb = chance.choice(("sell", "sell more", "make", "take back"))
        if verb == "sell":
            sold.append(factory.order(quantity, on, item=item))
        elif verb == "make":
            made.append(factory.do(WorkOrder, "add", item=factory.plant.bracket, quantity=quantity, due_on=on))
        elif verb == "sell more" and sold:
            line = {"position": 10, "item": item, "quantity": quantity, "due_on": on}
            order = chance.choice(sold)
            factory.do(SalesOrder, "change", order, customer=factory.customer, number=order.number, lines=[line])
        elif sold:
            factory.do(SalesOrder, "cancel", sold.pop(chance.randrange(len(sold))), reason="lost")
        work_all()
    before = stored(factory)
    factory.run()
    assert stored(factory) == before
