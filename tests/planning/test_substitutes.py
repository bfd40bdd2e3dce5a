"""What may take the place of a component: used up first, named, and never in a circle."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from base.importing import take
from base.refusals import Invalid
from base.workbooks import read
from bom.models import Item, Substitute
from scheduling.faults import sentence
from scheduling.pegs import linked
from tests.factories import signed_in
from tests.imports.books import book
from tests.planning.conftest import Factory, monday
from tests.planning.test_phasing import seen, stock
from tests.rest.conftest import api_of
from tests.samples import item


def another(factory: Factory, code: str = "PLATE-X") -> Item:
    return factory.inside(lambda: item(code, unit=factory.plant.bolt.unit))  # type: ignore[no-any-return]


def replace(factory: Factory, instead: Item, component: Item | None = None, **more: Any) -> Substitute:
    data = {"component": component or factory.plant.plate, "item": instead, **more}
    return factory.do(Substitute, "add", **data)  # type: ignore[no-any-return]


def needs(factory: Factory, code: str) -> list[dict[str, Any]]:
    return factory.inside(lambda: linked(seen(factory, code).needs))  # type: ignore[no-any-return]


def test_what_is_left_of_a_substitute_is_used_and_only_the_rest_is_bought(factory: Factory):
    replace(factory, another(factory))
    stock(factory, "PLATE-X", 4)
    factory.order(10, monday(4))
    assert factory.run().faults == []
    found = {code: quantity for code, (_pk, quantity) in factory.proposals().items()}
    assert found == {"BRACKET": 10, "PLATE": 7, "BOLT": 20}  # 11 plates are needed


def test_both_items_say_what_replaced_what(factory: Factory):
    other = another(factory)
    replace(factory, other)
    stock(factory, "PLATE-X", 4)
    factory.order(10, monday(4))
    factory.run()
    (need,) = needs(factory, "PLATE")
    assert [(given["text"], given["amount"]) for given in need["instead"]] == [("PLATE-X", Decimal(4))]
    assert [int(supply["amount"]) for supply in need["from"]] == [7]
    (need,) = needs(factory, "PLATE-X")
    assert (need["for"], int(need["quantity"]), need["replaces"]) == ("BRACKET", 4, "PLATE")
    browser = signed_in(factory.company.planner)
    page = browser.get(f"/mrp/{factory.plant.plate.pk}/").content.decode()
    assert f'替代料\n                      <a href="/mrp/{other.pk}/">PLATE-X</a>' in page
    assert "代替 PLATE" in browser.get(f"/mrp/{other.pk}/").content.decode()


def test_the_lowest_priority_is_tried_first_and_the_ratio_counts(factory: Factory):
    replace(factory, another(factory), priority=2)
    replace(factory, another(factory, "PLATE-Y"), priority=1, ratio=2)
    stock(factory, "PLATE-X", 100)
    stock(factory, "PLATE-Y", 6)
    factory.order(10, monday(4))
    factory.run()
    (need,) = needs(factory, "PLATE")
    assert [(given["text"], int(given["quantity"])) for given in need["instead"]] == [("PLATE-Y", 6), ("PLATE-X", 8)]
    assert "PLATE" not in factory.proposals()


def test_it_counts_only_in_the_bill_it_is_meant_for_and_while_it_is_active(factory: Factory):
    other = another(factory)
    stock(factory, "PLATE-X", 100)
    row = replace(factory, other, parent=factory.plant.bolt)
    factory.order(10, monday(4))
    factory.run()
    assert factory.proposals()["PLATE"][1] == 11
    meant = {"component": factory.plant.plate, "item": other, "parent": factory.plant.bracket}
    factory.do(Substitute, "change", row, **meant)
    factory.run()
    assert "PLATE" not in factory.proposals()
    factory.do(Substitute, "change", row, **meant, active=False)
    factory.run()
    assert factory.proposals()["PLATE"][1] == 11


def test_items_that_would_replace_each_other_are_refused(factory: Factory):
    other, third = another(factory), another(factory, "PLATE-Y")
    replace(factory, other)
    replace(factory, third, other)
    with pytest.raises(Invalid) as refusal:
        replace(factory, factory.plant.plate, third)
    assert "PLATE-Y → PLATE → PLATE-X → PLATE-Y" in str(refusal.value.form.errors)
    with pytest.raises(Invalid):
        replace(factory, factory.plant.plate, other, parent=factory.plant.bracket)


def test_nothing_replaces_itself(factory: Factory):
    answer = api_of(factory.company.planner).post("/substitutes/", {"component": "PLATE", "item": "PLATE"})
    assert answer.status_code == 422 and "PLATE → PLATE" in answer.content.decode()


def test_a_substitute_made_of_what_it_replaces_is_left_out_with_a_sentence(factory: Factory):
    replace(factory, factory.plant.bracket)
    factory.order(10, monday(4))
    run = factory.run()
    assert [sentence(fault) for fault in run.faults if fault["reason"] == "loop"] != []
    assert all("BRACKET → PLATE, BRACKET" in fault["what"] for fault in run.faults)
    assert factory.proposals()["PLATE"][1] == 11


def test_a_workbook_brings_substitutes_again_and_again_and_is_told_of_circles(factory: Factory):
    another(factory)
    heads = ["父件", "子件", "替代料", "优先级", "替代比例"]

    def taken(*rows: list[str]) -> Any:
        sheet = book({"替代料": [heads, *rows]})
        return factory.inside(lambda: take(read("s.xlsx", sheet), factory.by, timezone.localdate(), dry=False))

    assert taken(["BRACKET", "PLATE", "PLATE-X", "1", "1"], ["", "PLATE", "PLATE-X", "1", "1"]).faults == []
    assert taken(["", "PLATE", "PLATE-X", "3", "1"]).counts["substitutes"] == {"new": 0, "changed": 1}
    work = taken(["", "PLATE-X", "PLATE", "1", "1"])
    assert [fault.value for fault in work.faults] == ["PLATE"]
