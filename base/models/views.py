"""How people look at lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from base.models.people import User
from base.records import Record, TenantQuerySet
from base.tenancy.fields import TenantUnique

if TYPE_CHECKING:
    from base.people import Actor


class SavedViewQuerySet(TenantQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and what colleagues share."""
        return self.filter(Q(user=actor.user_id) | Q(shared=True))


class SavedView(Record):
    """Filters, order and columns of a list under a name: `query` is what stands in its address.

    `preferred`: its owner's list opens with it.
    """

    user = models.ForeignKey(
        User, models.CASCADE, related_name="+", null=True, editable=False, verbose_name=_("whose view")
    )
    screen = models.CharField(_("list"), max_length=60)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("filters and columns"), max_length=2000, blank=True)
    shared = models.BooleanField(_("shared with colleagues"), default=False)
    preferred = models.BooleanField(_("opens first"), default=False)

    objects: ClassVar[Any] = SavedViewQuerySet.as_manager()
    label_field = "name"

    class Meta:
        verbose_name, verbose_name_plural = _("saved view"), _("saved views")
        constraints = [
            TenantUnique("user", "screen", "name", name="saved_view_name"),
            TenantUnique("user", "screen", name="saved_view_preferred", condition=Q(preferred=True)),
        ]
        indexes = [models.Index(fields=["tenant_id", "screen", "name"], name="saved_view_of_screen")]
