"""What planning expects, proposes and publishes."""

from scheduling.models.forecasts import Forecast, Period
from scheduling.models.requirements import ExceptionMessage, ItemPlan, PlannedOrder
from scheduling.models.runs import PlanRun, RunInput, RunTrigger
from scheduling.models.versions import PlanVersion, PlanVersionLine, PlanVersionOperation

__all__ = [
    "ExceptionMessage",
    "Forecast",
    "ItemPlan",
    "Period",
    "PlanRun",
    "PlanVersion",
    "PlanVersionLine",
    "PlanVersionOperation",
    "PlannedOrder",
    "RunInput",
    "RunTrigger",
]
