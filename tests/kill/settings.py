"""The product's settings, with the app whose effects are counted."""

from erp.settings import *  # noqa: F403
from erp.settings import INSTALLED_APPS

INSTALLED_APPS = ["tests.kill.effects", *INSTALLED_APPS]
REQUESTS_PER_MINUTE = 0  # its clients report as fast as they can
