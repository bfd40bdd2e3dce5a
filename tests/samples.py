"""A small plant: a bracket made of plate and two bolts, in two operations; each row one call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from base.actions import ACTIONS, perform
from base.models import Site
from base.people import Actor
from bom.models import Bom, Calendar, Item, Machine, Routing, Shift, Unit, WorkCenter

DUE = date(2026, 12, 18)


@dataclass
class Plant:
    """What `plant(planner)` makes."""

    bracket: Item
    plate: Item
    bolt: Item
    saw: WorkCenter
    bench: WorkCenter
    site: Site


def do(model: Any, verb: str, by: Actor, subjects: Any = None, **data: Any) -> Any:
    """Perform a verb by its name; answers the row."""
    return perform(ACTIONS[model, verb], subjects, by=by, data=data).record


def item(code: str, supply: str = "buy", unit: Unit | None = None, **more: Any) -> Item:
    piece = unit or Unit.objects.get_or_create(code="pcs", defaults={"name": "piece"})[0]
    return Item.objects.create(code=code, name=code.lower(), unit=piece, supply=supply, **more)


def bill(by: Actor, parent: Item, lines: list[Mapping[str, Any]], **more: Any) -> Bom:
    """An active bill of material."""
    made = do(Bom, "add", by, item=parent, lines=lines, **more)
    return do(Bom, "activate", by, made)


def route(by: Actor, made: Item, operations: list[Mapping[str, Any]]) -> Routing:
    """An active routing."""
    return do(Routing, "activate", by, do(Routing, "add", by, item=made, lines=operations))


def work_center(code: str, site: Site, calendar: Calendar, machines: int = 1, **more: Any) -> WorkCenter:
    center = WorkCenter.objects.create(code=code, name=code.lower(), site=site, calendar=calendar, **more)
    for number in range(1, machines + 1):
        Machine.objects.create(code=f"{code}-{number}", name=f"{code} {number}", work_center=center)
    return center


def plant(by: Actor) -> Plant:
    site = Site.objects.create(code="S1", name="Plant")
    calendar = Calendar.objects.create(code="DAY", name="day shift")
    Shift.objects.create(calendar=calendar, name="day", start=time(8), finish=time(16))
    saw, bench = work_center("SAW", site, calendar), work_center("BENCH", site, calendar)
    bracket, plate, bolt = item("BRACKET", "make"), item("PLATE"), item("BOLT")
    lines = [
        {"component": plate, "quantity": 1, "operation_sequence": 10, "scrap_rate": "0.05"},
        {"component": bolt, "quantity": 2, "operation_sequence": 20},
    ]
    bill(by, bracket, lines)
    operations = [
        {"sequence": 10, "name": "saw", "work_center": saw, "setup_minutes": 15, "run_minutes": 2},
        {"sequence": 20, "name": "assemble", "work_center": bench, "run_minutes": 3},
    ]
    route(by, bracket, operations)
    return Plant(bracket, plate, bolt, saw, bench, site)
