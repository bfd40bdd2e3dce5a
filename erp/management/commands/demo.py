"""`manage.py demo`: the demonstration factories, founded, told how to sign in to, or restored at today's dates."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from base.models import Tenant
from base.refusals import Refusal
from erp.demonstration import NotReady
from erp.demonstration.factories import FACTORIES
from erp.demonstration.founding import Founding, found, retire, standing


class Command(BaseCommand):
    help = "Found the demonstration factories with their first plans. Every name in them is invented."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--if-empty", action="store_true", help="only where there is no other company")
        what.add_argument("--reset", action="store_true", help="new ones at today's dates in place of the old ones")
        what.add_argument("--sign-ins", action="store_true", help="only say who can sign in")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            if options["sign_ins"]:
                self._tell()
                return
            try:
                self._found(options["if_empty"], options["reset"])
            except (NotReady, Refusal) as error:
                raise CommandError(f"The demonstration is not ready: {error}") from error

    def _found(self, if_empty: bool, reset: bool) -> None:
        if if_empty and Tenant.objects.filter(demo=False).exists():
            return
        for factory in FACTORIES:
            there = standing(factory)
            if there is not None and reset:
                retire(there)
            Founding(factory, there if there and not reset else found(factory)).go_on()

    def _tell(self) -> None:
        for factory in filter(standing, FACTORIES):
            self.stdout.write(f"{factory.name} 演示登录 (password = user name):")
            for person in factory.people:
                self.stdout.write(f"  {person.username:<18} {person.post.role} {person.name}")
