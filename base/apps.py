"""The kernel as a Django app: loads its checks, and every app's rooms that register things."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

ROOMS = ("actions", "gates", "reactions", "jobs", "alerts", "sealing", "sheets", "screens", "homes")


class BaseConfig(AppConfig):
    name = "base"
    verbose_name = _("System")

    def ready(self) -> None:
        from base.tenancy import checks  # noqa: F401  registers itself

        for room in ROOMS:
            autodiscover_modules(room)
