"""What buyers see: suppliers, their terms, purchase orders."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from base.filters import DaysFound
from base.panels import Children
from base.screens import SCREENS, Screen
from bom.models import Item
from inventory.models import Lot
from suppliers import actions  # noqa: F401  documents bring verbs of their own
from suppliers.forms import PurchaseOrderForm, ReceiptForm
from suppliers.models import (
    Certificate,
    PurchaseOrder,
    PurchaseOrderLine,
    Receipt,
    ReceiptLine,
    Supplier,
    SupplierItem,
)
from suppliers.queries import with_next_delivery


class PurchaseOrderScreen(Screen):
    model = PurchaseOrder
    columns = ("number", "supplier", "ordered_on", "state", "note")
    filters = ("state", "supplier", "ordered_on")
    own_filters = {"next_on": DaysFound(with_next_delivery, field_name="next_on", label=_("next delivery"))}
    form = PurchaseOrderForm
    order = ("-ordered_on", "-id")
    actions = ("confirm", "confirm_line", "prepare", "close", "close_short", "reopen", "cancel")
    panels = (
        Children(
            PurchaseOrderLine,
            of="order",
            columns=(
                "position", "item", "item__name", "quantity", "received", "item__unit", "needed_on", "requested_on",
                "confirmed_on", "price", "currency",
            ),
            links="item",
        ),
        Children(Receipt, of="order", columns=("number", "received_on", "delivery_note", "location", "state")),
    )  # fmt: skip
    group, icon, place = "purchasing", "truck", 10
    empty = _("Purchase orders come from firming planned orders of bought items; one can also be added by hand.")
    leads = "scheduling.plannedorder"


class ReceiptScreen(Screen):
    model = Receipt
    columns = ("number", "order", "order__supplier", "received_on", "location", "delivery_note", "state")
    filters = ("state", "order", "location", "received_on")
    form = ReceiptForm
    order = ("-received_on", "-id")
    actions = ("post", "reverse", "cancel")
    panels = (
        Children(
            ReceiptLine,
            of="receipt",
            columns=(
                "position", "order_position", "item", "item__name", "quantity", "item__unit", "lot_code",
                "supplier_lot", "produced_on", "expires_on",
            ),
            links="item",
        ),
    )  # fmt: skip
    group, icon, place = "purchasing", "package-check", 15
    empty = _("A receipt is prepared on a confirmed purchase order when the goods arrive.")
    leads = "suppliers.purchaseorder"


class SupplierScreen(Screen):
    model = Supplier
    columns = ("code", "name", "city", "approved", "on_time_rate", "risk_note", "owner_name")
    filters = ("approved", "city")
    form = (
        "code", "name", "city", "approved", "on_time_rate", "over_tolerance", "under_tolerance", "risk_note",
        "owner_name",
    )  # fmt: skip
    order = ("code",)
    key = "code"
    panels = (
        Children(
            SupplierItem, of="supplier", columns=("item", "item__name", "priority", "quota", "approved", "lead_days")
        ),
        Children(PurchaseOrder, of="supplier", columns=("number", "ordered_on", "state"), order=("-id",)),
        Children(Certificate, of="supplier", columns=("name", "expires_on"), order=("expires_on",)),
    )  # fmt: skip
    group, icon, place = "purchasing", "handshake", 20
    empty = _("Whoever sells to you: add them, then say which items each may supply.")


class SupplierItemScreen(Screen):
    model = SupplierItem
    columns = (
        "item", "item__name", "supplier", "priority", "quota", "approved", "lead_days", "minimum", "multiple", "price",
    )  # fmt: skip
    filters = ("approved", "supplier", "item")
    search = "item__search"
    form = (
        "supplier", "item", "priority", "quota", "approved", "lead_days", "lead_in_working_days", "minimum", "multiple",
        "price", "currency", "expedite_days", "expedite_price", "expedite_maximum",
    )  # fmt: skip
    order = ("item__code", "priority", "id")
    group, icon, place = "purchasing", "tags", 30
    empty = _("Say who supplies an item, at what price and in how many days: purchase proposals need it.")
    leads = "suppliers.supplier"


class CertificateScreen(Screen):
    model = Certificate
    columns = ("supplier", "name", "expires_on")
    filters = ("supplier", "expires_on")
    form = ("supplier", "name", "expires_on")
    order = ("expires_on", "id")
    group, icon, place = "purchasing", "badge-check", 40
    empty = _("Certificates of suppliers with the day they expire, so that none runs out unseen.")
    leads = "suppliers.supplier"


SCREENS[Item].add_panel(
    Children(
        SupplierItem,
        of="item",
        columns=("supplier", "priority", "quota", "approved", "lead_days", "minimum", "price"),
        order=("priority", "id"),
    )
)
SCREENS[Item].add_panel(
    Children(
        PurchaseOrderLine,
        of="item",
        columns=("order__number", "order__supplier", "quantity", "received", "needed_on", "confirmed_on"),
        order=("-needed_on",),
    )
)
SCREENS[Lot].add_panel(
    Children(
        ReceiptLine,
        of="lot",
        columns=("receipt", "receipt__order", "receipt__received_on", "quantity", "supplier_lot"),
        links="receipt",
    )
)
