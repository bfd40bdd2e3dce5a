"""Closing the stock of a site: what was posted up to a day stands."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import pgettext_lazy

from base.actions import action
from base.people import Actor
from base.refusals import Unacceptable
from inventory.forms import CloseForm, ReopenForm
from inventory.models import StockControl


@action(StockControl, "close", form=CloseForm, label=pgettext_lazy("period", "Close"))
def close_stock(control: StockControl, *, by: Actor, closed_to: date) -> None:
    """Nothing more is posted on this day or before; what is reported late counts on the day after."""
    if control.closed_to and closed_to <= control.closed_to:
        raise Unacceptable(_text("It is closed to %(day)s already: reopen it first") % {"day": control.closed_to})
    if closed_to >= timezone.localdate():
        raise Unacceptable(_text("Today is still being worked: close up to yesterday at the latest"))
    control.closed_to = closed_to


@action(StockControl, "reopen", form=ReopenForm, danger=True, label=pgettext_lazy("period", "Reopen"))
def reopen_stock(control: StockControl, *, by: Actor, closed_to: date | None, reason: str) -> None:
    """The days after the one given are open again; all of them where none is given."""
    if closed_to and control.closed_to and closed_to >= control.closed_to:
        raise Unacceptable(_text("It is closed to %(day)s: give an earlier day") % {"day": control.closed_to})
    control.closed_to = closed_to
