"""Hand-made pages of planning."""

from scheduling.views import board, plan, requirements, wall

__all__ = ["board", "plan", "requirements", "wall"]
