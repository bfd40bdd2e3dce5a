"""What arrives from suppliers: in part, in lots, more or less than ordered; taken back; inspected first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from base.models import AuditEntry
from base.people import Actor
from inventory.models import Lot, MoveKind, StockMove
from inventory.movements import issue
from suppliers.models import PurchaseOrder, Receipt, Supplier
from tests.domain.store import TODAY, Store, because, refused
from tests.samples import DUE, do, item


@pytest.fixture
def acme(planner) -> Supplier:
    return Supplier.objects.create(
        code="ACME", name="Acme", approved=True, over_tolerance="0.1", under_tolerance="0.05"
    )


def order(by: Actor, acme: Supplier, *wanted: tuple[Any, int]) -> PurchaseOrder:
    lines = [{"item": what, "quantity": quantity, "needed_on": DUE} for what, quantity in wanted]
    return do(PurchaseOrder, "add", by, supplier=acme, lines=lines)


def arrives(store: Store, by: Actor, purchase: PurchaseOrder, *lines: dict[str, Any], **more: Any) -> Receipt:
    """A receipt, posted."""
    made = do(Receipt, "add", by, order=purchase, location=store.dock, lines=list(lines), **more)
    return do(Receipt, "post", by, made)


def line(position: int, quantity: Any, **more: Any) -> dict[str, Any]:
    return {"order_position": position, "quantity": quantity, **more}


def received(purchase: PurchaseOrder) -> list[int]:
    return [int(quantity) for quantity in purchase.lines.order_by("position").values_list("received", flat=True)]


def test_a_receipt_prepared_from_its_order_lists_what_is_still_expected(store, planner, acme):
    purchase = order(planner, acme, (store.bolt, 100), (item("NUT"), 50))
    arrives(store, planner, purchase, line(10, 100))
    do(PurchaseOrder, "prepare", planner, purchase, location=store.dock)
    draft = Receipt.objects.get(state="draft")
    assert list(draft.lines.values_list("order_position", "item__code", "quantity")) == [(20, "NUT", 50)]


def test_what_is_posted_is_stock_in_its_lots_and_counted_on_the_order(store, planner, acme):
    purchase = order(planner, acme, (store.bolt, 100))
    facts = {"supplier_lot": "X-77", "expires_on": TODAY + timedelta(90)}
    made = arrives(store, planner, purchase, line(10, 30, lot_code="L1", **facts), line(10, 30))
    first, second = Lot.objects.order_by("pk")
    assert store.there() == {("L1", "usable"): 30, (second.code, "usable"): 30}
    assert second.code.startswith(f"L{TODAY:%y%m%d}")
    assert (first.supplier_lot, first.supplier_name, first.expires_on) == ("X-77", "Acme", TODAY + timedelta(90))
    assert (received(purchase), made.state) == ([60], "posted")
    told = AuditEntry.objects.filter(subject_type="suppliers.purchaseorder").order_by("pk")
    assert [entry.verb for entry in told] == ["add", "tally"]


def test_an_order_of_which_all_has_come_within_tolerance_is_closed(store, planner, acme):
    purchase = order(planner, acme, (store.bolt, 100), (item("NUT"), 50))
    arrives(store, planner, purchase, line(10, 105), line(20, 40))
    purchase.refresh_from_db()
    assert purchase.state == "firm"
    arrives(store, planner, purchase, line(20, 8))
    purchase.refresh_from_db()
    assert purchase.state == "closed"
    assert "not possible" in refused(lambda: arrives(store, planner, purchase, line(20, 1)))


def test_more_than_the_tolerance_is_not_taken(store, planner, acme):
    purchase = order(planner, acme, (store.bolt, 100))
    arrives(store, planner, purchase, line(10, 60))
    assert "111 would have come, at most 110" in refused(lambda: arrives(store, planner, purchase, line(10, 51)))
    assert received(purchase) == [60]


def test_less_than_ordered_is_closed_short_with_a_reason(store, planner, acme):
    purchase = order(planner, acme, (store.bolt, 100))
    arrives(store, planner, purchase, line(10, 60))
    assert "60 of 100 received" in refused(lambda: do(PurchaseOrder, "close", planner, purchase))
    do(PurchaseOrder, "close_short", planner, purchase, reason="they have no more")
    assert AuditEntry.objects.get(verb="close_short").reason == "they have no more"


def test_a_receipt_taken_back_leaves_stock_and_order_as_they_were(store, planner, acme):
    purchase = order(planner, acme, (store.bolt, 100))
    made = arrives(store, planner, purchase, line(10, 100, lot_code="L1"))
    do(Receipt, "reverse", planner, made, reason="another factory's goods")
    purchase.refresh_from_db()
    assert (store.there(), received(purchase), purchase.state) == ({}, [0], "firm")
    assert sum(StockMove.objects.values_list("quantity", flat=True)) == 0


def test_what_was_used_already_is_not_taken_back(store, planner, acme):
    purchase, user = order(planner, acme, (store.bolt, 100)), store.document("WO-7")
    made = arrives(store, planner, purchase, line(10, 40, lot_code="L1"))
    issue([(store.at(Lot.objects.get(code="L1"), store.dock), 1)], because(MoveKind.ISSUE, user))
    assert (
        "1 of 40" in (sentence := refused(lambda: do(Receipt, "reverse", planner, made, reason="wrong")))
        and "WO-7" in sentence
    )
    assert received(purchase) == [40]


def test_items_to_be_inspected_arrive_in_inspection_and_say_when_they_will_be_free(store, planner, acme):
    casting = item("CASTING", inspect=True, inspect_days=2)
    purchase = order(planner, acme, (casting, 5))
    arrives(store, planner, purchase, line(10, 5))
    lot = Lot.objects.get(item=casting)
    assert store.there(item=casting) == {(lot.code, "inspection"): 5}
    assert lot.available_on == TODAY + timedelta(2)


def test_what_spoils_does_not_arrive_without_a_date(store, planner, acme):
    milk = item("MILK", lot_tracked=True, shelf_life_days=21)
    purchase = order(planner, acme, (milk, 5))
    assert "MILK: say when it was produced" in refused(lambda: arrives(store, planner, purchase, line(10, 5)))
    arrives(store, planner, purchase, line(10, 5, produced_on=TODAY))
    assert Lot.objects.get(item=milk).expires_on == TODAY + timedelta(21)


def test_a_line_the_order_does_not_have_is_named(store, planner, acme):
    purchase = order(planner, acme, (store.bolt, 5))
    assert f"{purchase} has no line 70" in refused(lambda: arrives(store, planner, purchase, line(70, 5)))


def test_a_posted_receipt_is_not_changed(store, planner, acme):
    purchase = order(planner, acme, (store.bolt, 5))
    made = arrives(store, planner, purchase, line(10, 5))
    facts = {"order": purchase, "location": store.shelf, "lines": [line(10, 4)]}
    assert "not possible while posted" in refused(lambda: do(Receipt, "change", planner, made, **facts))
