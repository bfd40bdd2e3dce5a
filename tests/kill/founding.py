"""`python -m tests.kill.founding`, beside a running installation: a company to work for; prints how, as JSON."""

from __future__ import annotations

import base64
import json
import sys
from decimal import Decimal
from typing import Any

import django
from django.db import transaction

django.setup()

from base.models import ImportRun, Membership, Site, Tenant  # noqa: E402  models are there only now
from base.people import Actor  # noqa: E402
from base.tenancy import in_tenant  # noqa: E402
from bom.models import Item  # noqa: E402
from inventory.models import Location, StockBalance  # noqa: E402
from orders.models import Customer  # noqa: E402
from tests import factories  # noqa: E402
from tests.kill.effects.reactions import ITEM as EFFECT  # noqa: E402
from tests.samples import do, item  # noqa: E402

ROWS, IMPORTED = 3000, "IMPORTED-"


def stock(what: Item, place: Location, by: Actor) -> int:
    return int(do(StockBalance, "open", by, item=what, location=place, quantity=Decimal(1)).pk)


def found(person: Membership) -> dict[str, Any]:
    by = factories.actor(person)
    place = Location.objects.create(site=Site.objects.create(code="S1", name="plant"), code="R1", name="raw")
    counted = item("PLATE")
    return {
        "secret": factories.token_of(person),
        "customer": Customer.objects.create(code="K1", name="customer").pk,
        "item": counted.pk,
        "balance": stock(counted, place, by),
        "effects": stock(item(EFFECT), place, by),
        "import": do(ImportRun, "add", by, name="items.csv", sheet="items", content=workbook()).pk,
        "rows": ROWS,
    }


def workbook() -> str:
    """As it is uploaded: many new items."""
    lines = ["编码,名称,单位,供应方式", *(f"{IMPORTED}{row},钢板{row},pcs,外购" for row in range(ROWS))]
    return base64.b64encode("\n".join(lines).encode()).decode()


if __name__ == "__main__":
    with transaction.atomic():
        company = Tenant.objects.create(name="killed")
        planner = factories.member(company, "planner", factories.everything())
        sys.stdout.write(json.dumps(in_tenant(company.pk, lambda: found(planner))))
