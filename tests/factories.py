"""People, tenants and rows for the tests, each in one line."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import models
from django.test import Client

from base.models import Member, Membership, Role, RoleAssignment, Tenant, User
from base.people import Actor, actor_for
from base.records import TenantModel
from base.screens import every_permission
from base.sessions import MEMBERSHIP_KEY
from base.tenancy import in_tenant, tenant_scope


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


def signed_in(membership: Membership, **headers: str) -> Client:
    client = Client(headers=headers or None)
    client.force_login(membership.user)
    session = client.session
    session[MEMBERSHIP_KEY] = membership.pk
    session.save()
    return client


def sample(model: type[TenantModel], marker: str, number: int = 1) -> Any:
    """A row of any model, filled by the types of its fields, so that new models are crawled without being asked."""
    wanted = [f for f in model._meta.concrete_fields if not (f.has_default() or f.primary_key or f.null)]
    return model.objects.create(**{f.name: _value(f, marker, number) for f in wanted})


def _value(field: Any, marker: str, number: int) -> Any:
    if field.is_relation:
        return field.related_model.objects.first() or sample(field.related_model, marker, number)
    if field.choices:
        return field.choices[0][0]
    kinds: tuple[tuple[Any, Any], ...] = (
        (models.DateTimeField, datetime(2026, 12, 1, 8, tzinfo=UTC)),
        (models.DateField, date(2026, 12, 1)),
        (models.TimeField, time(8)),
        (models.BooleanField, False),
        (models.UUIDField, uuid.uuid4()),
        (models.JSONField, {}),
        ((models.IntegerField, models.DecimalField), number),
    )
    return next((value for kind, value in kinds if isinstance(field, kind)), f"{marker}-{number}"[: field.max_length])
