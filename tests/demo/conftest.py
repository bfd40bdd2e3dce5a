"""The demonstration factories, founded once as `make up` does it, for all tests that only look at them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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
from erp.demonstration import factories as demonstration
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
def founded(django_db_setup: None, django_db_blocker: Any) -> dict[str, Factory]:
    with django_db_blocker.unblock():
        call_command("demo")
        return {each.code: _standing(each) for each in demonstration.FACTORIES}


def _standing(each: demonstration.Factory) -> Factory:
    tenant = standing(each)
    assert tenant is not None
    return Factory(tenant, timezone.localdate())


@pytest.fixture
def factory(founded: dict[str, Factory]) -> Factory:
    """The first one, of machines."""
    return founded["huadong"]


@pytest.fixture
def food(founded: dict[str, Factory]) -> Factory:
    """The second one, of food."""
    return founded["hewei"]


@pytest.fixture
def inside(factory: Factory, django_db_blocker: Any) -> Iterator[Factory]:
    """The factory in scope; whatever a test does to it is taken back."""
    with _within(factory, django_db_blocker):
        yield factory


@pytest.fixture
def kitchen(food: Factory, django_db_blocker: Any) -> Iterator[Factory]:
    """The factory of food in scope; whatever a test does to it is taken back."""
    with _within(food, django_db_blocker):
        yield food


@contextmanager
def _within(factory: Factory, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic(), tenant_scope(factory.tenant.pk):
        yield
        transaction.set_rollback(True)
