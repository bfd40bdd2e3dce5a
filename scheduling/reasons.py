"""Why an order line is late: a chain of steps from the promise down to what decides, as data.

A step is a dict with `kind` and the facts its sentence needs; `sentence(step)` says it in the reader's language.
The last step is the ending: what would have to change.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from bom.models import Supply
from engine.calendar import DAY, NEVER
from engine.mrp import NEVER as NEVER_DAY
from engine.mrp import Source
from engine.schedule import Cause as EngineCause
from engine.schedule import Result, Why, why_late
from scheduling.freshness import Aged
from scheduling.held import Held
from scheduling.loading.days import date_of, day_of
from scheduling.loading.shop import SHIP_BY, Shop, supply_day

Step = dict[str, Any]
WORTH_TELLING = 3  # minutes of queue on the way down; less would read 0.0 h


class Cause(StrEnum):
    """The ending of a chain, in the words of the plan page."""

    BOTTLENECK = "bottleneck"
    MATERIAL = "material"
    LEAD_TIME = "lead_time"
    BLOCKED = "blocked"
    INSPECTION = "inspection"
    SHORT_LIFE = "short_life"
    MISSING = "missing"


@dataclass(frozen=True)
class Outlook:
    """When a sales line can ship (None: never as things stand), and if that is late, why."""

    planned: int | None
    days_late: int
    cause: str
    chain: list[Step]


def outlooks(shop: Shop, result: Result) -> list[Outlook]:
    """Of every sales line, in the order of the snapshot: by need date, so that the first of them take what is held."""
    held, aged = Held(shop), Aged(shop)
    return [_outlook(shop, result, held, aged, line) for line in range(len(shop.requirements.snapshot.sales))]


def _outlook(shop: Shop, result: Result, held: Held, aged: Aged, line: int) -> Outlook:
    due = day_of(shop.requirements.snapshot.sales[line]["need_on"])
    ready, source, supply = _decisive(shop, result, line)
    if ready >= NEVER_DAY:
        chain = _missing(shop, line) if source == Source.NONE else _explain(shop, result, held, source, supply, line)
        return Outlook(None, 0, chain[-1]["cause"], chain)
    planned = max(due, ready, shop.plan.problem.today)
    if planned <= due:
        return Outlook(planned, 0, "", [])
    chain = _explain(shop, result, held, source, supply, line)
    if facts := aged.behind(line):
        chain = [*chain, {"kind": "short_life", "cause": Cause.SHORT_LIFE, **facts}]
    else:
        chain = _without_hold(shop, source, supply, planned - due, chain)
    return Outlook(planned, planned - due, chain[-1]["cause"], chain)


def _without_hold(shop: Shop, source: Source, supply: int, late: int, chain: list[Step]) -> list[Step]:
    """With the laboratory as the ending where, had nobody to wait for it, the line would have been in time."""
    job = _job(shop, source, supply)
    held = 0 if job is None else _held_days(shop, job)
    if job is None or late > held or chain[-1]["cause"] != Cause.LEAD_TIME:
        return chain
    item = shop.requirements.snapshot.code(_item_of(shop, job))
    return [*chain[:-1], {"kind": "laboratory", "cause": Cause.INSPECTION, "days": held, "item": item}]


def _decisive(shop: Shop, result: Result, demand: int) -> tuple[int, Source, int]:
    """The day the last of a demand is there, and the supply that brings it; kits count by their parts."""
    if shop.plan.demands.missing[demand]:
        return NEVER_DAY, Source.NONE, -1
    found = (0, Source.NONE, -1)
    for peg in shop.plan.pegs_of_demand(demand):
        source, supply = Source(int(shop.plan.pegs.source[peg])), int(shop.plan.pegs.supply[peg])
        if source == Source.PLANNED and _is_phantom(shop, supply):
            parts = [_decisive(shop, result, int(part)) for part in shop.plan.demands_of_planned(supply)]
            found = max([found, *parts], key=lambda entry: entry[0])
        else:
            found = max(found, (_ready_day(shop, result, source, supply), source, supply), key=lambda entry: entry[0])
    return found


def _is_phantom(shop: Shop, planned: int) -> bool:
    item = shop.requirements.snapshot.items[int(shop.plan.planned.item[planned])]
    return bool(item["supply"] == "phantom")


def _ready_day(shop: Shop, result: Result, source: Source, supply: int) -> int:
    if (job := _job(shop, source, supply)) is None:
        return supply_day(shop.plan, source, supply)
    finish = int(result.job_finish[job])
    if finish >= NEVER:
        return NEVER_DAY
    day, minute = divmod(finish, DAY)
    ends = day if minute <= SHIP_BY else shop.capacity.days.add(day, 1)
    return _worked(shop, ends + _held_days(shop, job))


def _worked(shop: Shop, day: int) -> int:
    """This day, or the next one worked: nothing ships on others."""
    days = shop.capacity.days
    return days.sub(days.add(day, 1), 1)


def _held_days(shop: Shop, job: int) -> int:
    """How long what a job makes waits for its inspection."""
    return shop.requirements.snapshot.hold_days.get(_item_of(shop, job), 0)


def _item_of(shop: Shop, job: int) -> int:
    made: int = shop.requirements.snapshot.work_orders[shop.work_of_job[job]]["item_id"]
    return made


def _job(shop: Shop, source: Source, supply: int) -> int | None:
    purchases = len(shop.requirements.snapshot.purchases)
    work = supply - purchases if source == Source.RECEIPT and supply >= purchases else -1
    return shop.job_of_work.get(work)


# From a supply down to what decides ---------------------------------------------------------


def _explain(shop: Shop, result: Result, held: Held, source: Source, supply: int, demand: int) -> list[Step]:
    job = _job(shop, source, supply)
    return _supply_steps(shop, source, supply, demand) if job is None else _job_steps(shop, result, held, job)


def _job_steps(shop: Shop, result: Result, held: Held, job: int) -> list[Step]:
    chain = why_late(result, job)
    steps = [_made(shop, result, job)]
    for step in chain.steps:
        steps += _operation_steps(shop, result, step, decisive=step is chain.decisive)
    if row := held.behind([job, *_component_jobs(chain)]):
        return [*steps, _blocked(shop, row)]
    if chain.cause == EngineCause.MATERIAL:
        return [*steps, *_material(shop, result, chain)]
    if chain.cause == EngineCause.MACHINE:
        waited = next((s for s in steps if s["kind"] == "queue" and s["decisive"]), None)
        return [*steps, {**waited, "kind": "bottleneck", "cause": Cause.BOTTLENECK}] if waited else steps
    if chain.cause == EngineCause.UNPLACED:
        return [*steps, {"kind": "unplaced", "cause": Cause.MISSING}]
    return [*steps, {"kind": "lead_time", "cause": Cause.LEAD_TIME, "hours": round(chain.minutes / 60, 1)}]


def _made(shop: Shop, result: Result, job: int) -> Step:
    """When an order is finished: late, in time and still too late for what waits for it, or never."""
    work = shop.requirements.snapshot.work_orders[shop.work_of_job[job]]
    made = {"order": work["number"], "id": work["id"], "item": shop.requirements.snapshot.code(work["item_id"])}
    finish, hours = int(result.job_finish[job]), round(int(result.tardiness[job]) / 60, 1)
    if finish >= NEVER:
        return {"kind": "unfinished", **made}
    if hours > 0:
        return {"kind": "made", **made, "hours": hours}
    return {"kind": "finished", **made, "on": _iso(finish // DAY)}


def _operation_steps(shop: Shop, result: Result, step: Any, decisive: bool) -> list[Step]:
    found = []
    if step.behind >= 0 and step.waited >= (1 if decisive else WORTH_TELLING):
        found.append(_queue(shop, step, decisive))
    if step.why == Why.COMPONENT:
        found.append(_made(shop, result, step.blocker))
    return found


def _queue(shop: Shop, step: Any, decisive: bool) -> Step:
    operations = shop.requirements.snapshot.operations
    row, behind = operations[step.operation], operations[step.behind]
    center = shop.capacity.centers[int(shop.problem.operations.center[step.operation])]
    return {
        "kind": "queue",
        "decisive": decisive,
        "operation": f"{row['sequence']} {row['name']}",
        "order": shop.requirements.snapshot.work_order(row["work_order_id"])["number"],
        "center": center["code"],
        "center_name": center["name"],
        "hours": round(step.waited / 60, 1),
        "behind": shop.requirements.snapshot.work_order(behind["work_order_id"])["number"],
    }


def _component_jobs(chain: Any) -> list[int]:
    return [step.blocker for step in chain.steps if step.why == Why.COMPONENT]


def _material(shop: Shop, result: Result, chain: Any) -> list[Step]:
    """The supply behind the component that came last."""
    demand = next(step.blocker for step in reversed(chain.steps) if step.why == Why.MATERIAL)
    _ready, source, supply = _decisive(shop, result, demand)
    if source == Source.NONE:
        return _missing(shop, demand)
    return _supply_steps(shop, source, supply, demand)


def _supply_steps(shop: Shop, source: Source, supply: int, demand: int) -> list[Step]:
    snapshot = shop.requirements.snapshot
    item = snapshot.items[int(shop.plan.demands.item[demand])]
    facts = {"item": item["code"], "name": item["name"], "on": _iso(supply_day(shop.plan, source, supply))}
    if source == Source.LOT:
        return [{"kind": "inspection", "cause": Cause.INSPECTION, "lot": snapshot.stock[supply]["lot_code"], **facts}]
    if source == Source.RECEIPT and supply < len(snapshot.purchases):
        row = snapshot.purchases[supply]
        bought = {"order": f"{row['number']}/{row['position']}", "supplier": row["supplier"]}
        return [{"kind": "purchase", "cause": Cause.MATERIAL, **bought, **facts}]
    return [{"kind": "planned", "cause": Cause.LEAD_TIME, "supply": item["supply"], **facts}]


def _missing(shop: Shop, demand: int) -> list[Step]:
    item = shop.requirements.snapshot.items[int(shop.plan.demands.item[demand])]
    kind = "supplied" if item["supply"] == Supply.SUPPLIED else "missing"
    return [{"kind": kind, "cause": Cause.MISSING, "item": item["code"], "name": item["name"]}]


def _blocked(shop: Shop, row: dict[str, Any]) -> Step:
    """Stock that is there but on hold: had it been usable, an order late would not have been needed."""
    facts = {"item": shop.requirements.snapshot.code(row["item_id"]), "lot": row["lot_code"] or ""}
    note, quantity = row["note"] or "", f"{row['quantity'].normalize():f}"
    return {"kind": "blocked", "cause": Cause.BLOCKED, "quantity": quantity, "note": note, **facts}


def _iso(day: int) -> str:
    return date_of(day).isoformat() if 0 < day < NEVER_DAY else ""


# In words -----------------------------------------------------------------------------------


def sentence(step: Step) -> str:
    """One step in the language of the reader."""
    return SENTENCES[step["kind"]]() % step


SENTENCES = {
    "made": lambda: _("%(order)s (%(item)s) finishes %(hours)s h late"),
    "finished": lambda: _("waits for %(order)s (%(item)s), which is finished on %(on)s"),
    "unfinished": lambda: _("%(order)s (%(item)s) will not be finished as things stand"),
    "queue": lambda: _("operation %(operation)s of %(order)s waits %(hours)s h at %(center)s behind %(behind)s"),
    "bottleneck": lambda: _("bottleneck %(center)s %(center_name)s: %(hours)s h of queue"),
    "inspection": lambda: _("lot %(lot)s of %(item)s is in inspection until %(on)s"),
    "laboratory": lambda: _("%(item)s waits %(days)s days for its laboratory result: without them it would be in time"),
    "short_life": lambda: _(
        "lot %(lot)s of %(item)s (%(quantity)s) lasts %(days)s days more, %(customer)s wants %(least)s"
    ),
    "purchase": lambda: _("%(item)s %(name)s: %(supplier)s delivers %(order)s on %(on)s"),
    "planned": lambda: _("%(item)s %(name)s: even if ordered today, it arrives on %(on)s"),
    "missing": lambda: _("%(item)s %(name)s has no supply"),
    "supplied": lambda: _("%(item)s %(name)s is still to be brought by the customer"),
    "blocked": lambda: _("lot %(lot)s of %(item)s (%(quantity)s) is on hold: %(note)s"),
    "lead_time": lambda: _("the lead time is too short, even with every machine free"),
    "unplaced": lambda: _("an operation has no place: see the run's left-out rows"),
}
