"""The example of docs/examples does what its README says, against a product that really runs."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.examples.loopworks import Loopworks
from tests.browser.walks import REDUCER
from tests.imports.books import book
from tests.services.installation import Installation, installation

pytestmark = pytest.mark.services

EXAMPLE = Path("docs/examples/follow_an_order.py")
FEW = 60  # requests a minute: fewer than an order takes
TOKEN = """
import django; django.setup()
from django.db import transaction
from base.models import Tenant
from tests import factories
with transaction.atomic():
    tenant = Tenant.objects.create(name="works")
    person = factories.member(tenant, "planner", factories.everything())
print(factories.token_of(person))
print(factories.token_of(person))
"""
BEARING = {"position": 10, "name": "outer diameter", "kind": "measured", "lower": "61.99", "upper": "62.00"}


@pytest.fixture(scope="module")
def product() -> Iterator[Installation]:
    with installation() as installed:
        installed.start(LOOPWORKS_REQUESTS_PER_MINUTE=str(FEW))
        yield installed
        installed.stop()


@pytest.fixture(scope="module")
def tokens(product: Installation) -> list[str]:
    """Two of the same person: each has its own limit of requests."""
    done = product.run("run", "--", sys.executable, "-c", TOKEN)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-2:]


@pytest.fixture(scope="module")
def works(product: Installation, tokens: list[str]) -> Loopworks:
    """A works that makes gear reducers of machined discs and bought bearings, imported by REST."""
    asked = Loopworks(product.url, tokens[0])
    content = base64.b64encode(book(REDUCER)).decode()
    run = asked.add("import-runs", name="works.xlsx", content=content)
    asked.finished(run["job"])
    asked.finished(asked.do(f"import-runs/{run['id']}", "take")["job"])
    asked.add("inspection-plans", item="AC-20", samples=1, lines=[BEARING])
    return asked


def test_an_order_is_followed_from_its_entry_to_its_shipment(product, tokens, works):
    order = ["--customer", "K1", "--item", "RV-20E", "--quantity", "10", "--place", "R1", "--days", "30"]
    command = [sys.executable, str(EXAMPLE), product.url, tokens[1], *order]
    said = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    lines = said.stdout.splitlines()
    for seen in (
        "10 × RV-20E for K1",
        "firmed AC-20 × 10",
        "firmed BXL-20E × 20",
        "planned for",
        "of AC-20 measured and released",
        "lot DP-01: 20",
        "20 grind: 20",
        "20 test run: 10",
        "is closed",
    ):
        assert any(seen in line for line in lines), said.stdout
    assert any("the server asks to wait" in line for line in lines), said.stdout
    (sold,) = works.every("sales-orders")
    assert (sold["state"], sold["note"]) == ("closed", "entered by follow_an_order.py")
    (shipment,) = works.every("shipments")
    assert sum(float(line["quantity"]) for line in works.read(f"shipments/{shipment['id']}")["lines"]) == 10
    assert {row["state"] for row in works.every("work-orders")} == {"completed"}
