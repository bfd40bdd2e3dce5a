"""What people see of stock, lots and locations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from base.columns import Column
from base.panels import Children
from base.screens import SCREENS, Screen
from bom.models import Item
from inventory.actions import OPENING
from inventory.models import Location, Lot, StockBalance, StockMove

REASON = Column("reason", "reason", _("reason"), choices={OPENING: _("Opening stock")})
MOVES = ("business_on", "recorded_at", "quantity", "status", "location", "lot", REASON)


class StockBalanceScreen(Screen):
    model = StockBalance
    columns = ("item", "item__name", "location", "lot", "status", "owner", "quantity", "item__unit")
    filters = ("status", "owner", "item", "location", "lot")
    search = "item__search"
    order = ("item__code", "id")
    actions = ("count",)
    group, icon, place = "materials", "warehouse", 20


class LotScreen(Screen):
    model = Lot
    columns = ("code", "item", "item__name", "produced_on", "expires_on", "available_on", "supplier_name", "note")
    filters = ("item", "expires_on", "available_on")
    form = ("item", "code", "produced_on", "expires_on", "available_on", "supplier_name", "note")
    order = ("-id",)
    panels = (
        Children(StockBalance, of="lot", columns=("location", "status", "owner", "quantity")),
        Children(StockMove, of="lot", columns=MOVES, order=("-id",)),
    )
    group, icon, place = "materials", "layers", 30


class LocationScreen(Screen):
    model = Location
    columns = ("code", "name", "site")
    filters = ("site",)
    form = ("site", "code", "name")
    order = ("code",)
    key = "code"
    panels = (Children(StockBalance, of="location", columns=("item", "item__name", "lot", "status", "quantity")),)
    group, icon, place = "materials", "map-pin", 40


SCREENS[Item].add_panel(Children(StockBalance, of="item", columns=("location", "lot", "status", "owner", "quantity")))
