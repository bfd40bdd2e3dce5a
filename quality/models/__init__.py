"""What is inspected, what was found, and what became of what was wrong."""

from quality.models.inspections import Inspection, Measurement
from quality.models.nonconformances import Disposition, DispositionKind, Nonconformance
from quality.models.plans import Characteristic, CharacteristicKind, InspectionPlan

__all__ = [
    "Characteristic",
    "CharacteristicKind",
    "Disposition",
    "DispositionKind",
    "Inspection",
    "InspectionPlan",
    "Measurement",
    "Nonconformance",
]
