"""What the floor, stock and quality warn of, and when the warning goes."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from base.alerts import RULES, WATCHED, evaluate, said
from base.models import Alert
from inventory.models import StockBalance
from orders.models import WorkOrderOperation
from quality.models import Inspection, Nonconformance
from shopfloor.models import Shortage
from tests.floor.conftest import lot
from tests.samples import do


def standing(rule: str) -> list[tuple[str, str, str]]:
    """About what, how bad and in which words, after looking again."""
    evaluate(RULES[rule])
    found = Alert.objects.filter(rule=rule).exclude(state="closed").order_by("id")
    return [(alert.subject_text, alert.severity, said(alert.sentence)) for alert in found]


def planned(operation: WorkOrderOperation, finish_at) -> None:
    WorkOrderOperation.objects.filter(pk=operation.pk).update(finish_at=finish_at)


def test_an_operation_that_should_be_finished_is_its_work_centers_and_goes_when_it_is(floor, mill):
    now = timezone.now()
    floor.plant.saw.owner_name = "planner"
    floor.plant.saw.save()
    planned(floor.operation(10), now - timedelta(hours=2))
    planned(floor.operation(20), now - timedelta(hours=1))  # its turn comes later
    floor.start(10)
    floor.report(10, 20)
    ((about, severity, sentence),) = standing("operation_overdue")
    assert (about, severity) == (f"{floor.order.number}/10", "warning")
    assert "10 saw of" in sentence and "20 of 50 are done" in sentence
    assert Alert.objects.get().owner.user_id == mill.planner.user_id
    planned(floor.operation(10), now - timedelta(days=2))
    assert standing("operation_overdue")[0][1] == "critical"
    floor.report(10, 30)
    assert [about for about, *_more in standing("operation_overdue")] == [f"{floor.order.number}/20"]


def test_what_is_planned_for_later_or_not_released_is_not_overdue(bare):
    planned(bare.operation(10), timezone.now() - timedelta(days=1))
    assert standing("operation_overdue") == []
    do(type(bare.order), "release_short", bare.by, bare.order, reason="soon")
    planned(bare.operation(10), timezone.now() + timedelta(hours=1))
    assert standing("operation_overdue") == []


def test_a_shortage_at_a_report_is_told_until_it_is_settled(bare):
    do(type(bare.order), "release_short", bare.by, bare.order, reason="the rest comes at noon")
    bare.start(10)
    bare.report(10, 10)
    ((about, _severity, sentence),) = standing("shortage")
    assert about == "PLATE 11" and "11 are lacking" in sentence
    bare.stock(bare.plant.plate, 40)
    do(Shortage, "settle", bare.by, Shortage.objects.get())
    assert standing("shortage") == []


def test_a_failed_inspection_is_told_until_all_of_it_is_decided_on(floor):
    plate = lot(floor.plant.plate, "P9")
    floor.stock(floor.plant.plate, 8, plate)
    inspection = do(Inspection, "add", floor.by, lot=plate, quantity=8)
    do(Inspection, "reject", floor.by, inspection, reason="57 HRC")
    ((about, severity, sentence),) = standing("inspection_failed")
    assert (about, severity) == (inspection.number, "critical") and "8 of PLATE, lot P9" in sentence
    found = Nonconformance.objects.get()
    do(Nonconformance, "dispose", floor.by, found, kind="scrap", quantity=3, reason="too soft")
    assert "5 of PLATE" in standing("inspection_failed")[0][2]
    do(Nonconformance, "dispose", floor.by, found, kind="scrap", quantity=5, reason="too soft")
    do(Nonconformance, "close", floor.by, found)
    assert standing("inspection_failed") == []


def test_a_lot_about_to_expire_is_told_while_some_of_it_is_left(floor):
    today = timezone.localdate()
    soon, later, gone = (lot(floor.plant.plate, code, expires_on=today + timedelta(days=days)) for code, days in (
        ("SOON", 20), ("LATER", 90), ("GONE", -1),
    ))  # fmt: skip
    for each in (soon, later, gone):
        floor.stock(floor.plant.plate, 4, each)
    assert [(about, severity) for about, severity, _sentence in standing("lot_expiring")] == [
        ("SOON", "warning"), ("GONE", "critical"),
    ]  # fmt: skip
    for each in (soon, gone):
        balance = StockBalance.objects.get(lot=each)
        do(StockBalance, "adjust", floor.by, balance, change=-4, reason="thrown away")
    assert standing("lot_expiring") == []


def test_what_happens_is_looked_at_by_the_rules_it_concerns():
    assert WATCHED["quality.inspection.reject"] == ["inspection_failed"]
    assert WATCHED["shopfloor.shortage.find"] == ["shortage"]
    assert set(WATCHED["suppliers.purchaseorder.confirm"]) == {"purchase_late", "purchase_overdue"}
