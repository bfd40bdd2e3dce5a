"""Hand-made pages of the floor: papers and tablets."""

from shopfloor.views import papers, signing_in, tablet

__all__ = ["papers", "signing_in", "tablet"]
