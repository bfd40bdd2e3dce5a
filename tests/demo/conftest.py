"""The demonstration factory, loaded once for all tests that only look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from base.importing import take
from base.tenancy import in_tenant
from base.workbooks import read
from erp.demonstration import FACTORY, workbook
from tests.people import Company, found

WEDNESDAY = date(2026, 11, 25)


@dataclass
class Factory:
    """A company that has imported the workbook; its rows are committed and never removed."""

    company: Company

    def see(self, look: Callable[[], Any]) -> Any:
        return in_tenant(self.company.tenant.pk, look)


@pytest.fixture(scope="session")
def factory(django_db_setup: None, django_db_blocker: Any) -> Iterator[Factory]:
    with django_db_blocker.unblock():
        with transaction.atomic():
            company = found("huadong")
        pages = read("huadong.xlsx", workbook(FACTORY))
        work = in_tenant(company.tenant.pk, lambda: take(pages, company.actor, WEDNESDAY, dry=False))
        assert work.faults == []
        yield Factory(company)


@pytest.fixture
def inside(factory: Factory, django_db_blocker: Any) -> Iterator[Company]:
    """The loaded factory in scope; whatever a test does to it is taken back."""
    with django_db_blocker.unblock(), transaction.atomic(), factory.company.scope():
        yield factory.company
        transaction.set_rollback(True)
