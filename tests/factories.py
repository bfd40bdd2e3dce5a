"""People, tenants and rows for the tests, each in one line."""

from __future__ import annotations

from django.test import Client

from base.actions import follow_up
from base.models import Member, Membership, Role, RoleAssignment, Tenant, User
from base.people import EVERYTHING, Actor, actor_for
from base.screens import every_permission
from base.sessions import MEMBERSHIP_KEY
from base.tenancy import in_tenant, tenant_scope
from base.tokens import add_token


def everything() -> list[str]:
    """Every permission the registries know."""
    return every_permission()


def member(tenant: Tenant, name: str, permissions: list[str]) -> Membership:
    user = User.objects.create(username=f"{name}@{tenant.pk}", name=name)
    membership = Membership.objects.create(user=user, tenant=tenant)
    with tenant_scope(tenant.pk):
        role = Role.objects.create(name=name, permissions=permissions)
        person = Member.objects.create(user=user, username=user.username, name=name)
        RoleAssignment.objects.create(member=person, position=10, role=role)
    return membership


def actor(membership: Membership) -> Actor:
    return in_tenant(membership.tenant_id, lambda: actor_for(membership))


def token_of(membership: Membership, *permissions: str) -> str:
    """The secret of a new token of this person; without permissions named, for whatever they may."""
    data = {"name": "test", "permissions": permissions or [EVERYTHING]}
    made = in_tenant(membership.tenant_id, lambda: follow_up(add_token, by=actor_for(membership), data=data))
    return made.secret


def signed_in(membership: Membership, **headers: str) -> Client:
    client = Client(headers=headers or None)
    client.force_login(membership.user)
    session = client.session
    session[MEMBERSHIP_KEY] = membership.pk
    session.save()
    return client
