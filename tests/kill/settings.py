"""The product's settings, with the app whose effects are counted."""

from erp.settings import *  # noqa: F403
from erp.settings import INSTALLED_APPS

INSTALLED_APPS = ["tests.kill.effects", *INSTALLED_APPS]
