"""Whatever people can do and see on a page, another system can do and see by REST."""

from __future__ import annotations

from typing import Any

import pytest

from base.actions import ACTIONS, Action
from base.panels import Children
from base.rest.shapes import tables_of
from base.screens import SCREENS
from inventory.models import StockMove, Transformation

BY_THE_PRODUCT = {  # what happens as part of another verb, or by itself
    "base.alert": {"open", "renew", "worsen", "close"},
    "base.importrun": {"approve", "reject", "complete", "fail"},
    "base.webhook": {"give_up"},
    "inventory.lot": {"produce"},
    "orders.salesorder": {"tally"},
    "orders.workorder": {"start", "tally", "complete", "reopen"},
    "orders.workorderoperation": {"tally", "complete", "skip", "reopen"},
    "quality.inspection": {"open"},
    "quality.nonconformance": {"open"},
    "scheduling.planrun": {"finish", "fail", "compare"},
    "scheduling.planversion": {"propose"},
    "shopfloor.operationreport": {"replace"},
    "shopfloor.shortage": {"find", "cover", "fill", "withdraw"},
    "suppliers.purchaseorder": {"tally"},
}
BY_IMPORT = {  # what stood before the product came: rows of a workbook, which REST uploads
    "inventory.stockbalance": {"open"},
    "orders.salesorder": {"open"},
    "orders.workorder": {"open"},
    "suppliers.purchaseorder": {"open"},
}
OF_A_BROWSER = {"shopfloor.device": {"enrol"}}  # the browser at hand becomes the tablet
LEDGERS = (StockMove, Transformation)  # read in bulk: docs/reporting.md

VERBS = [pytest.param(act, id=act.topic) for act in ACTIONS.values() if not act.personal]
PANELS = [
    pytest.param(screen, panel, id=f"{screen.slug}-{panel.model.__name__}-{panel.of}")
    for screen in SCREENS.values()
    for panel in screen.panels
    if isinstance(panel, Children)
]


def test_what_is_named_here_are_verbs():
    for named in (BY_THE_PRODUCT, BY_IMPORT, OF_A_BROWSER):
        assert {f"{model}.{verb}" for model, verbs in named.items() for verb in verbs} <= {
            act.topic for act in ACTIONS.values()
        }


@pytest.mark.parametrize("act", VERBS)
def test_every_verb_of_people_is_a_request(act: Action):
    screen: Any = SCREENS.get(act.model)
    model = act.model._meta.label_lower
    inside = any(act.verb in named.get(model, ()) for named in (BY_THE_PRODUCT, BY_IMPORT, OF_A_BROWSER))
    reached = screen is not None and (
        act in screen.verbs or (act.verb == "add" and screen.addable) or (act.verb == "change" and screen.editable)
    )
    assert reached != inside


@pytest.mark.parametrize(("screen", "panel"), PANELS)
def test_what_belongs_to_a_record_is_read_with_it_or_listed_by_it(screen: Any, panel: Children):
    """A mention elsewhere, such as a lot in a shipment, is read where it belongs."""
    if listed := SCREENS.get(panel.model):
        assert panel.of in listed.filters or "__" in panel.of
    else:
        assert panel.model in LEDGERS or any(
            panel.model is table.model for owner in SCREENS.values() for table in tables_of(owner).values()
        )
