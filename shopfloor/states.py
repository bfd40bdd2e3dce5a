"""How reports and shortages move."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.states import Transitions


class ReportState(TextChoices):
    POSTED = "posted", _("posted")
    CORRECTED = "corrected", _("corrected")


REPORT = Transitions(
    ReportState,
    initial=ReportState.POSTED,
    correct=(ReportState.POSTED, ReportState.CORRECTED),
    correct_late=(ReportState.POSTED, ReportState.CORRECTED),
)


class ShortageState(TextChoices):
    OPEN = "open", pgettext_lazy("shortage", "open")
    SETTLED = "settled", _("settled")
    WITHDRAWN = "withdrawn", _("withdrawn")


S = ShortageState
SHORTAGE = Transitions(
    ShortageState,
    initial=S.OPEN,
    cover=(S.OPEN, S.OPEN),
    fill=(S.OPEN, S.SETTLED),
    settle=(S.OPEN, S.SETTLED),
    withdraw=[(S.OPEN, S.WITHDRAWN), (S.SETTLED, S.WITHDRAWN)],
)


class Result(TextChoices):
    """What a check of a first piece found."""

    PASSED = "passed", _("passed")
    FAILED = "failed", pgettext_lazy("check", "failed")
