"""What people see of stock, lots and locations."""

from __future__ import annotations

import django_filters as df
from django.utils.translation import gettext_lazy as _

from base.filters import YesNo
from base.panels import Children
from base.screens import SCREENS, Screen
from bom.models import Item
from inventory import actions  # noqa: F401  documents bring verbs of their own
from inventory.forms import LotForm, StockAdjustmentForm, StockCountForm
from inventory.models import (
    Location,
    Lot,
    LotHold,
    StockAdjustment,
    StockAdjustmentLine,
    StockBalance,
    StockControl,
    StockCount,
    StockCountLine,
    StockMove,
    Transformation,
)
from inventory.panels import StockByStatus
from inventory.queries import in_stock

MOVES = ("business_on", "recorded_at", "kind", "quantity", "status", "location", "lot", "reason")


class StockBalanceScreen(Screen):
    model = StockBalance
    columns = ("item", "item__name", "location", "lot", "status", "owner", "quantity", "item__unit")
    filters = ("status", "owner", "item", "location", "lot")
    search = "item__search"
    order = ("item__code", "id")
    actions = ("count", "adjust", "transfer")
    group, icon, place = "materials", "warehouse", 20
    empty = _("Stock appears when a purchase is received or an operation reports; import what is there today.")
    leads = "suppliers.receipt"


class LotScreen(Screen):
    model = Lot
    columns = ("code", "item", "item__name", "produced_on", "expires_on", "available_on", "supplier_name", "note")
    filters = ("item", "expires_on", "available_on")
    own_filters = {"in_stock": df.BooleanFilter(method=in_stock, label=_("in stock"), widget=YesNo)}
    form = LotForm
    order = ("-id",)
    actions = ("hold", "release", "expect")
    panels = (
        Children(StockBalance, of="lot", columns=("location", "status", "owner", "quantity")),
        Children(LotHold, of="lot", columns=("reason", "placed_at", "released_at", "state"), order=("-id",)),
        Children(
            Transformation,
            of="produced",
            columns=("consumed__item", "consumed", "quantity", "business_on"),
            links="consumed",
            title=_("Made from"),
        ),
        Children(
            Transformation,
            of="consumed",
            columns=("produced__item", "produced", "quantity", "business_on"),
            links="produced",
            title=_("Used in"),
        ),
        Children(StockMove, of="lot", columns=MOVES, order=("-id",)),
    )
    group, icon, place = "materials", "layers", 30
    empty = _("Lots appear when a purchase is received or an order is reported; one can also be added by hand.")
    leads = "suppliers.receipt"


class LocationScreen(Screen):
    model = Location
    columns = ("code", "name", "site")
    filters = ("site",)
    form = ("site", "code", "name")
    order = ("code",)
    key = "code"
    panels = (Children(StockBalance, of="location", columns=("item", "item__name", "lot", "status", "quantity")),)
    group, icon, place = "materials", "map-pin", 40
    empty = _("A location is a place where stock lies: add your warehouse, then its shelves.")


ON_A_LINE = ("position", "item", "item__name", "lot", "status", "owner")


class StockAdjustmentScreen(Screen):
    model = StockAdjustment
    columns = ("number", "business_on", "reason", "author_name", "state")
    filters = ("state", "business_on")
    form = StockAdjustmentForm
    order = ("-business_on", "-id")
    actions = ("post", "submit", "approve", "reject", "cancel")
    panels = (
        Children(
            StockAdjustmentLine, of="adjustment", columns=(*ON_A_LINE, "location", "change", "item__unit"), links="item"
        ),
    )
    group, icon, place = "materials", "scale", 60
    empty = _("When stock differs from what the books say, adjust it here with a reason.")
    leads = "inventory.stockbalance"


class StockCountScreen(Screen):
    model = StockCount
    columns = ("number", "location", "business_on", "author_name", "state", "note")
    filters = ("state", "location", "business_on")
    form = StockCountForm
    order = ("-business_on", "-id")
    actions = ("post", "submit", "approve", "reject", "cancel")
    panels = (
        Children(
            StockCountLine, of="count", columns=(*ON_A_LINE, "expected", "counted", "difference", "item__unit"),
            links="item",
        ),
    )  # fmt: skip
    group, icon, place = "materials", "clipboard-list", 70
    empty = _("Count a location: enter what is there, and the difference is posted.")
    leads = "inventory.location"


class LotHoldScreen(Screen):
    model = LotHold
    columns = ("lot", "lot__item", "reason", "placed_at", "released_at", "state")
    filters = ("state", "lot")
    actions = ("release",)
    group, icon, place = "materials", "lock", 35
    empty = _("No lot is on hold. A lot is put on hold on its own page.")
    leads = "inventory.lot"


class StockControlScreen(Screen):
    model = StockControl
    columns = ("site", "closed_to", "approval_above", "currency")
    form = ("site", "approval_above", "currency")
    order = ("id",)
    actions = ("close", "reopen")
    group, icon, place = "materials", "calendar-check", 90
    empty = _("Say up to which day stock is closed, and from which value an adjustment needs a second person.")


SCREENS[Item].add_panel(StockByStatus())
SCREENS[Item].add_panel(Children(StockBalance, of="item", columns=("location", "lot", "status", "owner", "quantity")))
SCREENS[Item].add_panel(Children(StockMove, of="item", columns=MOVES, order=("-id",)))
