"""How a standard (a bill of material, a routing) comes into force."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.states import Transitions


class StandardState(TextChoices):
    DRAFT = "draft", _("draft")
    ACTIVE = "active", pgettext_lazy("standard", "active")
    OBSOLETE = "obsolete", _("obsolete")


S = StandardState
STANDARD = Transitions(
    StandardState,
    initial=S.DRAFT,
    change=(S.DRAFT, S.DRAFT),
    activate=(S.DRAFT, S.ACTIVE),
    retire=[(S.DRAFT, S.OBSOLETE), (S.ACTIVE, S.OBSOLETE)],
)
