"""The tablet: what an operator sees and taps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inventory.models import Lot
from orders.models import WorkOrder
from shopfloor.codes import code_of, meant_by
from shopfloor.models import FirstPiece, OperationReport, ScrapReason
from tests import factories
from tests.floor.conftest import DUE, Floor, in_english
from tests.people import Company
from tests.samples import do


@pytest.fixture
def tablet(mill: Company, floor: Floor) -> Iterator[Client]:
    yield in_english(mill.planner)


def at(name: str, pk: Any) -> str:
    return reverse(name, kwargs={"pk": pk})


def tap(tablet: Client, name: str, pk: int, data: dict[str, Any] | None = None, key: str = "") -> Any:
    """What a button on the tablet sends, and the part of the page that comes back."""
    headers = {"HX-Request": "true", **({"Idempotency-Key": key} if key else {})}
    return tablet.post(at(name, pk), data or {}, headers=headers)


def test_the_queue_follows_the_published_plan(tablet, floor):
    second = do(WorkOrder, "add", floor.by, item=floor.plant.bracket, quantity=5, due_on=DUE)
    do(WorkOrder, "release_short", floor.by, second, reason="test")
    first = floor.operation(10)
    second.operations.filter(sequence=10).update(start_at="2026-12-01T08:00+08:00")
    type(first).objects.filter(pk=first.pk).update(start_at="2026-12-01T12:00+08:00")
    page = tablet.get(at("station", floor.plant.saw.pk)).content.decode()
    assert page.index(second.number) < page.index(floor.order.number)


def test_start_is_one_tap_and_report_two(tablet, floor):
    operation = floor.operation(10)
    assert b"Start" in tablet.get(at("bench", operation.pk)).content
    started = tap(tablet, "bench-start", operation.pk).content.decode()
    assert 'name="good"' in started and 'value="50"' in started
    answer = tap(tablet, "bench-report", operation.pk, {"good": "50", "scrap": "0", "rework": "0"})
    assert "Reported: 50 good" in answer["HX-Trigger"]
    assert floor.figures(10) == (50, 0, 0, "completed")


def test_a_tap_before_the_scripts_are_there_is_done_and_told_as_well(tablet, floor):
    started = tablet.post(at("bench-start", floor.operation(10).pk), follow=True)
    assert 'name="good"' in started.content.decode()
    assert [str(message) for message in started.context["messages"]] == ["Started"]


def test_what_is_refused_comes_back_with_what_was_typed_and_why(tablet, floor):
    operation = floor.start(10)
    answer = tap(tablet, "bench-report", operation.pk, {"good": "60", "scrap": "0", "rework": "0"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "10 too many: the order is for 50" in page and 'value="60"' in page
    answer = tap(tablet, "bench-report", operation.pk, {"good": "1", "scrap": "1"})
    assert "Say why they were scrapped" in answer.content.decode()


def test_a_report_sent_twice_with_its_key_is_counted_once(tablet, floor):
    operation = floor.start(10)
    for _sent in range(2):
        answer = tap(tablet, "bench-report", operation.pk, {"good": "5"}, key="tablet-1-1")
        assert answer.status_code == 200
    assert floor.figures(10)[0] == 5


def test_scrap_is_reported_on_the_same_sheet_with_its_reason(tablet, floor):
    reason = ScrapReason.objects.create(code="DIM", name="wrong size")
    operation = floor.start(10)
    assert "wrong size" in tablet.get(at("bench", operation.pk)).content.decode()
    tap(tablet, "bench-report", operation.pk, {"good": "48", "scrap": "1", "scrap_reason": reason.pk, "rework": "1"})
    assert floor.figures(10) == (48, 1, 1, "started")
    tap(tablet, "bench-report", operation.pk, {"good": "1", "again": "1"})
    assert floor.figures(10) == (49, 1, 0, "completed")


def test_a_scanned_order_opens_its_next_operation_and_a_scanned_operation_itself(tablet, floor):
    operation = floor.operation(10)
    answer = tap(tablet, "bench-scan", operation.pk, {"code": floor.order.number})
    assert answer["HX-Redirect"] == at("bench", operation.pk)
    answer = tap(tablet, "bench-scan", operation.pk, {"code": f"{floor.order.number}/20"})
    assert answer["HX-Redirect"] == at("bench", floor.operation(20).pk)
    answer = tap(tablet, "bench-scan", operation.pk, {"code": "SOMETHING"})
    assert "Nothing here is called SOMETHING" in answer["HX-Trigger"]


def test_the_code_on_the_card_names_the_operation_whatever_the_number(floor):
    operation = floor.operation(20)
    assert meant_by(code_of(floor.order, operation)) == operation
    WorkOrder.objects.filter(pk=floor.order.pk).update(number="A/7")
    floor.order.refresh_from_db()
    assert meant_by(code_of(floor.order)) == floor.order
    assert meant_by(code_of(floor.order, operation)) == operation


def test_a_scanned_lot_is_brought_to_the_order(mill, traced):
    tablet = in_english(mill.planner)
    operation = traced.operation(10)
    assert "P1" in tablet.get(at("bench", operation.pk)).content.decode()
    answer = tap(tablet, "bench-scan", operation.pk, {"code": "P1"})
    assert "Lot P1 is at the order" in answer["HX-Trigger"]
    assert traced.issued(traced.plant.plate) == 30


def test_a_report_waits_for_the_first_piece_and_the_button_says_so(tablet, floor):
    floor.order.operations.filter(sequence=10).update(first_piece=True)
    operation = floor.start(10)
    page = tablet.get(at("bench", operation.pk)).content.decode()
    assert "The first piece is not checked yet" in page and 'aria-disabled="true"' in page
    tap(tablet, "bench-first-piece", operation.pk, {"result": "passed"})
    assert FirstPiece.objects.get().result == "passed"
    assert "The first piece is not checked yet" not in tablet.get(at("bench", operation.pk)).content.decode()


def test_an_operator_corrects_what_was_reported_from_the_same_screen(tablet, floor):
    operation = floor.start(10)
    report = floor.report(10, 30)
    page = tablet.get(f"{at('bench', operation.pk)}?correct={report.pk}").content.decode()
    assert "Correct the report of" in page and 'value="30"' in page
    tap(tablet, "bench-correct", report.pk, {"good": "20", "reason": "counted wrong", "correct": report.pk})
    assert floor.figures(10)[0] == 20
    assert OperationReport.objects.get(corrects=report).good == 20


def test_who_is_signed_in_is_always_shown(tablet, floor):
    for address in (at("station", floor.plant.saw.pk), at("bench", floor.operation(20).pk)):
        assert "planner" in tablet.get(address).content.decode()


def test_whoever_may_not_report_cannot(mill, floor):
    guest = factories.signed_in(mill.guest)
    assert guest.get(at("station", floor.plant.saw.pk)).status_code == 403
    assert tap(guest, "bench-report", floor.start(10).pk, {"good": "1"}).status_code == 403
    assert floor.figures(10)[0] == 0


def test_twenty_operations_in_the_queue_ask_as_often_as_two(tablet, floor):
    def release(count: int) -> None:
        for _n in range(count):
            order = do(WorkOrder, "add", floor.by, item=floor.plant.bracket, quantity=5, due_on=DUE)
            do(WorkOrder, "release_short", floor.by, order, reason="test")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            tablet.get(at("station", floor.plant.saw.pk))
        return len(seen)

    release(1)
    queries()
    few = queries()
    release(18)
    assert queries() == few


def test_a_lot_of_another_item_is_not_brought(mill, traced):
    tablet = in_english(mill.planner)
    Lot.objects.create(item=traced.plant.bracket, code="OTHER")
    answer = tap(tablet, "bench-scan", traced.operation(10).pk, {"code": "OTHER"})
    assert "Nothing here is called OTHER" in answer["HX-Trigger"]
