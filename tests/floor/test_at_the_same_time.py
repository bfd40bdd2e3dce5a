"""Two tablets at one order: nothing is lost, nothing is counted twice, nobody waits for ever."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from base.actions import ACTIONS, perform
from base.refusals import Refusal
from base.tenancy import in_tenant
from bom.models import Item
from inventory.models import StockBalance
from orders.models import WorkOrder, WorkOrderOperation
from shopfloor.models import OperationReport
from tests.floor.conftest import a_floor
from tests.samples import do


def prepared(by: Any) -> tuple[WorkOrder, list[int]]:
    """An order of 60 whose operations are both at work, 40 of them at the second."""
    floor = a_floor(by, quantity=60)
    floor.stock(floor.plant.plate, 63)
    floor.stock(floor.plant.bolt, 120)
    do(WorkOrder, "release", by, floor.order)
    floor.start(10)
    floor.report(10, 40)
    floor.start(20)
    return floor.order, [floor.operation(10).pk, floor.operation(20).pk]


def test_eight_tablets_at_two_operations_of_one_order(foundry):
    tenant, by = foundry.tenant.pk, foundry.actor
    order, operations = in_tenant(tenant, lambda: prepared(by))

    def tablet(number: int) -> int:
        done = 0
        try:
            for turn in range(8):
                data = {"operation": operations[number % 2], "good": 1}
                key = f"tablet-{number}-{turn}"
                for _sent_twice in range(2):
                    try:
                        outcome = in_tenant(
                            tenant, lambda d=data, k=key: perform(ACTIONS[OperationReport, "add"], by=by, data=d, key=k)
                        )
                        done += not outcome.replayed
                    except Refusal:
                        break
        finally:
            connection.close()
        return done

    with ThreadPoolExecutor(8) as threads:
        counted = sum(threads.map(tablet, range(8)))

    def seen() -> tuple[Any, ...]:
        first, last = WorkOrderOperation.objects.filter(work_order=order).order_by("sequence")
        stock = {row.item.code: row.quantity for row in StockBalance.objects.select_related("item")}
        reports = OperationReport.objects.filter(operation__work_order=order).count()
        return first.good, last.good, stock, reports

    first, last, stock, reports = in_tenant(tenant, seen)
    assert reports == counted + 1
    assert (first, last) == (60, 32)
    assert stock == {"PLATE": 0, "BOLT": 120 - 64, "BRACKET": 32}


def test_two_people_correcting_one_report_correct_it_once(foundry):
    tenant, by = foundry.tenant.pk, foundry.actor

    def prepare() -> tuple[int, int]:
        order = do(WorkOrder, "add", by, item="BRACKET", quantity=10, due_on="2026-12-18")
        do(WorkOrder, "release_short", by, order, reason="test")
        operation = order.operations.get(sequence=10)
        do(WorkOrderOperation, "start", by, operation)
        return operation.pk, do(OperationReport, "add", by, operation=operation, good=6).pk

    in_tenant(tenant, lambda: a_floor_once(by))
    operation, report = in_tenant(tenant, prepare)

    def correct(number: int) -> bool:
        data = {"good": number, "reason": "counted"}
        try:
            in_tenant(tenant, lambda: perform(ACTIONS[OperationReport, "correct"], report, by=by, data=data))
            return True
        except Refusal:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(correct, (4, 5)))
    assert sorted(done) == [False, True]
    good = in_tenant(tenant, lambda: WorkOrderOperation.objects.get(pk=operation).good)
    assert good == (4, 5)[done.index(True)]


def a_floor_once(by: Any) -> None:
    if not Item.objects.filter(code="BRACKET").exists():
        a_floor(by)
