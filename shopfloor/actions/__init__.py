"""The verbs of the floor."""

from shopfloor.actions import first_pieces, lots, operations, people, reports, shortages

__all__ = ["first_pieces", "lots", "operations", "people", "reports", "shortages"]
