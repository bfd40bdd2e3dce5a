"""Who acts, and what they may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.db.models import F

from base.models import Membership, RoleAssignment, TokenDigest
from base.tenancy.context import current_tenant_id

EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person within one tenant, or the system itself working for that tenant."""

    tenant_id: int
    name: str
    user_id: int | None = None
    permissions: frozenset[str] = field(default_factory=frozenset)
    token_id: int | None = None  # the key another system works with in this person's name

    def may(self, permission: str) -> bool:
        return permission in self.permissions or EVERYTHING in self.permissions


NOBODY = Actor(0, "")


def system_actor() -> Actor:
    """The product acting on its own behalf: jobs, reactions, the opening position."""
    return Actor(current_tenant_id(), "system", permissions=frozenset({EVERYTHING}))


def actor_for(membership: Membership, token: TokenDigest | None = None) -> Actor:
    """The person of a membership with their permissions, or with those of their token. Expects the tenant in scope."""
    permissions = _permissions(membership.pk, membership.access_version, membership.user_id)
    person = Actor(membership.tenant_id, str(membership.user), membership.user_id, permissions)
    return person if token is None else _within(person, token)


def _within(person: Actor, token: TokenDigest) -> Actor:
    """A token opens what it was given, as far as its owner still may."""
    if EVERYTHING in token.permissions:
        return replace(person, token_id=token.token_id)
    held = frozenset(code for code in token.permissions if person.may(code))
    return replace(person, permissions=held, token_id=token.token_id)


@lru_cache(maxsize=10_000)
def _permissions(membership_id: int, access_version: int, user_id: int) -> frozenset[str]:
    """Cached under the membership's access version, which rises when roles change: nothing to invalidate."""
    granted = RoleAssignment.objects.filter(member__user_id=user_id, member__active=True).values_list(
        "role__permissions", flat=True
    )
    return frozenset(code for codes in granted for code in codes)


def access_changed(user_ids: Iterable[int]) -> None:
    """Roles of these people changed in the tenant in scope: their cached permissions are out of date."""
    members = Membership.objects.filter(tenant_id=current_tenant_id(), user_id__in=list(user_ids))
    members.update(access_version=F("access_version") + 1)
