"""What is made and how: items, bills of material, routings, work centres, calendars."""

from bom.models.calendars import Calendar, CalendarDay, Shift
from bom.models.items import Item, ItemUnit, LotPolicy, LotRule, Planning, SafetyStock, Supply, Unit
from bom.models.structures import Bom, BomLine, LineKind, Operation, Routing, Substitute
from bom.models.work_centers import Machine, MachineClosure, WorkCenter, WorkCenterKind

__all__ = [
    "Bom",
    "BomLine",
    "Calendar",
    "CalendarDay",
    "Item",
    "ItemUnit",
    "LineKind",
    "LotPolicy",
    "LotRule",
    "Machine",
    "MachineClosure",
    "Operation",
    "Planning",
    "Routing",
    "SafetyStock",
    "Shift",
    "Substitute",
    "Supply",
    "Unit",
    "WorkCenter",
    "WorkCenterKind",
]
