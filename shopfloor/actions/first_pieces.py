"""Checking the first piece of an operation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from base.actions import action
from base.people import Actor
from shopfloor.forms import FirstPieceForm
from shopfloor.models import FirstPiece


@action(FirstPiece, "add", form=FirstPieceForm, creates=True, label=_("Check first piece"))
def check_first_piece(check: FirstPiece, *, by: Actor) -> None:
    """The first piece is right, and the operation may go on; or it is not."""
    check.checked_by = by.name
