"""Which tenant the running code works for.

The answer lives in a ContextVar, so it follows threads, tasks and coroutines. Every database
connection with an open transaction is told about a change, because wall 3 asks PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum

from django.db import connections


class TenantError(RuntimeError):
    """Tenant data was touched without saying whose, or in the name of the wrong tenant."""


class _Everyone(Enum):
    EVERYONE = "all tenants"


EVERYONE = _Everyone.EVERYONE
Scope = int | _Everyone | None

_scope: ContextVar[Scope] = ContextVar("tenant_scope", default=None)


def scope() -> Scope:
    """The scope as it is, including none at all. For the backend; applications want `current_tenant_id`."""
    return _scope.get()


def current_tenant_id() -> int:
    """The one tenant in scope. There is no default tenant: none, or all of them, is a TenantError."""
    current = _scope.get()
    if isinstance(current, int):
        return current
    raise TenantError("no tenant in scope" if current is None else "all tenants in scope: name one")


@contextmanager
def tenant_scope(tenant_id: int) -> Iterator[None]:
    """Work for one tenant inside the block. Applications use `in_tenant`, which opens the transaction too."""
    with _enter(int(tenant_id)):
        yield


@contextmanager
def all_tenants() -> Iterator[None]:
    """Work across tenants inside the block. Only the platform and owner roles get past wall 3 there."""
    with _enter(EVERYONE):
        yield


@contextmanager
def _enter(target: Scope) -> Iterator[None]:
    token = _scope.set(target)
    try:
        _tell_open_transactions()
        yield
    finally:
        _scope.reset(token)
        _tell_open_transactions()


def _tell_open_transactions() -> None:
    for connection in connections.all(initialized_only=True):
        if connection.in_atomic_block:
            connection.tell_tenant()  # type: ignore[attr-defined]
