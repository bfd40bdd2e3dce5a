"""What of stock somebody should know about now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.alerts import Cause, rule
from base.models.alerts import Severity
from inventory.models import Lot
from inventory.queries import in_stock

DAYS_BEFORE = 30
DAYS_LEFT = 7  # from here on it is urgent


@rule(
    "lot_expiring",
    label=_("lot about to expire"),
    sentence=_("Lot %(lot)s of %(item)s is good until %(on)s, and %(quantity)s of it are in stock"),
    permission="inventory.hold_lot",
)
def lots_about_to_expire() -> Iterator[Cause]:
    """Lots of which stock is left that nobody will be able to use much longer."""
    today = timezone.localdate()
    ending = Lot.objects.filter(expires_on__lte=today + timedelta(days=DAYS_BEFORE)).select_related("item")
    for lot in in_stock(ending):
        urgent = (lot.expires_on - today).days <= DAYS_LEFT
        facts = {"lot": lot, "item": lot.item, "on": lot.expires_on, "quantity": lot.there}
        yield Cause(lot, facts, Severity.CRITICAL if urgent else Severity.WARNING, (lot.item.owner_name,))
