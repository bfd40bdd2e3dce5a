"""Which tests one worker does: those of a folder that share what takes long to set up. All others go to who is free."""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# What mostly waits stands together too: others use the processors meanwhile.
TOGETHER = {"tests/demo/": "demo", "tests/kill/": "waiting", "tests/services/": "waiting"}


class Sharing(LoadScopeScheduling):
    """Asks the place of a test, not its `xdist_group`: that mark is lost between pytest 9.2 and pytest-xdist 3.8."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for place, group in TOGETHER.items() if nodeid.startswith(place)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing:
    return Sharing(config, log)
