"""The verbs of purchasing."""

from suppliers.actions import orders, receipts

__all__ = ["orders", "receipts"]
