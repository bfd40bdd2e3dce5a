"""A store with somebody who may do everything in it."""

from __future__ import annotations

import pytest

from tests.domain.store import Store, a_store


@pytest.fixture
def store(planner) -> Store:
    return a_store()
