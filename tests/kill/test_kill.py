"""Every part is killed in mid-work: created = acknowledged = stored, and each effect happened once."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.kill.clients import Client
from tests.kill.faults import FAULTS, Fault, kill_with_pool
from tests.kill.rest import Rest
from tests.services.installation import Installation, installation

pytestmark = [pytest.mark.kill, pytest.mark.xdist_group("kill")]

CLIENTS, STEPS = 4, 15  # acknowledged by each client before the fault, and again after it

BOOKED = "SELECT count(*) FROM orders_salesorder WHERE note LIKE %(run)s"
DISTINCT = "SELECT count(DISTINCT note) FROM orders_salesorder WHERE note LIKE %(run)s"
NUMBERS = "SELECT count(*) - count(DISTINCT number) FROM orders_salesorder"
COUNTS = "SELECT count(*) FROM inventory_stockmove WHERE reason LIKE '%%: ' || %(run)s"
COUNTED = "SELECT count(DISTINCT reason) FROM inventory_stockmove WHERE reason LIKE '%%: ' || %(run)s"
AUDITED = """SELECT count(*) FROM base_auditentry AS entry JOIN orders_salesorder AS sold ON sold.id = entry.subject_id
    WHERE subject_type = 'orders.salesorder' AND verb = 'add' AND note LIKE %(run)s"""
EFFECTS = """SELECT count(*) FROM inventory_stockmove AS move JOIN orders_salesorder AS sold
    ON move.reason = 'order ' || sold.id WHERE note LIKE %(run)s"""
OWED = "SELECT count(*) FROM base_job WHERE name = 'base.react' AND state <> 'done'"

UNBALANCED = """SELECT count(*) FROM inventory_stockbalance AS balance WHERE quantity <> (
    SELECT sum(quantity) FROM inventory_stockmove AS move WHERE move.item_id = balance.item_id)"""

IMPORTED_ROWS = "SELECT count(*) FROM bom_item WHERE code LIKE 'IMPORTED-%%'"
IMPORTED_AUDITED = """SELECT count(*) FROM base_auditentry JOIN bom_item ON bom_item.id = subject_id
    WHERE subject_type = 'bom.item' AND code LIKE 'IMPORTED-%%'"""


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
        assert not client.is_alive(), f"{client.name} does not come to an end"


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
    found = {text: product.query(text, run=f"{run}.%") for text in (BOOKED, DISTINCT, AUDITED, EFFECTS)}
    assert found == dict.fromkeys(found, orders)
    assert [product.query(text, run=f"{run}.%") for text in (COUNTS, COUNTED)] == [counts, counts]
    assert product.query(NUMBERS) == 0
    assert product.query(UNBALANCED) == 0
    assert [client.refused for client in clients if client.refused] == []


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
    assert [product.query(IMPORTED_ROWS), product.query(IMPORTED_AUDITED)] == [company["rows"]] * 2


def test_the_audit_trail_still_holds(product, company):
    product.work()
    done = product.run("run", "--", sys.executable, "manage.py", "verify_audit")
    assert done.returncode == 0, done.stderr
    assert " 0 seals" not in done.stdout


def test_without_keys_the_same_clients_book_twice(product, company):
    """The lab can go red: it is the key that keeps repeats from being work."""
    with at_work(product, company, "keyless", keyed=False):
        pass
    run = "keyless.%"
    assert product.query(BOOKED, run=run) > product.query(DISTINCT, run=run)
