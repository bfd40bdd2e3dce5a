"""The floor: people and tablets, and what they report."""

from shopfloor.models.people import Badge, Device, Employee, EmployeeSkill, RosterEntry, Skill, SkillNeed
from shopfloor.models.reporting import FirstPiece, LotIssue, OperationReport, ScrapReason, Shortage

__all__ = [
    "Badge",
    "Device",
    "Employee",
    "EmployeeSkill",
    "FirstPiece",
    "LotIssue",
    "OperationReport",
    "RosterEntry",
    "ScrapReason",
    "Shortage",
    "Skill",
    "SkillNeed",
]
