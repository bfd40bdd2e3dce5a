"""Every part is killed in mid-work: created = acknowledged = stored, and each effect happened once."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.kill.books import NEVER, OF_COUNTS, OF_IMPORT, OF_ORDERS, OWED
from tests.kill.clients import Client
from tests.kill.faults import FAULTS, Fault, kill_with_pool
from tests.kill.rest import Rest
from tests.services.installation import Installation, installation

pytestmark = pytest.mark.kill

CLIENTS, STEPS = 4, 15  # acknowledged by each client before the fault, and again after it


@pytest.fixture(scope="module")
def product() -> Iterator[Installation]:
    with installation() as installed:
        yield installed.start(DJANGO_SETTINGS_MODULE="tests.kill.settings", LOOPWORKS_JOB_LEASE_SECONDS="4")
        installed.stop()


@pytest.fixture(scope="module")
def company(product: Installation) -> dict[str, Any]:
    done = product.run("run", "--", sys.executable, "-m", "tests.kill.founding")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@contextmanager
def at_work(product: Installation, company: dict[str, Any], run: str, *, keyed: bool = True) -> Iterator[list[Client]]:
    """Clients that are working now, and have finished their last request after the block."""
    rest = Rest(product.port, company["secret"])
    clients = [Client(rest, company, f"{run}.{number}", keyed=keyed) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    wait_for_steps(product, clients)
    yield clients
    wait_for_steps(product, clients)
    for client in clients:
        client.finish.set()
    for client in clients:
        client.join(90)
        assert client.finished, f"{client.name} did not come to an end"


def wait_for_steps(product: Installation, clients: list[Client]) -> None:
    wanted = {client.name: client.acknowledged + STEPS for client in clients}
    product.wait_until(lambda: all(client.acknowledged >= wanted[client.name] for client in clients))


def effects_are_done(product: Installation) -> None:
    product.wait_until(lambda: product.query(OWED) == 0)


@pytest.mark.parametrize("name", FAULTS)
def test_what_was_acknowledged_is_stored_once_whatever_is_killed(product, company, name):
    strike: Fault = FAULTS[name]
    run = name.replace(" ", "-")
    with at_work(product, company, run) as clients:
        strike(product)
    effects_are_done(product)
    orders = sum(len(client.orders) for client in clients)
    counts = sum(len(client.counts) for client in clients)
    assert asked(product, OF_ORDERS, run) == dict.fromkeys(OF_ORDERS, orders)
    assert asked(product, OF_COUNTS, run) == dict.fromkeys(OF_COUNTS, counts)
    assert asked(product, NEVER) == dict.fromkeys(NEVER, 0)
    assert [client.refused for client in clients if client.refused] == []


def asked(product: Installation, questions: dict[str, str], run: str = "") -> dict[str, int]:
    return {name: product.query(text, run=f"{run}.%") for name, text in questions.items()}


def test_an_import_killed_in_mid_work_is_taken_over_and_every_row_is_in_once(product, company):
    rest, run = Rest(product.port, company["secret"]), f"import-runs/{company['import']}/"
    product.wait_until(lambda: rest.get(run)["state"] == "checked")
    status, answer = rest.send("POST", f"{run}take/")
    assert status == 200, answer
    job = f"jobs/{answer['job']}/"
    product.wait_until(lambda: rest.get(job)["percent"] > 0)
    kill_with_pool("long", product)
    product.wait_until(lambda: rest.get(job)["state"] == "done")
    assert product.query("SELECT attempts FROM base_job WHERE id = %(job)s", job=answer["job"]) == 2
    assert rest.get(run)["state"] == "done"
    assert asked(product, OF_IMPORT) == dict.fromkeys(OF_IMPORT, company["rows"])


def test_the_audit_trail_still_holds(product, company):
    product.work()
    done = product.run("run", "--", sys.executable, "manage.py", "verify_audit")
    assert done.returncode == 0, done.stderr
    assert " 0 seals" not in done.stdout


def test_without_keys_the_same_clients_book_twice(product, company):
    """The lab can go red: it is the key that keeps repeats from being work."""
    with at_work(product, company, "keyless", keyed=False):
        pass
    found = asked(product, OF_ORDERS, "keyless")
    assert found["stored"] > found["different"]
