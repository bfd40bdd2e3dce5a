"""From a workbook to a dated plan as a planner walks it: import, plan, firm, schedule, publish, and why it is late."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from base.tenancy import in_tenant
from orders.models import SalesOrderLine, WorkOrderOperation
from tests.browser.conftest import Open, violations
from tests.browser.steps import calculate, firm_everything, import_workbook, press, state
from tests.imports.books import PLANT, grids
from tests.people import Company

pytestmark = pytest.mark.browser

LATE = ["SO-3", "K1", "稳定型", 10, "A100", 400, "D0"]


def test_an_empty_company_becomes_a_published_plan_that_says_why_an_order_is_late(
    opened: Open, works: Company, workers: None
):
    page = opened(works.planner)
    import_workbook(page, grids(销售订单=[*PLANT["销售订单"], LATE]))
    calculate(page, "Plan requirements")
    firm_everything(page)
    calculate(page, "Schedule")
    late = page.get_by_role("region", name="Late, and why")
    expect(late.get_by_text("SO-3/10")).to_be_visible()
    expect(late.get_by_role("listitem").filter(has_text="What decides:").first).to_be_visible()
    assert violations(page) == []
    press(page, "Publish the plan")
    expect(state(page, "published")).to_be_visible()
    assert dates(works) == {"lines": 3, "operations": True}


def dates(works: Company) -> dict[str, Any]:
    """What publishing wrote: order lines with a planned date; whether every open operation has one."""

    def read() -> dict[str, Any]:
        open_ones = WorkOrderOperation.objects.exclude(state="completed")
        lines = SalesOrderLine.objects.exclude(planned_on=None).count()
        return {"lines": lines, "operations": not open_ones.filter(start_at=None).exists()}

    return in_tenant(works.tenant.pk, read)  # type: ignore[no-any-return]
