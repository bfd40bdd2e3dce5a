"""What MRP proposes: planned orders, messages, and one packed row of pegs and balances per item."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.fields import POSITIVE, QuantityField
from base.records import Record, TenantModel
from base.states import StateField
from base.tenancy.fields import TenantForeignKey, TenantUnique
from bom.models import Item, Supply
from orders.models import Customer
from scheduling.packed import PackedField, balance_rows, need_rows
from scheduling.states import PLANNED_ORDER, MessageKind
from suppliers.models import Supplier


class PlannedOrder(Record):
    """A proposal to make or buy. The next run changes or removes it; a firm one has become an order.

    `start_on` is when it should start for `due_on`; `expected_on` when it can truly be there. Both are days it may be
    used, after its inspection. `supplier`: of those the item may be bought from the one whose turn it is. `customer`:
    something of this one goes into it, so that it is for nobody else.
    """

    item = TenantForeignKey(Item, models.CASCADE, related_name="planned_orders", verbose_name=_("item"))
    supply = models.CharField(_("supply"), max_length=12, choices=Supply)
    supplier = TenantForeignKey(
        Supplier, models.CASCADE, related_name="planned_orders", verbose_name=_("supplier"), null=True
    )
    customer = TenantForeignKey(
        Customer, models.CASCADE, related_name="planned_orders", verbose_name=_("for customer"), null=True
    )
    quantity = QuantityField(_("quantity"), validators=[POSITIVE])
    start_on = models.DateField(_("start"))
    due_on = models.DateField(_("due"))
    expected_on = models.DateField(_("expected"), null=True)
    past_due = models.BooleanField(_("past due"), default=False)
    state = StateField(PLANNED_ORDER, verbose_name=_("state"))
    sales_order_line_id = models.BigIntegerField(_("sales order line"), null=True, editable=False)
    became_type = models.CharField(_("became"), max_length=60, blank=True, editable=False)
    became_id = models.BigIntegerField(_("became row"), null=True, editable=False)

    label_field = "item"
    transitions = PLANNED_ORDER

    class Meta:
        verbose_name, verbose_name_plural = _("planned order"), _("planned orders")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0),
                name="planned_order_positive",
                violation_error_message=_("A planned order is for more than zero"),
            )
        ]
        indexes = [
            models.Index(fields=["tenant_id", "state", "start_on", "id"], name="planned_order_by_start"),
            models.Index(fields=["tenant_id", "start_on", "id"], name="planned_order_by_day"),
            models.Index(fields=["tenant_id", "due_on", "id"], name="planned_order_by_due"),
            models.Index(fields=["tenant_id", "item", "due_on"], name="planned_order_by_item"),
        ]

    def __str__(self) -> str:
        return f"{self.item} × {self.quantity.normalize():f}"


class ItemPlan(TenantModel):
    """An item's part of the last run: its demands with their pegs, and its balance on each day something happens.

    A day of `balance` is a row: the date, what is left at its end, then the stock that becomes usable, what is
    received, what planned orders bring, what is needed, what expires. `lots`, of an item whose lots go by their costs:
    the number of planned orders, their cost with the stock they make, and what one for each need would cost. A run
    writes the rows whose `digest` is another.
    """

    item = TenantForeignKey(Item, models.CASCADE, related_name="plans", verbose_name=_("item"))
    pegs = PackedField(_("pegs"), rows=need_rows)
    balance = PackedField(_("balance"), rows=balance_rows)
    lots = models.JSONField(_("cost of lots"), encoder=DjangoJSONEncoder, null=True)
    digest = models.BigIntegerField(_("digest"), default=0, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("plan of an item"), _("plans of items")
        constraints = [TenantUnique("item", name="item_plan_once")]

    def __str__(self) -> str:
        return str(self.item_id)


class ExceptionMessage(Record):
    """What the planner should do about an open order. A dismissal survives while the message stays the same.

    `applied`: done since the last run, and dismissed with it. A run that still says so says it anew.
    """

    kind = models.CharField(_("message"), max_length=10, choices=MessageKind)
    item = TenantForeignKey(Item, models.CASCADE, related_name="messages", verbose_name=_("item"))
    subject_type = models.CharField(_("kind of subject"), max_length=60)
    subject_id = models.BigIntegerField(_("subject"))
    subject_text = models.CharField(_("about"), max_length=100)
    quantity = QuantityField(_("quantity"))
    from_on = models.DateField(pgettext_lazy("exception message", "from"), null=True)
    to_on = models.DateField(pgettext_lazy("exception message", "to"), null=True)
    days = models.IntegerField(_("working days"), default=0)
    needed_by = models.CharField(_("for"), max_length=100, blank=True)
    owner_name = models.CharField(_("owner"), max_length=60, blank=True)
    dismissed = models.BooleanField(_("dismissed"), default=False)
    applied = models.BooleanField(_("applied"), default=False)

    label_field = "subject_text"

    class Meta:
        verbose_name, verbose_name_plural = _("exception message"), _("exception messages")
        indexes = [
            models.Index(fields=["tenant_id", "dismissed", "kind", "id"], name="message_by_kind"),
            models.Index(fields=["tenant_id", "owner_name", "id"], name="message_by_owner"),
            models.Index(fields=["tenant_id", "item", "id"], name="message_by_item"),
        ]
