"""The project as a Django app: the reporting views stand aside while migrations run."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from erp.reporting import drop_views, make_views

LAST = "base"  # of the apps: its signal comes before all migrations or after them


class ErpConfig(AppConfig):
    name = "erp"

    def ready(self) -> None:
        last = apps.get_app_config(LAST)
        pre_migrate.connect(stand_aside, sender=last)
        post_migrate.connect(come_back, sender=last)


def stand_aside(using: str, **_facts: Any) -> None:
    with connections[using].cursor() as cursor:
        drop_views(cursor)


def come_back(using: str, **_facts: Any) -> None:
    with connections[using].cursor() as cursor:
        make_views(cursor)
