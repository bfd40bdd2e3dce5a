"""The verbs of stock."""

from inventory.actions import control, lots, stock

__all__ = ["control", "lots", "stock"]
