"""Companies and their people, as fixtures: `mill` and `forge` are two tenants; `planner` works for the mill."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connections, transaction
from django.test import override_settings
from django.utils import translation

from base.models import Job, Membership, Tenant
from base.models.work import JobState
from base.people import Actor, _permissions
from base.tenancy import in_tenant, tenant_scope
from base.two_factor import _demanded
from tests import factories


@dataclass
class Company:
    """A tenant, somebody who may do everything, and somebody who may do nothing."""

    tenant: Tenant
    planner: Membership
    guest: Membership

    def scope(self) -> AbstractContextManager[None]:
        return tenant_scope(self.tenant.pk)

    @property
    def actor(self) -> Actor:
        return factories.actor(self.planner)


def found(name: str) -> Company:
    tenant = Tenant.objects.create(name=name)
    return Company(
        tenant, factories.member(tenant, "planner", factories.everything()), factories.member(tenant, "guest", [])
    )


@pytest.fixture(autouse=True)
def _forget_permissions() -> Iterator[None]:
    """Rolled-back tests use the same ids again, but the permission cache outlives them."""
    yield
    _permissions.cache_clear()
    _demanded.cache_clear()


class QuickHasher(PBKDF2PasswordHasher):
    """What makes guessing slow would make every test of signing in slow. The product reads these hashes too."""

    iterations = 1


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_hashed_at_once() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=[f"{__name__}.{QuickHasher.__name__}"]):
        yield


@pytest.fixture(autouse=True)
def _nobody_is_limited(settings: Any) -> None:
    """A test asks a thousand times; and no test finds what another one has counted."""
    settings.REQUESTS_PER_MINUTE = 0
    settings.CACHES = {"default": settings.IN_PROCESS | {"LOCATION": uuid.uuid4().hex}}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Sentences are compared in the language they were written in; pages choose their own."""
    with translation.override("en"):
        yield


@pytest.fixture
def mill(db: None) -> Company:
    return found("mill")


@pytest.fixture
def forge(db: None) -> Company:
    return found("forge")


@pytest.fixture
def planner(mill: Company) -> Iterator[Actor]:
    """The planner of the mill, with the mill in scope."""
    with mill.scope():
        yield mill.actor


@pytest.fixture
def foundry(django_db_setup: None, django_db_blocker) -> Iterator[Company]:
    """A company whose rows are really committed, for tests with threads and processes. It is never removed.

    What it works off is its own: what the companies of earlier tests owe still is taken from them, as it is from it.
    """
    with django_db_blocker.unblock():
        _cancel_all_work()
        with transaction.atomic():
            company = found("foundry")
        yield company
        _cancel_all_work()


def _cancel_all_work() -> None:
    with connections["platform"].cursor() as cursor:
        cursor.execute("SELECT DISTINCT tenant_id FROM base_job WHERE state IN ('waiting', 'running')")
        owing = cursor.fetchall()
    for (tenant,) in owing:
        in_tenant(tenant, lambda: Job.objects.update(state=JobState.CANCELLED))
