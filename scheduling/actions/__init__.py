"""The verbs of planning, and what planning adds to a sales order."""

from scheduling.actions import planning, sales

__all__ = ["planning", "sales"]
