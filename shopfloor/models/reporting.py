"""What came out of an operation, what it lacked, and whether its first piece was right."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.columns import plain_number
from base.fields import NOT_NEGATIVE, POSITIVE, QuantityField
from base.models import User
from base.records import Record
from base.states import StateField
from base.tenancy.fields import TenantForeignKey, TenantUnique
from bom.models import Item, Machine
from inventory.models import Lot
from orders.models import WorkOrderComponent, WorkOrderOperation
from shopfloor.models.people import Employee
from shopfloor.states import REPORT, SHORTAGE, Result


class ScrapReason(Record):
    """Why something was scrapped."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    active = models.BooleanField(_("active"), default=True)

    label_field = "code"

    class Meta:
        verbose_name, verbose_name_plural = _("scrap reason"), _("scrap reasons")
        constraints = [TenantUnique("code", name="scrap_reason_code")]


class OperationReport(Record):
    """One report of an operation: so many good, scrapped, sent to rework.

    `again`: units that come back from rework, so they are neither new input nor consume anything anew.
    `reported_at`: when the person said it; `recorded_at`: when it reached us. `lot`: what the last operation's
    good became. `corrects`: the report that this one replaces. A report is never changed, only corrected.
    """

    operation = TenantForeignKey(
        WorkOrderOperation, models.PROTECT, related_name="reports", verbose_name=_("operation")
    )
    good = QuantityField(_("good"), default=Decimal(0), validators=[NOT_NEGATIVE])
    scrap = QuantityField(_("scrap"), default=Decimal(0), validators=[NOT_NEGATIVE])
    scrap_reason = TenantForeignKey(
        ScrapReason, models.PROTECT, related_name="reports", verbose_name=_("scrap reason"), null=True, blank=True
    )
    rework = QuantityField(_("rework"), default=Decimal(0), validators=[NOT_NEGATIVE])
    again = models.BooleanField(_("after rework"), default=False)
    machine = TenantForeignKey(
        Machine, models.PROTECT, related_name="reports", verbose_name=_("machine"), null=True, blank=True
    )
    employee = TenantForeignKey(
        Employee, models.PROTECT, related_name="reports", verbose_name=_("employee"), null=True, blank=True
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    author = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("author"), null=True, editable=False
    )
    reported_at = models.DateTimeField(_("reported"), default=timezone.now)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    lot = TenantForeignKey(
        Lot, models.PROTECT, related_name="reports", verbose_name=_("lot"), null=True, editable=False
    )
    corrects = TenantForeignKey(
        "self", models.PROTECT, related_name="corrected_by", verbose_name=_("corrects"), null=True, editable=False
    )
    state = StateField(REPORT, verbose_name=_("state"))

    label_field = "id"
    author_column = "author_id"
    locked_after = "operation__work_order"
    transitions = REPORT

    class Meta:
        verbose_name, verbose_name_plural = _("report"), _("reports")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(good__gte=0, scrap__gte=0, rework__gte=0),
                name="report_not_negative",
                violation_error_message=_("Good, scrap and rework are not negative"),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "operation", "id"], name="report_by_operation"),
            models.Index(fields=["tenant_id", "reported_at", "id"], name="report_by_time"),
            models.Index(fields=["tenant_id", "state", "id"], name="report_by_state"),
        ]

    @property
    def total(self) -> Decimal:
        total: Decimal = self.good + self.scrap + self.rework
        return total


class FirstPiece(Record):
    """A check of the first piece of an operation. The operation is reported once one has passed."""

    operation = TenantForeignKey(
        WorkOrderOperation, models.PROTECT, related_name="first_pieces", verbose_name=_("operation")
    )
    result = models.CharField(_("result"), max_length=8, choices=Result)
    note = models.CharField(_("note"), max_length=200, blank=True)
    checked_at = models.DateTimeField(_("checked at"), default=timezone.now, editable=False)
    checked_by = models.CharField(_("checked by"), max_length=150, editable=False)

    label_field = "result"

    class Meta:
        verbose_name, verbose_name_plural = _("first-piece check"), _("first-piece checks")
        indexes = [
            models.Index(fields=["tenant_id", "operation", "id"], name="first_piece_by_operation"),
            models.Index(fields=["tenant_id", "result", "id"], name="first_piece_by_result"),
        ]

    def __str__(self) -> str:
        return str(self.get_result_display())


class LotIssue(Record):
    """A lot brought to an order, to be used up at the operation that needs it. `returned`: what went back to stock."""

    component = TenantForeignKey(
        WorkOrderComponent, models.PROTECT, related_name="lot_issues", verbose_name=_("component")
    )
    lot = TenantForeignKey(Lot, models.PROTECT, related_name="issues", verbose_name=_("lot"))
    quantity = QuantityField(_("quantity"), validators=[POSITIVE])
    returned = QuantityField(_("returned"), default=Decimal(0), editable=False)
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now, editable=False)

    label_field = "lot"
    locked_after = "component__work_order"

    class Meta:
        verbose_name, verbose_name_plural = _("lot at an order"), _("lots at orders")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, returned__gte=0, returned__lte=models.F("quantity")),
                name="lot_issue_positive",
                violation_error_message=_("No more goes back than was brought"),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "component", "id"], name="lot_issue_by_component"),
            models.Index(fields=["tenant_id", "lot", "id"], name="lot_issue_by_lot"),
        ]

    @property
    def there(self) -> Decimal:
        left: Decimal = self.quantity - self.returned
        return left


class Shortage(Record):
    """A report needed so much of a component and there was less: somebody owns what is lacking until it is settled.

    `covered`: what has been taken for it since.
    """

    report = TenantForeignKey(OperationReport, models.PROTECT, related_name="shortages", verbose_name=_("report"))
    component = TenantForeignKey(
        WorkOrderComponent, models.PROTECT, related_name="shortages", verbose_name=_("component")
    )
    item = TenantForeignKey(Item, models.PROTECT, related_name="shortages", verbose_name=_("item"))
    quantity = QuantityField(_("quantity"))
    covered = QuantityField(_("covered"), default=Decimal(0))
    owner_name = models.CharField(_("owner"), max_length=60, blank=True)
    found_at = models.DateTimeField(_("found at"), default=timezone.now)
    state = StateField(SHORTAGE, verbose_name=_("state"))

    label_field = "item"
    locked_after = "component__work_order"
    transitions = SHORTAGE

    def __str__(self) -> str:
        return f"{self.item} {plain_number(self.lacking)}"

    class Meta:
        verbose_name, verbose_name_plural = _("shortage"), _("shortages")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, covered__gte=0, covered__lte=models.F("quantity")),
                name="shortage_positive",
                violation_error_message=_("No more is covered than was lacking"),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "state", "id"], name="shortage_by_state"),
            models.Index(fields=["tenant_id", "item", "state"], name="shortage_by_item"),
            models.Index(fields=["tenant_id", "owner_name", "state"], name="shortage_by_owner"),
            models.Index(fields=["tenant_id", "component", "state"], name="shortage_by_component"),
        ]

    @property
    def lacking(self) -> Decimal:
        left: Decimal = self.quantity - self.covered
        return left
