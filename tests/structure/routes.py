"""Every registered route, and what its parameters may be filled with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.urls import URLPattern, get_resolver

from base.actions import Action, actions_of
from base.models import ImportRun, SavedView
from base.pages.saved import OFFERED
from base.screens import PAGES, SCREENS, Screen
from bom.models import Item, WorkCenter
from inventory.models import Lot
from orders.models import SalesOrder, WorkOrder, WorkOrderOperation
from scheduling.models import PlanRun, PlanVersion
from shopfloor.models import Device, OperationReport

# What the pages that are about a row and belong to no screen are about, by their names.
ABOUT: dict[str, type[Any]] = {
    "lot-trace": Lot,
    "lot-trace-file": Lot,
    "route-card": WorkOrder,
    "pick-list": WorkOrder,
    "enrol-tablet": Device,
    "station": WorkCenter,
    "queue": WorkCenter,
    "bench": WorkOrderOperation,
    "bench-start": WorkOrderOperation,
    "bench-pause": WorkOrderOperation,
    "bench-resume": WorkOrderOperation,
    "bench-report": WorkOrderOperation,
    "bench-first-piece": WorkOrderOperation,
    "bench-scan": WorkOrderOperation,
    "bench-correct": OperationReport,
    "board-version": PlanVersion,
    "board-data": PlanVersion,
    "board-operation": WorkOrderOperation,
    "supply-chain": SalesOrder,
    "mrp-item": Item,
    "plan-run-case": PlanRun,
    "import-errors": ImportRun,
}
NAMES = {f"/{page.route}": page.name for page in PAGES.values()}
OTHER_PEOPLES = ("accounts/",)  # allauth's own pages: no tenant's rows are there


@dataclass(frozen=True)
class Route:
    """One address with its parameters; `screen` where it belongs to one."""

    template: str
    parameters: dict[str, str]
    screen: Screen | None

    @property
    def rest(self) -> bool:
        return self.template.startswith("/api/")

    def filled(self, pks: list[int]) -> list[str]:
        """Its addresses with these rows; every other parameter takes each of its values."""
        choices = [self._values(name, pks) for name in self.parameters]
        found = []
        for chosen in product(*choices):
            path = self.template
            for (name, converter), value in zip(self.parameters.items(), chosen, strict=True):
                path = path.replace(f"<{converter}:{name}>", str(value))
            found.append(path)
        return found

    @property
    def about(self) -> type[Any]:
        """The model of the row it takes."""
        return self.screen.model if self.screen else ABOUT[NAMES[self.template]]

    @property
    def takes_a_row(self) -> bool:
        return bool({"pk", "id"} & set(self.parameters))

    def _values(self, name: str, pks: list[int]) -> list[Any]:
        if name in ("pk", "id"):
            return list(pks)
        if name == "label":
            return [model._meta.label_lower for model in SCREENS]
        if name == "verb" and self.screen:
            return [act.verb for act in self._verbs(self.screen)]
        raise AssertionError(f"{self.template}: say what {name} may be")

    def _verbs(self, screen: Screen) -> list[Action]:
        if "/views/" in self.template:
            return [act for act in actions_of(SavedView) if act.verb in OFFERED]
        if "/undo/" in self.template:
            return [act for act in screen.verbs if act.undo]
        return screen.bulk if "/bulk/" in self.template else screen.verbs


def every_route() -> list[Route]:
    found = [Route(path, kinds, screen) for path, kinds, screen in _walk(get_resolver().url_patterns, "/", {})]
    return [route for route in found if not route.template.lstrip("/").startswith(OTHER_PEOPLES)]


def _walk(patterns: Any, before: str, kinds: dict[str, str]) -> Iterator[tuple[str, dict[str, str], Any]]:
    for pattern in patterns:
        own = getattr(pattern.pattern, "_route", "")
        known = kinds | {name: own.split(f":{name}>")[0].rsplit("<")[-1] for name in pattern.pattern.converters}
        if isinstance(pattern, URLPattern):
            initial = getattr(pattern.callback, "initkwargs", {})
            yield before + own, known, pattern.default_args.get("screen") or initial.get("screen")
        else:
            yield from _walk(pattern.url_patterns, before + own, known)
