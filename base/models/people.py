"""Who works here: tenants, people, their memberships, sessions, tokens and roles."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.fields import SearchField
from base.records import Record, TenantQuerySet
from base.tenancy.fields import TenantForeignKey, TenantUnique

if TYPE_CHECKING:
    from base.people import Actor


class Tenant(models.Model):
    """A company. Everything it owns carries its id."""

    name = models.CharField(_("name"), max_length=100)
    demo = models.BooleanField(_("demonstration data"), default=False)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. Global: the same person may work for several tenants."""

    username = models.CharField(_("user name"), max_length=150, unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=150)
    email = models.EmailField(_("email"), blank=True)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.name or self.username


class Membership(models.Model):
    """A person's place in a tenant. Global, so that it can be read before any tenant is in scope.

    `access_version` rises whenever the person's roles change: it keys the cached permission set.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="memberships")
    access_version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "tenant"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} @ {self.tenant}"


class SessionManager(BaseSessionManager["Session"]):
    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().select_related("membership__user", "membership__tenant")


class Session(AbstractBaseSession):
    """A signed-in browser. It points at the membership, so one query answers who, for whom, and whether still."""

    membership = models.ForeignKey(Membership, models.CASCADE, null=True, related_name="sessions")

    objects = SessionManager()  # type: ignore[misc]

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_module(settings.SESSION_ENGINE).SessionStore


class TokenDigest(models.Model):
    """How a request that bears a token is known: by the SHA-256 of its secret. A revoked token has none.

    Global, so that it can be read before any tenant is in scope; it repeats what each request needs of the `Token`.
    """

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="tokens")
    token_id = models.BigIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    permissions = ArrayField(models.CharField(max_length=100))
    expires_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.membership} {self.token_id}"


class Role(Record):
    """A named set of permissions, such as `planner`."""

    name = models.CharField(_("name"), max_length=60)
    permissions = ArrayField(models.CharField(max_length=100), verbose_name=_("permissions"), default=list)

    label_field = "name"

    class Meta:
        verbose_name, verbose_name_plural = _("role"), _("roles")
        constraints = [TenantUnique("name", name="role_name")]


OWNER = pgettext_lazy("token", "owner")


class TokenQuerySet(TenantQuerySet):
    def visible_to(self, actor: Actor) -> TokenQuerySet:
        """One's own; who may deactivate members sees everybody's, to revoke what should not be there."""
        return self if actor.may("base.deactivate_member") else self.filter(user=actor.user_id)


class Token(Record):
    """A key with which another system works in a person's name, within `permissions` and never beyond the person's.

    Its secret is shown once and kept nowhere (see TokenDigest). `*` in permissions: whatever its owner may.
    """

    name = models.CharField(_("name"), max_length=100)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, editable=False, verbose_name=OWNER)
    permissions = ArrayField(models.CharField(max_length=100), verbose_name=_("permissions"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True, editable=False)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects: ClassVar[Any] = TokenQuerySet.as_manager()
    label_field = "name"
    author_column = "user_id"

    class Meta:
        verbose_name, verbose_name_plural = _("API token"), _("API tokens")
        indexes = [models.Index(fields=["tenant_id", "user", "id"], name="token_of_user")]


class Member(Record):
    """A person at work in this tenant: what the company calls them and which roles they have.

    `user` is who signs in: global, since one person may work for several tenants.
    """

    user = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, editable=False, verbose_name=_("account")
    )
    username = models.CharField(_("user name"), max_length=150)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=150)
    active = models.BooleanField(_("active"), default=True, editable=False)
    search = SearchField(sources=("username", "name"))

    label_field = "username"

    class Meta:
        verbose_name, verbose_name_plural = _("member"), _("members")
        constraints = [TenantUnique("username", name="member_username"), TenantUnique("user", name="member_user")]
        indexes = [models.Index(fields=["tenant_id", "active", "username"], name="member_by_active")]

    def __str__(self) -> str:
        return self.name or self.username


class RoleAssignment(Record):
    """A member has a role."""

    member = TenantForeignKey(Member, models.CASCADE, related_name="roles", verbose_name=_("member"))
    position = models.PositiveIntegerField(_("position"))
    role = TenantForeignKey(Role, models.PROTECT, related_name="assignments", verbose_name=_("role"))

    label_field = "role"

    class Meta:
        verbose_name, verbose_name_plural = _("role of a member"), _("roles of a member")
        constraints = [
            TenantUnique("member", "position", name="role_assigned_position"),
            TenantUnique("member", "role", name="role_assigned_once"),
        ]
        indexes = [models.Index(fields=["tenant_id", "role", "member"], name="role_assigned_by_role")]


class Bound(models.TextChoices):
    ROLE = "role", _("members with a role")
    EVERYBODY = "everybody", _("everybody")


class TwoFactorRule(Record):
    """These people sign in with a second factor besides their password."""

    who = models.CharField(_("for whom"), max_length=10, choices=Bound)
    role = TenantForeignKey(Role, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("role"))
    active = models.BooleanField(_("active"), default=True, editable=False)

    label_field = "who"

    class Meta:
        verbose_name, verbose_name_plural = _("two-factor rule"), _("two-factor rules")
        constraints = [
            TenantUnique("role", name="two_factor_rule_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=models.Q(who=Bound.ROLE, role__isnull=False) | models.Q(who=Bound.EVERYBODY, role=None),
                name="two_factor_rule_of_role",
                violation_error_message=_("Choose the role"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.role or self.get_who_display())


class Site(Record):
    """A factory of the tenant."""

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    zone = models.CharField(_("time zone"), max_length=50, default="Asia/Shanghai")

    label_field = "name"

    class Meta:
        verbose_name, verbose_name_plural = _("site"), _("sites")
        constraints = [TenantUnique("code", name="site_code")]
