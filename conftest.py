"""Fixtures of the product's tests. The engine's tests also run where Django is absent (`-p no:django`)."""

import gc
import importlib.util
import sys

DJANGO = importlib.util.find_spec("django") is not None and "no:django" not in sys.argv

pytest_plugins = ["tests.database", "tests.people", "tests.chromium", "tests.sharing"] if DJANGO else []


def pytest_collection_finish() -> None:
    """What was imported and collected stays: the collector of garbage need not go through it again and again."""
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
