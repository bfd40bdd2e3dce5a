"""Every filter and every order of a list is served by an index of the tenant, or the reason why not is written here."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models

from base.fields import SearchField
from base.screens import SCREENS, Screen
from tests.sampling import tenant_models

FEW = "a factory has hundreds of these rows at most: they are read whole"
UNCHOOSY = "a few values, one of which nearly all rows have: an index would not be used"
BY_ANOTHER = "the order is that of another table's code: what is left after the filters is sorted"
EXCEPTIONS = {
    "items where planning": UNCHOOSY,
    "items where active": UNCHOOSY,
    "item-units where kind": UNCHOOSY,
    "boms by item__code": BY_ANOTHER,
    "safety-stocks by item__code": BY_ANOTHER,
    "substitutes by component__code": BY_ANOTHER,
    "substitutes where active": UNCHOOSY,
    "forecasts where period": UNCHOOSY,
    "routings by item__code": BY_ANOTHER,
    "work-centers where kind": FEW,
    "machines where active": FEW,
    "machine-closures by start_at": FEW,
    "machine-closures where start_at": FEW,
    "shifts by calendar__code": FEW,
    "calendar-days where working": FEW,
    "calendar-days where provisional": FEW,
    "stock-balances by item__code": BY_ANOTHER,
    "stock-balances where owner": UNCHOOSY,
    "sales-orders where order_class": UNCHOOSY,
    "customers where partial_allowed": UNCHOOSY,
    "suppliers where approved": FEW,
    "suppliers where city": FEW,
    "supplier-items by item__code": BY_ANOTHER,
    "supplier-items where approved": UNCHOOSY,
    "inspection-plans by item__code": BY_ANOTHER,
    "two-factor-rules by who": FEW,
    "alerts where severity": UNCHOOSY,
    "alerts where rule": UNCHOOSY,
    "planned-orders where supply": UNCHOOSY,
    "planned-orders where past_due": UNCHOOSY,
    "exception-messages where kind": UNCHOOSY,
    "plan-runs where state": FEW,
}


def indexed(model: type[Any]) -> list[tuple[str, ...]]:
    """The columns of every index that covers all rows, without the tenant that each starts with."""
    meta = model._meta
    found: list[tuple[str, ...]] = [("id",)]
    found += [(field.name,) for field in meta.local_concrete_fields if field.is_relation and field.db_index]
    found += [tuple(i.fields) for i in meta.indexes if not i.condition]
    found += [tuple(c.fields) for c in meta.constraints if isinstance(c, models.UniqueConstraint) and not c.condition]
    return [tuple(name.removeprefix("-") for name in names if name != "tenant_id") for names in found]


def needs(screen: Screen) -> dict[str, str]:
    """What the list asks of the database: the first column of its order, and each of its filters."""
    first = screen.order[0].removeprefix("-")
    return {f"{screen.slug} by {first}": first} | {f"{screen.slug} where {name}": name for name in screen.filters}


@pytest.mark.parametrize("screen", [pytest.param(screen, id=screen.slug) for screen in SCREENS.values()])
def test_a_list_is_filtered_and_sorted_by_an_index(screen: Screen):
    starts = {names[0] for names in indexed(screen.model) if names}
    unserved = {need for need, name in needs(screen).items() if name not in starts}
    assert unserved == {need for need in EXCEPTIONS if need.split(" ")[0] == screen.slug}


def test_every_index_starts_with_the_tenant():
    wrong = []
    for model in tenant_models():
        wrong += [index.name for index in model._meta.indexes if index.fields[0] != "tenant_id"]
    assert wrong == []


def test_what_is_searched_is_one_column():
    """A list with a search box looks through a search column of its own or of the row it is about."""
    for screen in SCREENS.values():
        if screen.search:
            *hops, last = screen.search.split("__")
            model: Any = screen.model
            for hop in hops:
                model = model._meta.get_field(hop).related_model
            assert isinstance(model._meta.get_field(last), SearchField), screen.slug
