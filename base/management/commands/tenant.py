"""`manage.py tenant NAME --username ADMIN`: found a company with its first administrator."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from base.members import administrator_role, appoint
from base.models import Tenant
from base.refusals import Invalid
from base.tenancy import in_tenant

PASSWORD = "LOOPWORKS_FIRST_PASSWORD"


class Command(BaseCommand):
    help = f"Found a company. The administrator's password is asked for, or taken from {PASSWORD}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--username", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get(PASSWORD) or getpass("Password of the first administrator: ")
        try:
            with transaction.atomic():
                self._found(options["name"], options["username"], password)
        except Invalid as refusal:
            sentences = [str(error["detail"]) for error in refusal.facts()["errors"]]
            raise CommandError(" ".join(sentences)) from None
        self.stdout.write(f"{options['name']}: sign in as {options['username']}.")

    def _found(self, name: str, username: str, password: str) -> None:
        tenant = Tenant.objects.create(name=name)
        in_tenant(tenant.pk, lambda: appoint(username, username, password, [administrator_role()]))
