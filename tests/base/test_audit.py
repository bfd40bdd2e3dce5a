"""The audit trail is sealed, and a change made behind its back is found."""

from __future__ import annotations

import time
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, connections, transaction

from base.journal import OFFSET
from base.models import AuditEntry, AuditSeal
from base.sealing import seal, verify
from base.tenancy import in_tenant
from bom.models import Unit
from tests.samples import do


def sealed(tenant: int, seconds: float = 120) -> Any:
    """The new seal. Transactions of other tests on the same server may hold it up for a while."""
    until = time.monotonic() + seconds
    while not in_tenant(tenant, all_is_past) and time.monotonic() < until:
        time.sleep(0.1)
    return in_tenant(tenant, seal)


def all_is_past() -> bool:
    """No transaction still runs that began before the newest entry."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint + {OFFSET}")
        (oldest,) = cursor.fetchone()
    return not AuditEntry.objects.filter(transaction__gte=oldest).exists()


@pytest.fixture
def trail(foundry) -> Any:
    """Three sealed entries of the foundry and a fourth not sealed yet."""
    tenant = foundry.tenant.pk
    for code in ("a", "b", "c"):
        in_tenant(tenant, lambda code=code: do(Unit, "add", foundry.actor, code=code, name=code))
    sealed(tenant)
    in_tenant(tenant, lambda: do(Unit, "add", foundry.actor, code="d", name="d"))
    return tenant


def behind_its_back(statement: str, tenant: int) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, [tenant])
    connections["owner"].close()


def test_a_seal_covers_what_was_finished_and_names_the_tail(trail):
    verdict = in_tenant(trail, verify)
    assert (verdict.seals, verdict.sealed, verdict.unsealed, verdict.broken) == (1, 3, 1, None)


def test_sealing_goes_on_where_it_stopped(trail):
    sealed(trail)
    assert in_tenant(trail, seal) is None
    first, second = in_tenant(trail, lambda: list(AuditSeal.objects.order_by("since")))
    assert (second.since, second.previous) == (first.until, first.digest)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE base_auditentry SET actor_name = 'nobody' WHERE tenant_id = %s",
        "DELETE FROM base_auditentry WHERE id = (SELECT min(id) FROM base_auditentry WHERE tenant_id = %s)",
        "INSERT INTO base_auditentry (tenant_id, at, transaction, actor_name, subject_type, subject_id, verb, before,"
        " after, reason) SELECT tenant_id, now(), transaction, 'x', 'x', 1, 'x', '{}', '{}', '' FROM base_auditentry"
        " WHERE tenant_id = %s ORDER BY id LIMIT 1",
    ],
)
def test_a_changed_removed_or_added_entry_breaks_its_seal(trail, statement):
    behind_its_back(statement, trail)
    assert in_tenant(trail, verify).broken is not None
    with pytest.raises(CommandError, match="foundry"):
        call_command("verify_audit", stdout=StringIO())
    behind_its_back("DELETE FROM base_auditseal WHERE tenant_id = %s", trail)


def test_the_application_can_neither_change_nor_remove_an_entry(trail):
    for change in (lambda: AuditEntry.objects.update(verb="x"), lambda: AuditEntry.objects.all().delete()):
        with pytest.raises(Error, match="permission denied"), transaction.atomic():
            in_tenant(trail, change)


def test_an_entry_of_a_transaction_still_open_is_left_for_the_next_seal(foundry):
    tenant = foundry.tenant.pk

    def work() -> None:
        do(Unit, "add", foundry.actor, code="open", name="open")
        assert seal() is None

    in_tenant(tenant, work)
    assert sealed(tenant).entries == 1
