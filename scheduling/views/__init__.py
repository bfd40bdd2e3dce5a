"""Hand-made pages of planning."""

from scheduling.views import board, follow_up, hints, lacking, orders, plan, requirements, runs, wall

__all__ = ["board", "follow_up", "hints", "lacking", "orders", "plan", "requirements", "runs", "wall"]
