"""`manage.py demo`: the demonstration factory, founded, told how to sign in to, or restored at today's dates."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from base.models import Tenant
from base.refusals import Refusal
from erp.demonstration import NotReady
from erp.demonstration.founding import Founding, found, retire, standing
from erp.demonstration.people import PEOPLE


class Command(BaseCommand):
    help = "Found the demonstration factory 华东精密制造 with its first plan. Every name in it is invented."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--if-empty", action="store_true", help="only where there is no company yet")
        what.add_argument("--reset", action="store_true", help="a new one at today's dates in place of the old one")
        what.add_argument("--sign-ins", action="store_true", help="only say who can sign in")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            if options["sign_ins"]:
                self._tell()
                return
            try:
                self._found(options["if_empty"], options["reset"])
            except (NotReady, Refusal) as error:
                raise CommandError(f"The demonstration factory is not ready: {error}") from error

    def _found(self, if_empty: bool, reset: bool) -> None:
        there = standing()
        if if_empty and there is None and Tenant.objects.exists():
            return
        if there is not None and reset:
            retire(there)
        Founding(there if there and not reset else found()).go_on()

    def _tell(self) -> None:
        if standing() is None:
            return
        self.stdout.write("演示登录 (password = user name):")
        for person in PEOPLE:
            self.stdout.write(f"  {person.username:<12} {person.role} {person.name}")
