"""Calculations that start by themselves: a while after a change, and at night."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from base.models import Job
from base.refusals import Invalid
from base.running import run_next
from scheduling.models import PlanRun, RunTrigger
from scheduling.triggers import RUN, run_nightly
from tests.planning.conftest import Factory, monday

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
