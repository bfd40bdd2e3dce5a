"""Which tests one worker does: those of a folder that share what takes long to set up. All others go to who is free."""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/demo/", "tests/kill/", "tests/services/")


class Sharing(LoadScopeScheduling):
    """Asks the place of a test, not its `xdist_group`: that mark is lost between pytest 9.2 and pytest-xdist 3.8."""

    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing:
    return Sharing(config, log)
