"""`manage.py verify_audit`: is the audit trail as it was written?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from base.models import Tenant
from base.sealing import verify
from base.tenancy import in_tenant


class Command(BaseCommand):
    help = "Check every tenant's chain of audit seals; fails at the first that does not hold."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = []
        for tenant in Tenant.objects.order_by("pk"):
            verdict = in_tenant(tenant.pk, verify)
            self.stdout.write(
                f"{tenant}: {verdict.seals} seals over {verdict.sealed} entries, {verdict.unsealed} not sealed yet"
            )
            if verdict.broken:
                broken.append(f"{tenant}: the entries of seal {verdict.broken} of {verdict.broken.at:%Y-%m-%d %H:%M}")
        if broken:
            raise CommandError("These are not as they were written: " + "; ".join(broken))
