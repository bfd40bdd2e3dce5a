"""Lines of a document as a page posts them: each reference an id, with the text that was typed beside it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from orders.models import Customer, SalesOrder, Shipment, ShipmentLine
from tests import factories
from tests.domain.store import a_store
from tests.samples import DUE, do


def test_a_line_may_name_several_rows(planner: Any, mill: Any) -> None:
    store = a_store()
    lot = store.lot("L1")
    store.put(60, lot)
    line = {"item": store.bolt, "quantity": 60, "due_on": DUE}
    order = do(SalesOrder, "add", planner, customer=Customer.objects.create(code="C1", name="Shop"), lines=[line])
    shipment = do(Shipment, "add", planner, order=do(SalesOrder, "accept", planner, order))
    posted = {
        "order": order.pk, "shipped_on": timezone.localdate().isoformat(), "version": shipment.version,
        "lines-0-position": "10", "lines-0-order_position": "10", "lines-0-quantity": "20",
        "lines-0-location": store.shelf.pk, "lines-0-location_text": "A1",
        "lines-0-lot": lot.pk, "lines-0-lot_text": "L1",
    }  # fmt: skip
    answer = factories.signed_in(mill.planner).post(f"/shipments/{shipment.pk}/edit/", posted)
    assert answer.status_code == 302
    assert ShipmentLine.objects.values_list("lot__code", "quantity").get() == ("L1", 20)


def test_codes_pasted_into_lines_are_known_or_named(mill: Any, forge: Any) -> None:
    with forge.scope():
        a_store()
    with mill.scope():
        store = a_store()
        Customer.objects.create(code="C1", name="Shop")
    with forge.scope():
        Customer.objects.create(code="C9", name="Theirs")
    browser = factories.signed_in(mill.planner)
    browser.cookies["django_language"] = "en"
    answer = browser.post("/lookup/bom.item/codes/", {"code": [store.bolt.code, "NO-SUCH"]}).json()
    assert answer["known"] == {store.bolt.code: store.bolt.pk}
    assert answer["unknown"] == {"NO-SUCH": "NO-SUCH: no such item. Check the code, or create it first"}
    assert browser.post("/lookup/orders.customer/codes/", {"code": ["Theirs"]}).json()["known"] == {}
    assert factories.signed_in(mill.guest).post("/lookup/bom.item/codes/", {"code": ["BOLT"]}).status_code == 403
