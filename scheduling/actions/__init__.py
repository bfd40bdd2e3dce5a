"""The verbs of planning, and what planning adds to a sales order."""

from scheduling.actions import applying, planning, sales

__all__ = ["applying", "planning", "sales"]
