"""The verbs of quality."""

from quality.actions import dispositions, inspections, nonconformances, plans

__all__ = ["dispositions", "inspections", "nonconformances", "plans"]
