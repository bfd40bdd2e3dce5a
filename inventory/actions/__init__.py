"""The verbs of stock."""

from inventory.actions import control, documents, lots, stock

__all__ = ["control", "documents", "lots", "stock"]
