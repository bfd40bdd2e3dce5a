"""Hand-made pages of planning."""

from scheduling.views import board, lacking, orders, plan, requirements, runs, wall

__all__ = ["board", "lacking", "orders", "plan", "requirements", "runs", "wall"]
