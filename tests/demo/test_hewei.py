"""The factory of food: what its files hold, and what its first plan shows of shelf life, laboratory and autoclaves."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Count, Sum
from django.utils import timezone

from base.actions import perform
from base.cells import offset
from base.models import Alert, ImportRun
from base.refusals import Refusal
from base.tenancy import tenant_scope
from bom.models import BomLine, Item, ItemUnit
from erp.demonstration.factories import HEWEI
from inventory.models import StockBalance
from orders.models import SalesOrder, SalesOrderLine, WorkOrder, WorkOrderOperation, WorkOrderOutput
from quality.actions.inspections import measure, release
from quality.models import CharacteristicKind, Inspection
from scheduling.actions.planning import held
from scheduling.models import ExceptionMessage, ItemPlan, PlannedOrder, PlanRun, PlanVersion, PlanVersionOperation
from scheduling.queries import Late, late_lines, load_table
from shopfloor.models import Employee, EmployeeSkill
from shopfloor.people import skill_objections
from suppliers.models import Certificate, PurchaseOrderLine, SupplierItem
from tests.demo.conftest import Factory
from tests.demo.here import founded_on

TOFU, CHILLED, SAUCE = "豆干", "冷藏卤味", "酱"
FINISHED = (TOFU, CHILLED, SAUCE)


def late() -> dict[str, Late]:
    return {line.number: line for line in late_lines(PlanVersion.objects.get())}


# What the files hold -------------------------------------------------------------------------


def test_it_is_the_factory_of_the_data_design(kitchen):
    families = dict(Item.objects.values_list("family").annotate(Count("id")).order_by())
    assert sum(families.pop(family) for family in FINISHED) == 14
    assert families == {"半成品": 11, "原辅料": 46, "包材": 39}
    assert bills_deep("DG-WX-24") == 4


def bills_deep(code: str) -> int:
    lines = BomLine.objects.filter(bom__item__code=code, kind="component").values_list("component__code", flat=True)
    return max((1 + bills_deep(component) for component in lines), default=0)


def test_its_order_book_is_the_designs(kitchen: Factory):
    classes = dict(SalesOrder.objects.values_list("order_class").annotate(Count("id")).order_by())
    assert classes == {"stable": 34, "rush": 12}
    assert [cases_due(kitchen, week) for week in range(6)] == [7200, 8600, 11000, 10400, 7000, 5200]


def cases_due(factory: Factory, week: int) -> int:
    """Cases of 24 bags wanted in a week: one of 48 counts twice."""
    days = [offset(factory.today, 6 * week + day) for day in range(6)]
    lines = SalesOrderLine.objects.filter(due_on__in=days).select_related("item")
    return sum(int(line.quantity) * (2 if line.item.code.endswith("-48") else 1) for line in lines)


def test_wings_are_counted_in_kilograms_and_each_lot_says_how_many_pieces_that_is(kitchen):
    wings = ItemUnit.objects.get(item__code="YC")
    assert (wings.item.unit.code, wings.unit.code, wings.kind) == ("kg", "pc", "per_lot")
    assert (wings.numerator, wings.denominator) == (1, 11)
    asked = wings.item.inspection_plans.get().characteristics.get(name="每千克只数")
    assert (asked.lower, asked.upper) == (9, 13)


def test_beans_come_in_tonnes_and_sacks_film_in_rolls_and_cases_go_on_pallets(kitchen):
    fixed = {(unit.item.code, unit.unit.code): unit.numerator / unit.denominator for unit in ItemUnit.objects.all()}
    assert (fixed["HD", "t"], fixed["HD", "bag"], fixed["MD-WX", "roll"]) == (1000, 50, 20_000)
    assert fixed["DG-WX-24", "pallet"] == 60


def test_a_bag_holds_a_twentieth_of_a_gram_of_preservative_and_it_is_planned(kitchen):
    bag = BomLine.objects.get(bom__item__code="MJD-WX", component__code="LZDG-WX").quantity
    salt = BomLine.objects.select_related("bom").get(bom__item__code="LZDG-WX", component__code="SLJ")
    a_bag = bag * salt.quantity / salt.bom.base_quantity
    assert (round(a_bag, 6), round(a_bag, 3)) == (Decimal("0.000046"), 0)
    ordered = offset(kitchen.today, 28).isoformat()  # what is needed later is for forecasts
    needs = [need for need in ItemPlan.objects.get(item__code="SLJ").pegs if need["on"] < ordered]
    needed = sum(Decimal(need["quantity"]) for need in needs)
    assert 25 < needed < 40


def test_who_works_there_and_whose_papers_have_run_out(kitchen: Factory):
    assert Employee.objects.count() == 55
    health = EmployeeSkill.objects.filter(skill__name="健康证")
    assert (health.count(), health.filter(expires_on__lt=kitchen.today).count()) == (55, 2)
    assert EmployeeSkill.objects.filter(skill__code="R1", employee__work_center__code="SJF").count() == 6
    papers = (
        Certificate.objects.filter(name="食品生产许可证").order_by("expires_on").values_list("expires_on", flat=True)
    )
    assert list(papers) == [offset(kitchen.today, 9), offset(kitchen.today, 25)]


def test_nobody_starts_with_an_expired_health_certificate_or_an_autoclave_without_the_licence(kitchen: Factory):
    packing, sterilising = (WorkOrderOperation.objects.filter(work_center__code=code)[0] for code in ("VP", "SJF"))

    def said(person: str) -> list[str]:
        found = skill_objections([packing, sterilising], kitchen.actor(person), kitchen.today)
        return [found.get(packing.pk, ""), found.get(sterilising.pk, "")]

    assert said("hewei-supervisor") == ["", ""]
    assert said("hewei-operator")[0] == "" and "R1" in said("hewei-operator")[1]
    assert "健康证 expired" in said("hewei-leader")[0]


# The laboratory ------------------------------------------------------------------------------


def test_nine_lots_of_tofu_of_which_two_wait_for_the_laboratory(kitchen):
    lots = StockBalance.objects.filter(item__family=TOFU)
    assert (lots.count(), lots.aggregate(all=Sum("quantity"))["all"]) == (9, 2100)
    assert lots.filter(status="inspection").count() == 2


def test_every_lot_on_hold_is_an_inspection_that_waits_for_its_measurements(kitchen: Factory):
    held = StockBalance.objects.filter(status="inspection").values_list("lot__code", flat=True)
    waiting = Inspection.objects.filter(state="open")
    assert sorted(waiting.values_list("lot__code", flat=True)) == sorted(held) and len(held) == 5
    asked = Counter(waiting.get(lot__code="WX24-04").measurements.values_list("name", flat=True))
    assert asked == {"菌落总数": 5, "大肠菌群": 5, "净含量": 5, "封口": 5}
    incubated = waiting.filter(measurements__name="保温 37 ℃ 7 d").distinct().values_list("lot__code", flat=True)
    assert set(incubated) == {"JGXL-01", "JGXL-02", "JGNR-01"}


def test_a_lot_is_released_when_the_laboratory_has_written_everything_and_nothing_failed(kitchen: Factory):
    inspection, by = Inspection.objects.get(lot__code="WX24-04"), kitchen.actor("hewei-laboratory")
    with pytest.raises(Refusal, match="not recorded yet"):
        perform(release, inspection, by=by)
    lines = [{"position": row.position, **found(row)} for row in inspection.measurements.all()]
    assert perform(measure, inspection, by=by, data={"lines": lines}).answer["passed"] is True
    perform(release, inspection, by=by)
    assert StockBalance.objects.get(lot__code="WX24-04", quantity__gt=0).status == "usable"


def found(row: Any) -> dict[str, Any]:
    """What the laboratory finds of a good lot."""
    if row.kind == CharacteristicKind.PASS_FAIL:
        return {"passed": True}
    return {"value": row.lower + 1 if row.lower is not None else row.upper / 100}


def test_the_opening_inspections_were_opened_by_the_inspector(kitchen):
    waiting = Inspection.objects.get(lot__code="JGXL-01")
    assert (waiting.quantity, waiting.source, waiting.number[:3]) == (650, "", "QI-")


# The first plan ------------------------------------------------------------------------------


def test_six_to_twelve_lines_are_late_for_the_reasons_of_the_design(kitchen):
    causes = Counter(line.cause for line in late().values())
    assert 6 <= causes.total() <= 12
    assert causes["bottleneck"] >= 2 and causes["material"] >= 2
    assert causes["inspection"] >= 1 and causes["short_life"] == 1
    assert not causes["missing"] and not causes["blocked"]


def test_autoclaves_are_what_the_peak_waits_for(kitchen):
    behind = [line.ending for line in late().values() if line.cause == "bottleneck"]
    assert sum("SJF 杀菌釜" in ending for ending in behind) >= 2


def test_film_of_one_printer_runs_out_in_the_second_week_and_holds_the_third(kitchen: Factory):
    assert StockBalance.objects.get(item__code="MD-WX").quantity == 130_000
    line = PurchaseOrderLine.objects.get(item__code="MD-WX")
    assert (line.quantity, line.confirmed_on) == (400_000, offset(kitchen.today, 16))
    needs = ItemPlan.objects.get(item__code="MD-WX").pegs
    soon = [Decimal(need["quantity"]) for need in needs if need["on"] <= offset(kitchen.today, 11).isoformat()]
    assert 130_000 < sum(soon) < 160_000
    held = [held for held in late().values() if held.cause == "material"]
    assert all(line.item.startswith("DG-WX") and "彩晟包装" in line.ending for line in held)


def test_the_film_has_one_source_and_is_asked_for_earlier(kitchen):
    source = SupplierItem.objects.select_related("supplier").get(item__code="MD-WX")
    assert "单一来源" in source.supplier.risk_note and source.minimum == 200_000
    message = ExceptionMessage.objects.get(kind="expedite", item__code="MD-WX")
    assert message.subject_text == "PO-301/10" and message.days < 0


def test_wings_with_nine_days_left_are_no_supply_for_a_shop_that_wants_fourteen(kitchen: Factory):
    lot = StockBalance.objects.select_related("lot").get(item__code="YC-YW")
    assert (lot.quantity, (lot.lot.expires_on - kitchen.today).days >= 9) == (40, True)
    line = next(line for line in late().values() if line.cause == "short_life")
    assert "YCYW-01" in line.ending and "惠邻商超" in line.ending
    assert WorkOrder.objects.filter(item__code="YC-YW").aggregate(all=Sum("quantity"))["all"] >= 40


def test_a_rush_order_waits_for_the_result_of_a_lot_that_is_already_made(kitchen):
    line = next(line for line in late().values() if line.cause == "inspection" and "XL24-03" in line.ending)
    assert line.rush and line.days_late <= 2


def test_chilled_goods_are_at_most_seven_days_old_for_a_shop_and_tofu_is_built_ahead(kitchen: Factory):
    assert max(days_ahead("LD-WX")) <= 7
    ahead = planned("MJD-XL", "MJD-SK", "MJD-WX").filter(
        operation__work_order__due_on__gte=offset(kitchen.today, 12), start_at__date__lt=offset(kitchen.today, 12)
    )
    assert ahead.count() >= 2


def planned(*codes: str) -> Any:
    """Where the plan has sterilising of these items."""
    return PlanVersionOperation.objects.filter(
        operation__work_order__item__code__in=codes, operation__work_center__code="SJF"
    )


def days_ahead(code: str) -> list[int]:
    """How long before its delivery each order is sterilised; of that its lot waits two days for the laboratory."""
    rows = planned(code).values_list("start_at", "operation__work_order__due_on")
    return [(due + timedelta(days=2) - timezone.localdate(start)).days for start, due in rows]


def test_an_autoclave_takes_seventy_five_minutes_however_full_it_is(kitchen):
    sterilising = WorkOrderOperation.objects.filter(work_order__item__code="MJD-WX", work_center__code="SJF")[0]
    hours = [sterilising.hours(Decimal(bags)) for bags in (1, 1200, 1201, 12_000)]
    assert hours == [Decimal("1.25"), Decimal("1.25"), Decimal("2.5"), Decimal("12.5")]
    lots = WorkOrder.objects.filter(item__code__startswith="MJD-")
    assert lots.filter(quantity__gt=12_000).count() == 0 and lots.count() > 30


def test_the_peak_is_in_the_third_and_fourth_week_and_only_at_the_autoclaves(kitchen):
    weeks = {
        center["center"]: [(week["percent"], week["busy_percent"]) for week in center["weeks"]]
        for center in load_table(PlanVersion.objects.get())
    }
    first = next(place for place, (_needed, busy) in enumerate(weeks["SJF"]) if busy)
    needed = [percent for percent, _busy in weeks["SJF"][first : first + 4]]
    assert max(needed) == max(needed[2:]) > 100 and needed[0] < 85 and min(needed[2:]) > 85
    assert weeks["SJF"][first][1] > needed[0]  # the first week is filled with what is built ahead
    assert all(percent <= 100 for center in weeks if center != "SJF" for percent, _busy in weeks[center])


def test_pulp_comes_with_the_tofu_carries_its_share_and_is_never_ordered(kitchen):
    pulp = WorkOrderOutput.objects.filter(item__code="DZ").select_related("work_order")
    assert pulp.count() > 20
    assert all(abs(output.expected - output.work_order.quantity * Decimal("0.48")) < 1 for output in pulp)
    assert set(pulp.values_list("kind", "cost_share")) == {("co_product", Decimal("0.02"))}
    assert not PlannedOrder.objects.filter(item__code__in=("DZ", "LU")).exists()


def test_brine_goes_back_and_water_is_neither_planned_nor_lacking(kitchen):
    braised = WorkOrder.objects.filter(item__code="LZDG-WX").first()
    assert braised.outputs.get().item.code == "LU" and braised.components.filter(item__code="LU").exists()
    assert not PlannedOrder.objects.filter(item__code="SHUI").exists()
    assert not ExceptionMessage.objects.filter(kind="no_supply").exists()


def test_what_expires_and_what_is_too_wet_is_there(kitchen: Factory):
    told = set(Alert.objects.filter(rule="lot_expiring").values_list("subject_text", flat=True))
    assert {"YCYW-01", "AS-2505"} <= told
    beans = StockBalance.objects.filter(item__code="HD").values_list("status").annotate(Sum("quantity"), Count("id"))
    assert set(beans.order_by()) == {("usable", 12_000, 2), ("blocked", 6_000, 1)}
    assert StockBalance.objects.get(lot__code="AS-2505").lot.expires_on == offset(kitchen.today, 20)


def test_a_kettle_is_half_done(kitchen):
    kettle = WorkOrderOperation.objects.get(work_order__number="WO-201")
    assert (kettle.state, kettle.good, kettle.in_batches) == ("started", 600, True)
    assert kettle.work_order.quantity == 1200


def test_runs_left_nothing_out(kitchen):
    assert list(PlanRun.objects.order_by("id").values_list("kind", "state")) == [
        ("mrp", "done"), ("mrp", "done"), ("schedule", "done"),
    ]  # fmt: skip
    assert all(run.faults == [] for run in PlanRun.objects.all())
    assert ImportRun.objects.get().state == "done"


def test_nobody_is_flooded_with_alerts(kitchen):
    assert max(Counter(Alert.objects.values_list("owner")).values()) < 20


@pytest.mark.parametrize("today", [date(2027, 3, 1), date(2026, 2, 11)], ids=str)
def test_founded_on_a_monday_or_before_a_long_holiday_it_teaches_the_same(db, monkeypatch, today):
    factory = founded_on(today, HEWEI, monkeypatch)
    with tenant_scope(factory.tenant.pk):
        test_six_to_twelve_lines_are_late_for_the_reasons_of_the_design(None)
        test_film_of_one_printer_runs_out_in_the_second_week_and_holds_the_third(factory)
        test_runs_left_nothing_out(None)
        assert ImportRun.objects.get().faults == []
        assert not StockBalance.objects.filter(quantity__lte=0).exists()
        past = WorkOrder.objects.filter(due_on__lt=today).select_related("item")
        assert [
            order for order in past if order.due_on + held(order.item) < today
        ] == []  # their inspection is not over
