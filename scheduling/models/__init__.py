"""What planning proposes and publishes."""

from scheduling.models.requirements import ExceptionMessage, ItemPlan, PlannedOrder
from scheduling.models.runs import PlanRun, RunTrigger
from scheduling.models.versions import PlanVersion, PlanVersionLine, PlanVersionOperation

__all__ = [
    "ExceptionMessage",
    "ItemPlan",
    "PlanRun",
    "PlanVersion",
    "PlanVersionLine",
    "PlanVersionOperation",
    "PlannedOrder",
    "RunTrigger",
]
