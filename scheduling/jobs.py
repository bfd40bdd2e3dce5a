"""The two calculations: load, engine, store; and one repeated. Long jobs: nothing is locked while the engine thinks."""

from __future__ import annotations

import hashlib
import pickle
import time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from base.actions import follow_up
from base.jobs import LONG, job
from base.people import Actor, system_actor
from base.running import PASSING, LostLease, Run
from base.statistics import refresh_statistics
from engine.mrp import Plan, digest, pack, plan
from engine.schedule import solve
from scheduling.actions.planning import compare, fail_run, finish_run, supersede
from scheduling.faults import told
from scheduling.inputs import input_of, keep_input
from scheduling.loading import capacity, snapshot
from scheduling.loading.requirements import Requirements, requirements
from scheduling.loading.shop import Shop, shop
from scheduling.models import ExceptionMessage, PlannedOrder, PlanRun, PlanVersion
from scheduling.states import VersionState
from scheduling.storing import store_requirements
from scheduling.versions import propose_version


def give_up(run: int) -> None:
    """Somebody stopped it before it began."""
    follow_up(fail_run, run, by=system_actor())


@job("scheduling.mrp", queue=LONG, stopped=give_up, alone=True)
def run_mrp(work: Run, run: int) -> dict[str, Any]:
    """Gross to net over every item; replaces the proposals of the last run."""
    return _carried(work, run, lambda: _mrp(work, run))


@job("scheduling.schedule", queue=LONG, stopped=give_up, alone=True)
def run_schedule(work: Run, run: int) -> dict[str, Any]:
    """Place every open operation; proposes a plan version that a person publishes."""
    return _carried(work, run, lambda: _schedule(work, run))


@job("scheduling.replay", queue=LONG)
def replay(work: Run, run: int) -> dict[str, Any]:
    """Plan the kept input of a run once more; says whether that is the plan it found."""
    problem = work.load(lambda: input_of(run))
    work.progress(30, _("planning"))
    found = digest(plan(problem))

    def tell() -> dict[str, Any]:
        equal = found == PlanRun.objects.get(pk=run).plan_digest
        follow_up(compare, run, by=work.actor, data={"equal": equal})
        return {"url": f"/plan-runs/{run}/", "equal": equal}

    return work.store(tell)


def _carried(work: Run, run: int, calculate: Any) -> dict[str, Any]:
    """A calculation that breaks leaves a run that says so, and the last plan as it was.

    Where another worker has it by now, or this one tries again, the run goes on waiting.
    """
    try:
        return calculate()
    except (LostLease, *PASSING):
        raise
    except Exception:
        work.load(lambda: follow_up(fail_run, run, by=work.actor))
        raise


def _mrp(work: Run, run: int) -> dict[str, Any]:
    begun = time.monotonic()
    work.progress(5, _("reading"))
    asked = work.load(lambda: load_requirements())
    work.progress(30, _("planning"))
    found = plan(asked.problem)
    work.progress(60, _("writing"))
    repeat = pack(asked.problem), digest(asked.problem), digest(found)
    return work.store(lambda: _store_mrp(run, asked, found, repeat, work.actor, begun))


def load_requirements() -> Requirements:
    """The MRP problem of the tenant in scope, as of today."""
    seen = snapshot.read()
    return requirements(seen, capacity.read(seen.today, seen.zone).days)


def _store_mrp(
    run: int, asked: Requirements, found: Plan, repeat: tuple[bytes, str, str], by: Actor, begun: float
) -> dict[str, Any]:
    content, given, answered = repeat
    keep_input(run, content)
    counts = store_requirements(asked, found)
    refresh_statistics([PlannedOrder, ExceptionMessage], counts["planned_orders"])
    digests = {"digest": given, "plan_digest": answered}
    _finish(run, by, counts, told(asked.snapshot, found.faults), digests, begun)
    return {"url": f"/plan-runs/{run}/", **counts}


def _schedule(work: Run, run: int) -> dict[str, Any]:
    begun = time.monotonic()
    work.progress(5, _("reading"))
    asked, open_time = work.load(_load_shop)
    work.progress(25, _("pegging"))
    found = plan(asked.problem)
    work.progress(45, _("scheduling"))
    floor = shop(asked, found, open_time, timezone.now())
    result = solve(floor.problem)
    work.progress(75, _("writing"))
    return work.store(lambda: _store_schedule(run, floor, result, work.actor, begun))


def _load_shop() -> tuple[Requirements, capacity.Capacity]:
    seen = snapshot.read()
    open_time = capacity.read(seen.today, seen.zone)
    return requirements(seen, open_time.days), open_time


def _store_schedule(run: int, floor: Shop, result: Any, by: Actor, begun: float) -> dict[str, Any]:
    older = list(PlanVersion.objects.filter(state=VersionState.PROPOSED))
    if older:
        follow_up(supersede, older, by=by)
    version = propose_version(run, floor, result, by)
    refresh_statistics([PlanVersion], version.operations_planned)
    counts = {
        "version": version.number,
        "operations": version.operations_planned,
        "lines": version.lines_planned,
        "late": version.lines_late,
        "rule": result.rule.name.lower(),
        "setup_minutes": int(result.setup_minutes),
    }
    _finish(
        run, by, counts, told(floor.requirements.snapshot, result.faults), {"digest": _digest(floor.problem)}, begun
    )
    return {"url": f"/plan-versions/{version.pk}/", **counts}


def _finish(
    run: int, by: Actor, counts: dict[str, Any], faults: list[dict[str, Any]], digests: dict[str, str], begun: float
) -> None:
    facts = {"counts": counts, "faults": faults, **digests, "seconds": round(time.monotonic() - begun, 3)}
    follow_up(finish_run, run, by=by, data=facts)


def _digest(problem: Any) -> str:
    """The same input gives the same digest, so that a run can be told from a repeat of it."""
    return hashlib.sha256(pickle.dumps(problem, protocol=5)).hexdigest()
