"""kill -9 in the middle of a requirements run: the last plan stays whole, and the next worker finds the new one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from base.actions import ACTIONS, perform
from base.models import Job
from base.models.work import JobState
from base.running import run_next
from scheduling.models import PlanRun
from tests.planning.conftest import Factory, monday
from tests.planning.test_storing import changed, late, stored

pytestmark = pytest.mark.kill

WORKER = """
import importlib, os, signal, sys
import django
django.setup()
from django.conf import settings
for alias in settings.DATABASES: settings.DATABASES[alias]["NAME"] = sys.argv[1]
from base.running import run_next

module, name = importlib.import_module(sys.argv[2]), sys.argv[3]
step, times = getattr(module, name), int(sys.argv[4])

def last(*arguments, **named):
    global times
    answer, times = step(*arguments, **named), times - 1
    if not times:
        os.kill(os.getpid(), signal.SIGKILL)
    return answer

setattr(module, name, last)
while run_next("long"):
    pass
"""
STEPS = {
    "it has read": ("scheduling.jobs", "load_requirements", 1),
    "it has planned": ("scheduling.jobs", "plan", 1),
    "some planned orders are changed": ("scheduling.storing.differences", "update", 1),
    "all planned orders are written": ("scheduling.storing", "store_planned", 1),
    "the messages are written": ("scheduling.storing", "store_messages", 1),
    "the needs of the items are written": ("scheduling.storing.items", "update", 1),
    "everything is written": ("scheduling.storing", "store_items", 1),
    "the run is finished and not committed": ("base.running", "finish", 1),
}


def owed(factory: Factory) -> int:
    """A run that waits for a worker; its job."""
    made = factory.inside(lambda: perform(ACTIONS[PlanRun, "add"], by=factory.by, data={"kind": "mrp"}))
    return int(made.answer["job"])


def killed(module: str, name: str, times: int) -> int:
    """A worker of its own that kills itself after a step; answers its exit status."""
    database = str(connection.settings_dict["NAME"])
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "erp.settings", "LOOPWORKS_DB_NAME": database}
    command = [sys.executable, "-c", WORKER, database, module, name, str(times)]
    return subprocess.run(command, env=environment, cwd=settings.BASE_DIR, check=False).returncode


def its_lease_is_over(factory: Factory, job: int) -> None:
    """PostgreSQL takes a moment to see that the worker is dead: until then its lock of the row is waited for."""

    def end() -> None:
        row = Job.objects.select_for_update(of=("self",)).get(pk=job)
        assert row.state == JobState.RUNNING
        row.leased_until = timezone.now() - timedelta(seconds=1)
        row.save(update_fields=["leased_until"])

    factory.inside(end)


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_a_worker_killed_in_a_run_leaves_the_last_plan_and_the_next_one_finds_the_new_one(factory: Factory, step: Any):
    order = late(factory)
    factory.order(7, monday(8), item=factory.plant.plate)
    factory.run()
    before = stored(factory)
    changed(factory, order, 99)
    factory.order(5, monday(6))
    job = owed(factory)
    assert killed(*step) == -signal.SIGKILL
    its_lease_is_over(factory, job)
    assert stored(factory) == before
    while run_next("long"):
        pass
    found = stored(factory)
    assert factory.proposals()["BRACKET"][1] == 104
    row = factory.inside(lambda: Job.objects.get(pk=job))
    assert (row.state, row.attempts) == (JobState.DONE, 2)
    factory.run()
    assert stored(factory) == found  # an undisturbed run has nothing to add
