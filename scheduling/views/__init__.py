"""Hand-made pages of planning."""

from scheduling.views import board, plan

__all__ = ["board", "plan"]
