"""Where stock lies, what moved it, and what became of it."""

from inventory.models.documents import StockAdjustment, StockAdjustmentLine, StockCount, StockCountLine
from inventory.models.places import Location, Lot, LotHold, StockControl
from inventory.models.stock import MoveKind, StockBalance, StockMove, StockOwner, StockStatus, Transformation

__all__ = [
    "Location",
    "Lot",
    "LotHold",
    "MoveKind",
    "StockAdjustment",
    "StockAdjustmentLine",
    "StockBalance",
    "StockControl",
    "StockCount",
    "StockCountLine",
    "StockMove",
    "StockOwner",
    "StockStatus",
    "Transformation",
]
