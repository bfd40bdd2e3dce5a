"""One at a time: work of a tenant that would not see what another worker is just writing."""

from __future__ import annotations

from django.db import connection

from base.tenancy import current_tenant_id


def take_turn(what: str) -> None:
    """Wait until nobody else of this tenant is at it. The turn lasts until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [what, current_tenant_id()])
