"""Who works on the floor, what they can do, when they come, and the tablets they work with."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.fields import SearchField
from base.models import User
from base.records import Record, TenantModel
from base.tenancy.fields import TenantForeignKey, TenantUnique
from bom.models import Machine, Shift, WorkCenter


class Employee(Record):
    """A person on the floor. `user`: who signs in, for those who do; global, as in Member."""

    number = models.CharField(_("employee number"), max_length=30)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=100)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("user"), null=True, editable=False)
    work_center = TenantForeignKey(
        WorkCenter, models.PROTECT, related_name="employees", verbose_name=_("work center"), null=True, blank=True
    )
    active = models.BooleanField(_("active"), default=True)
    search = SearchField(sources=("number", "name"))

    label_field = "number"

    class Meta:
        verbose_name, verbose_name_plural = _("employee"), _("employees")
        constraints = [
            TenantUnique("number", name="employee_number"),
            TenantUnique("user", name="employee_user"),
        ]
        indexes = [models.Index(fields=["tenant_id", "work_center", "number"], name="employee_by_work_center")]

    def __str__(self) -> str:
        return self.name


class Badge(TenantModel):
    """What an employee signs in with on an enrolled tablet. Not a Record: a PIN, even hashed, is nothing for a history.

    `failures`: wrong PINs in a row; after some of them it waits until `waits_until`.
    """

    employee = TenantForeignKey(Employee, models.CASCADE, related_name="badges", verbose_name=_("employee"))
    code = models.CharField(_("badge"), max_length=60)
    pin = models.CharField(_("PIN"), max_length=128)
    failures = models.PositiveSmallIntegerField(_("wrong PINs"), default=0)
    waits_until = models.DateTimeField(_("waits until"), null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("badge"), _("badges")
        constraints = [TenantUnique("employee", name="badge_of_employee"), TenantUnique("code", name="badge_code")]

    def __str__(self) -> str:
        return self.code


class Skill(Record):
    """Something not everybody may do: grinding, welding, a pressure vessel."""

    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=100)

    label_field = "code"

    class Meta:
        verbose_name, verbose_name_plural = _("skill"), _("skills")
        constraints = [TenantUnique("code", name="skill_code")]


class EmployeeSkill(Record):
    """A person has a skill at a level from 1 (learning) to 4 (teaches it), until the certificate expires."""

    employee = TenantForeignKey(Employee, models.CASCADE, related_name="skills", verbose_name=_("employee"))
    skill = TenantForeignKey(Skill, models.PROTECT, related_name="employees", verbose_name=_("skill"))
    level = models.PositiveSmallIntegerField(
        _("level"), default=1, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    certificate = models.CharField(_("certificate number"), max_length=60, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("expires"), null=True, blank=True)

    label_field = "skill"

    class Meta:
        verbose_name, verbose_name_plural = _("skill of an employee"), _("skills of employees")
        constraints = [
            TenantUnique("employee", "skill", name="employee_skill_once"),
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=4),
                name="employee_skill_level",
                violation_error_message=_("A level is 1 to 4"),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "skill", "level"], name="employee_skill_by_skill"),
            models.Index(fields=["tenant_id", "expires_on", "id"], name="employee_skill_by_expiry"),
        ]


class SkillNeed(Record):
    """Work at a work center asks for a skill at this level or higher."""

    work_center = TenantForeignKey(WorkCenter, models.CASCADE, related_name="skills", verbose_name=_("work center"))
    skill = TenantForeignKey(Skill, models.PROTECT, related_name="needs", verbose_name=_("skill"))
    level = models.PositiveSmallIntegerField(
        _("level"), default=1, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )

    label_field = "skill"

    class Meta:
        verbose_name, verbose_name_plural = _("required skill"), _("required skills")
        constraints = [TenantUnique("work_center", "skill", name="skill_need_once")]


class RosterEntry(Record):
    """Who works where in which shift of a day."""

    on = models.DateField(_("date"))
    shift = TenantForeignKey(Shift, models.PROTECT, related_name="roster", verbose_name=_("shift"))
    employee = TenantForeignKey(Employee, models.CASCADE, related_name="roster", verbose_name=_("employee"))
    work_center = TenantForeignKey(WorkCenter, models.PROTECT, related_name="roster", verbose_name=_("work center"))
    machine = TenantForeignKey(
        Machine, models.PROTECT, related_name="roster", verbose_name=_("machine"), null=True, blank=True
    )

    label_field = "on"

    class Meta:
        verbose_name, verbose_name_plural = _("roster entry"), _("roster")
        constraints = [TenantUnique("employee", "on", "shift", name="roster_once")]
        indexes = [
            models.Index(fields=["tenant_id", "on", "work_center"], name="roster_by_date"),
            models.Index(fields=["tenant_id", "work_center", "on"], name="roster_by_work_center"),
        ]


class Device(Record):
    """A tablet at a work center, or at one machine of it.

    `digest`: SHA-256 of the secret in the browser of the enrolled tablet; empty while there is none.
    """

    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=100)
    work_center = TenantForeignKey(WorkCenter, models.PROTECT, related_name="devices", verbose_name=_("work center"))
    machine = TenantForeignKey(
        Machine, models.PROTECT, related_name="devices", verbose_name=_("machine"), null=True, blank=True
    )
    active = models.BooleanField(_("active"), default=True)
    digest = models.CharField(_("digest"), max_length=64, blank=True, editable=False)
    enrolled_at = models.DateTimeField(_("enrolled"), null=True, editable=False)

    label_field = "code"

    class Meta:
        verbose_name, verbose_name_plural = _("tablet"), _("tablets")
        constraints = [TenantUnique("code", name="device_code")]
