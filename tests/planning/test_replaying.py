"""The input of a requirements run is kept: replayed, here or elsewhere, it gives the plan the run found."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from base.refusals import Blocked
from base.running import run_next
from engine.mrp import digest, plan
from scheduling.inputs import KEPT, input_of
from scheduling.models import PlanRun, RunInput
from tests import factories
from tests.planning.conftest import Factory, monday
from tests.planning.test_storing import changed, late


def replayed(factory: Factory, run: PlanRun) -> PlanRun:
    factory.do(PlanRun, "replay", run)
    while run_next("long"):
        pass
    return factory.inside(lambda: PlanRun.objects.get(pk=run.pk))


def page(factory: Factory, run: PlanRun, more: str = "") -> str:
    reader = factories.signed_in(factory.company.planner)
    reader.cookies["django_language"] = "en"
    return reader.get(f"/plan-runs/{run.pk}/{more}").content.decode()


def test_a_run_replayed_after_everything_changed_still_gives_the_same_plan(factory: Factory):
    order = late(factory)
    run = factory.run()
    changed(factory, order, 99)
    factory.run()
    before = factory.proposals()
    assert replayed(factory, run).replayed_equal is True
    assert factory.proposals() == before
    assert "the same input gave the same plan" in page(factory, run)


def test_a_run_whose_plan_is_another_when_replayed_says_so(factory: Factory):
    late(factory)
    run = factory.run()
    factory.inside(lambda: PlanRun.objects.filter(pk=run.pk).update(plan_digest="0" * 64))
    assert replayed(factory, run).replayed_equal is False
    assert "the same input gave another plan" in page(factory, run)


def test_the_file_of_a_run_gives_its_plan_on_another_machine(factory: Factory, tmp_path: Path):
    late(factory)
    factory.order(7, monday(8), item=factory.plant.plate)
    run = factory.run()
    case = tmp_path / "case.json"
    case.write_text(page(factory, run, "case/"), encoding="utf-8")
    said = subprocess.run([sys.executable, "-m", "engine.mrp", str(case)], capture_output=True, text=True, check=True)
    assert json.loads(said.stdout)["digest"] == run.plan_digest


def test_the_last_few_inputs_are_kept_and_each_of_them_gives_its_plan(factory: Factory):
    order = late(factory)
    runs = []
    for more in range(KEPT + 1):
        changed(factory, order, 20 + more)
        runs.append(factory.run())
    kept = factory.inside(lambda: set(RunInput.objects.values_list("run_id", flat=True)))
    assert kept == {run.pk for run in runs[1:]}
    for run in runs[1:]:
        problem = factory.inside(lambda pk=run.pk: input_of(pk))
        assert (digest(problem), digest(plan(problem))) == (run.digest, run.plan_digest)
    with pytest.raises(Blocked, match="only the last 5 requirements runs"):
        factory.do(PlanRun, "replay", runs[0])
    assert factories.signed_in(factory.company.planner).get(f"/plan-runs/{runs[0].pk}/case/").status_code == 404


def test_a_schedule_run_has_no_input_to_replay(factory: Factory):
    factory.order(10, monday(4))
    run = factory.run("schedule")
    with pytest.raises(Blocked):
        factory.do(PlanRun, "replay", run)
    assert "Download as JSON" not in page(factory, run)


def test_who_may_not_see_runs_does_not_get_their_input(factory: Factory):
    run = factory.run()
    assert factories.signed_in(factory.company.guest).get(f"/plan-runs/{run.pk}/case/").status_code == 403
