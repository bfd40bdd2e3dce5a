"""The demonstration factory, founded once as `make up` does it, for all tests that only look at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from base.models import Membership, Tenant
from base.people import Actor
from base.tenancy import in_tenant, tenant_scope
from erp.demonstration.founding import standing
from tests import factories


@dataclass
class Factory:
    """The founded tenant, whose rows are committed and never removed, and the day it was founded on."""

    tenant: Tenant
    today: date

    def member(self, username: str) -> Membership:
        return Membership.objects.select_related("user").get(tenant=self.tenant, user__username=username)

    def actor(self, username: str) -> Actor:
        return in_tenant(self.tenant.pk, lambda: factories.actor(self.member(username)))


@pytest.fixture(scope="session")
def factory(django_db_setup: None, django_db_blocker: Any) -> Iterator[Factory]:
    with django_db_blocker.unblock():
        call_command("demo")
        tenant = standing()
        assert tenant is not None
        yield Factory(tenant, timezone.localdate())


@pytest.fixture
def inside(factory: Factory, django_db_blocker: Any) -> Iterator[Factory]:
    """The factory in scope; whatever a test does to it is taken back."""
    with django_db_blocker.unblock(), transaction.atomic(), tenant_scope(factory.tenant.pk):
        yield factory
        transaction.set_rollback(True)
