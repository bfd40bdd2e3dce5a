"""The schedule board with thousands of operations in headless Chromium: how soon it stands, how smoothly it scrolls."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections, transaction
from django.test import override_settings
from django.utils import timezone

from base.models import Membership, Site, Tenant
from base.tenancy import in_tenant
from benchmarks.table import seconds, table
from bom.models import Calendar, Item, Machine, Shift, Unit, WorkCenter
from erp.services.doctor import GET_CHROMIUM, chromium
from orders.models import WorkOrder, WorkOrderOperation
from scheduling.board import board
from scheduling.models import PlanRun, PlanVersion, PlanVersionOperation
from tests import factories
from tests.serving import served

ORDERS, EACH, MACHINES, CENTERS = 1_000, 5, 100, 20
OPERATIONS = ORDERS * EACH
HOURS = 3  # of each operation
VIEWPORT = {"width": 1600, "height": 1000}
SCROLLED = 3_000  # milliseconds
STARTS, SCROLLS = "300 ms", "50 fps"
ARGUMENTS = ["--no-sandbox"]

# Scrolls both ways a little on each frame; answers frames a second, and the longest in milliseconds.
SCROLL = """duration => new Promise(resolve => {
  const scroller = document.querySelector("[data-scroller]");
  const begun = performance.now();
  let last = begun, frames = 0, longest = 0;
  const step = now => {
    longest = Math.max(longest, now - last);
    last = now;
    frames += 1;
    scroller.scrollLeft += 14;
    scroller.scrollTop += 5;
    if (now - begun < duration) requestAnimationFrame(step);
    else resolve([1000 * frames / (now - begun), longest]);
  };
  requestAnimationFrame(step);
})"""


def measured(rounds: int) -> Iterator[str]:
    yield "## Schedule board"
    yield ""
    if chromium() is None:
        yield f"This machine has no Chromium: {GET_CHROMIUM}"
        return
    yield f"{OPERATIONS:,} operations on {MACHINES} machines; headless Chromium, no graphics card; {rounds} visits."
    yield ""
    with transaction.atomic():
        tenant = Tenant.objects.create(name="board")
        person = factories.member(tenant, "planner", factories.everything())
    version = in_tenant(tenant.pk, _planned)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE scheduling_planversionoperation, orders_workorderoperation, orders_workorder")
    yield table(("", "measured", "design"), list(_rows(person, version, rounds)))
    yield ""


def _planned() -> PlanVersion:
    """A plan in which each machine does one operation after the other."""
    site = Site.objects.create(code="S1", name="一厂")
    calendar = Calendar.objects.create(code="DAY", name="两班")
    Shift.objects.create(calendar=calendar, name="day", start="08:00", finish="00:00")
    centers = [WorkCenter(code=f"C{n:02}", name=f"工作中心 {n}", site=site, calendar=calendar) for n in range(CENTERS)]
    centers = WorkCenter.objects.bulk_create(centers)
    machines = [Machine(code=f"M{n:03}", name=f"设备 {n}", work_center=centers[n % CENTERS]) for n in range(MACHINES)]
    machines = Machine.objects.bulk_create(machines)
    unit = Unit.objects.create(code="pcs", name="件")
    item = Item.objects.create(code="RV-40E", name="减速器", unit=unit, supply="make")
    today = timezone.localdate()
    orders = WorkOrder.objects.bulk_create(
        [
            WorkOrder(number=f"WO-{n:05}", item=item, quantity=10, due_on=today + timedelta(days=n // 50))
            for n in range(ORDERS)
        ]
    )
    steps = WorkOrderOperation.objects.bulk_create(
        [_step(orders[n // EACH], n, centers[n % CENTERS]) for n in range(OPERATIONS)], batch_size=500
    )
    version = PlanVersion.objects.create(run=PlanRun.objects.create(kind="schedule"), operations_planned=OPERATIONS)
    places = [_place(version, row, machines[n % MACHINES], n // MACHINES) for n, row in enumerate(steps)]
    PlanVersionOperation.objects.bulk_create(places, batch_size=500)
    return version


def _step(order: WorkOrder, number: int, center: WorkCenter) -> WorkOrderOperation:
    return WorkOrderOperation(
        work_order=order, sequence=10 * (number % EACH + 1), name="精铣端面", work_center=center, run_minutes=15
    )


def _place(version: PlanVersion, row: WorkOrderOperation, machine: Machine, turn: int) -> PlanVersionOperation:
    start = timezone.now().replace(minute=0) + timedelta(hours=turn * HOURS)
    return PlanVersionOperation(
        plan=version,
        operation=row,
        machine=machine,
        start_at=start,
        run_at=start + timedelta(minutes=20),
        finish_at=start + timedelta(hours=HOURS),
        late=row.pk % 9 == 0,
        why={"why": "machine", "waited": 60},
    )


def _rows(person: Membership, version: PlanVersion, rounds: int) -> Iterator[list[str]]:
    read = [in_tenant(person.tenant_id, lambda: _timed(version)) for _round in range(rounds)]
    yield ["the server reads the columns", seconds(median(read)), ""]
    visits = list(_visited(person, rounds))
    yield ["from the data to the first frame", seconds(median(v["drawn"] for v in visits) / 1000), ""]
    yield ["from the click to the first frame", seconds(median(v["opened"] for v in visits) / 1000), STARTS]
    for zoom in ("day", "week"):
        yield [f"scrolling, a {zoom} wide", f"{median(v[zoom][0] for v in visits):.0f} fps", SCROLLS]
        yield [f"longest frame, a {zoom} wide", f"{max(v[zoom][1] for v in visits):.0f} ms", ""]


def _timed(version: PlanVersion) -> float:
    began = time.perf_counter()
    board(version)
    return time.perf_counter() - began


def _visited(person: Membership, rounds: int) -> Iterator[dict[str, Any]]:
    """Visits of one browser, which keeps what it has loaded before."""
    from playwright.sync_api import sync_playwright

    cookie = factories.signed_in(person).cookies["sessionid"].value
    with collected() as pages, served(pages) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        context = browser.new_context(base_url=address, viewport=VIEWPORT)  # type: ignore[arg-type]
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
        page = context.new_page()
        for number in range(rounds + 1):
            page.goto("/board/")
            page.locator("[data-board][aria-busy=false]").wait_for()
            found = {name: page.evaluate(f"performance.getEntriesByName('{name}')[0].startTime") for name in MARKS}
            found |= {"opened": found["board:drawn"], "drawn": found["board:drawn"] - found["board:data"]}
            for zoom in ("day", "week"):
                page.locator(f"[data-zoom={zoom}]").click()
                page.evaluate("document.querySelector('[data-scroller]').scrollTo(0, 0)")
                found[zoom] = page.evaluate(SCROLL, SCROLLED)
            if number:  # the first visit fills the caches
                yield found
        browser.close()


MARKS = ("board:data", "board:drawn")


@contextmanager
def collected() -> Iterator[Any]:
    """The pages with their files as an installation serves them: compressed, under names the browser may keep."""
    with TemporaryDirectory() as files, override_settings(STATIC_ROOT=files):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield get_wsgi_application()
