"""How sales orders, shipments, work orders and their operations move."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.states import Transitions


class SalesOrderState(TextChoices):
    DRAFT = "draft", _("draft")
    ACCEPTED = "accepted", _("accepted")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


S = SalesOrderState
SALES_ORDER = Transitions(
    SalesOrderState,
    initial=S.DRAFT,
    change=[(S.DRAFT, S.DRAFT), (S.ACCEPTED, S.ACCEPTED)],
    accept=(S.DRAFT, S.ACCEPTED),
    prepare=(S.ACCEPTED, S.ACCEPTED),
    tally=(S.ACCEPTED, S.ACCEPTED),
    close=(S.ACCEPTED, S.CLOSED),
    close_short=(S.ACCEPTED, S.CLOSED),
    reopen=(S.CLOSED, S.ACCEPTED),
    cancel=[(S.DRAFT, S.CANCELLED), (S.ACCEPTED, S.CANCELLED)],
    cut_back=(S.ACCEPTED, S.ACCEPTED),
    call_off=(S.ACCEPTED, S.CANCELLED),
)


class ShipmentState(TextChoices):
    DRAFT = "draft", _("draft")
    SHIPPED = "shipped", pgettext_lazy("shipment", "shipped")
    REVERSED = "reversed", _("taken back")
    CANCELLED = "cancelled", _("cancelled")


H = ShipmentState
SHIPMENT = Transitions(
    ShipmentState,
    initial=H.DRAFT,
    change=(H.DRAFT, H.DRAFT),
    ship=(H.DRAFT, H.SHIPPED),
    reverse=(H.SHIPPED, H.REVERSED),
    cancel=(H.DRAFT, H.CANCELLED),
)


class WorkOrderState(TextChoices):
    FIRM = "firm", _("firm")
    RELEASED = "released", _("released")
    STARTED = "started", _("started")
    COMPLETED = "completed", _("completed")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


W = WorkOrderState
WORK_ORDER = Transitions(
    WorkOrderState,
    initial=W.FIRM,
    change=(W.FIRM, W.FIRM),
    release=(W.FIRM, W.RELEASED),
    release_short=(W.FIRM, W.RELEASED),
    make_less=[(W.RELEASED, W.RELEASED), (W.STARTED, W.STARTED)],
    start=(W.RELEASED, W.STARTED),
    tally=(W.STARTED, W.STARTED),
    complete=(W.STARTED, W.COMPLETED),
    reopen=(W.COMPLETED, W.STARTED),
    close=(W.COMPLETED, W.CLOSED),
    cancel=[(W.FIRM, W.CANCELLED), (W.RELEASED, W.CANCELLED)],
)


class OperationState(TextChoices):
    WAITING = "waiting", pgettext_lazy("operation", "waiting")
    STARTED = "started", _("started")
    PAUSED = "paused", _("paused")
    COMPLETED = "completed", _("completed")


O = OperationState  # noqa: E741
OPERATION = Transitions(
    OperationState,
    initial=O.WAITING,
    start=(O.WAITING, O.STARTED),
    tally=[(O.STARTED, O.STARTED), (O.PAUSED, O.PAUSED)],
    pause=(O.STARTED, O.PAUSED),
    resume=(O.PAUSED, O.STARTED),
    complete=[(O.STARTED, O.COMPLETED), (O.PAUSED, O.COMPLETED)],
    complete_short=[(O.STARTED, O.COMPLETED), (O.PAUSED, O.COMPLETED)],
    skip=(O.WAITING, O.COMPLETED),
    reopen=(O.COMPLETED, O.STARTED),
)
