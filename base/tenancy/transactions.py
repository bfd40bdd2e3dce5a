"""The only opener of a tenant's scope together with its transaction."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction

from base.tenancy.context import tenant_scope

T = TypeVar("T")

TRIES = 3
SERIALIZATION_FAILURE, DEADLOCK = "40001", "40P01"


def in_tenant(tenant_id: int, work: Callable[[], T], using: str = DEFAULT_DB_ALIAS) -> T:
    """Run `work` for one tenant in one transaction, and answer what it answers.

    A deadlock or serialization failure is PostgreSQL asking for another try: the whole of `work` runs
    again, up to three times, after a short random pause. Inside an open transaction only that
    transaction's opener may repeat, so the error passes through.
    """
    nested = connections[using].in_atomic_block
    for attempt in range(1, TRIES + 1):
        try:
            with tenant_scope(tenant_id), transaction.atomic(using=using):
                return work()
        except OperationalError as error:
            if nested or attempt == TRIES or not worth_another_try(error):
                raise
        time.sleep(random.uniform(0.01, 0.05) * attempt)
    raise AssertionError("the last try returned or raised")


def worth_another_try(error: BaseException) -> bool:
    """Whether PostgreSQL gave up on this transaction only because of another one."""
    return getattr(error.__cause__, "pgcode", None) in (SERIALIZATION_FAILURE, DEADLOCK)
