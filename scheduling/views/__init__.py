"""Hand-made pages of planning."""

from scheduling.views import board, orders, plan, requirements, runs, wall

__all__ = ["board", "orders", "plan", "requirements", "runs", "wall"]
