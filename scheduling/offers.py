"""What could serve a need that the plan serves late: substitutes with what is left of them, and other suppliers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.models import Site
from bom.models import Item, Substitute
from engine.calendar import WorkingDays
from scheduling.loading import capacity
from scheduling.loading.days import date_of, day_of
from scheduling.models import ItemPlan
from suppliers.models import SupplierItem

ORDERED_AHEAD = 250  # days: beyond it every day counts as worked


@dataclass(frozen=True)
class Offer:
    """`on`: when it could serve. `quantity`: how much of it there is; None for what would be ordered.

    `what`: substitute or supplier, `note`: what to know of it.
    """

    what: Any
    text: str
    url: str
    on: date
    quantity: Decimal | None = None
    note: Any = ""


Wanted = tuple[int, int, date | None]  # the component, the item it goes into, when the plan has it


def offers(wanted: Iterable[Wanted], today: date) -> dict[Wanted, list[Offer]]:
    """For each of them what would be there sooner than planned, soonest first. Nine queries for any number."""
    asked = set(wanted)
    if not asked:
        return {}
    days = working_days(today)
    components = {component for component, _parent, _on in asked}
    rows = Substitute.objects.filter(component__in=components, active=True, item__active=True)
    substitutes = list(rows.select_related("item").order_by("priority", "id"))
    items = Item.objects.in_bulk(components | {row.item_id for row in substitutes})
    left = _left(row.item_id for row in substitutes)
    sources = _sources(items, days, today)
    found: dict[Wanted, list[Offer]] = {}
    for component, parent, on in asked:
        own = [row for row in substitutes if row.component_id == component and row.parent_id in (None, parent)]
        given = [offer for row in own for offer in _of_substitute(row, left, sources, today)]
        sooner = [offer for offer in (*given, *sources[component]) if on is None or offer.on < on]
        found[component, parent, on] = sorted(sooner, key=lambda offer: offer.on)
    return found


def _of_substitute(
    row: Substitute, left: dict[int, Decimal], sources: dict[int, list[Offer]], today: date
) -> list[Offer]:
    """From stock, where something is left of it; else when more of it could be bought."""
    what, url = _("substitute"), reverse("mrp-item", args=[row.item_id])
    if (free := left.get(row.item_id, Decimal(0))) > 0:
        return [Offer(what, row.item.code, url, today, free)]
    ordered = min(sources[row.item_id], key=lambda offer: offer.on, default=None)
    return [Offer(what, row.item.code, url, ordered.on, Decimal(0), ordered.text)] if ordered else []


def _left(items: Iterable[int]) -> dict[int, Decimal]:
    """Of each item what no need of the plan will take: the lowest its projected balance gets."""
    plans = ItemPlan.objects.filter(item__in=set(items)).values_list("item_id", "balance")
    return {item: min((Decimal(row[1]) for row in balance), default=Decimal(0)) for item, balance in plans}


def _sources(items: dict[int, Item], days: WorkingDays, today: date) -> dict[int, list[Offer]]:
    """Who sells these items and when it could be usable if it were ordered today, in a hurry where that is offered."""
    found: dict[int, list[Offer]] = defaultdict(list)
    rows = SupplierItem.objects.filter(item__in=items).select_related("supplier").order_by("priority", "id")
    for row in rows:
        item = items[row.item_id]
        held = timedelta(days=item.inspect_days if item.inspect else 0)
        approved = row.approved and row.supplier.approved
        url = reverse("suppliers:detail", args=[row.supplier_id])
        for lead, hurried in ((row.lead_days, False), (row.expedite_days, True)):
            if lead is not None:
                on = _after(today, lead, days if row.lead_in_working_days else None) + held
                found[item.pk].append(Offer(_("supplier"), row.supplier.name, url, on, None, _note(approved, hurried)))
    return found


def _note(approved: bool, hurried: bool) -> Any:
    if not approved:
        return _("hurried, not approved") if hurried else _("not approved")
    return _("hurried") if hurried else ""


def _after(today: date, lead: int, days: WorkingDays | None) -> date:
    return date_of(days.add(day_of(today), lead)) if days else today + timedelta(days=lead)


def working_days(today: date) -> WorkingDays:
    site = Site.objects.order_by("id").first()
    return capacity.read(today, site.zone if site else settings.TIME_ZONE, before=0, after=ORDERED_AHEAD).days
