"""Hand-made pages of planning."""

from scheduling.views import board, plan, wall

__all__ = ["board", "plan", "wall"]
