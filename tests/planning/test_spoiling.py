"""Planning what spoils: how long it must still last, how long the laboratory keeps it, and what comes out beside it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bom.models import BomLine, Operation
from inventory.models import Location, Lot, StockBalance
from orders.models import SalesOrderLine, WorkOrder, WorkOrderOutput
from scheduling.models import ExceptionMessage, ItemPlan, PlannedOrder, PlanVersionLine, PlanVersionOperation
from suppliers.models import PurchaseOrderLine
from tests.planning.conftest import Factory, monday
from tests.samples import item


def lot(factory: Factory, of: Any, quantity: int, days: int, status: str = "usable") -> None:
    """Stock that lasts so many days from the Monday the tests order for."""

    def stock() -> None:
        place, _made = Location.objects.get_or_create(code="A", defaults={"name": "A", "site": factory.plant.site})
        kept = Lot.objects.create(item=of, code=f"L{days}", expires_on=monday(4) + timedelta(days=days))
        StockBalance.objects.create(item=of, location=place, lot=kept, status=status, quantity=quantity)

    factory.inside(stock)


def change(factory: Factory, record: Any, **values: Any) -> None:
    factory.inside(lambda: type(record).objects.filter(pk=record.pk).update(**values))


def fresh(factory: Factory, **more: Any) -> None:
    """Brackets last 21 days."""
    change(factory, factory.plant.bracket, lot_tracked=True, shelf_life_days=21, **more)


def planned(factory: Factory, code: str) -> list[tuple[date, date, Decimal]]:
    rows = PlannedOrder.objects.filter(item__code=code, state="proposed").order_by("due_on", "id")
    return factory.inside(lambda: list(rows.values_list("start_on", "due_on", "quantity")))


def test_stock_too_old_for_its_customer_is_no_supply_for_him_and_a_new_lot_is_planned(factory: Factory):
    fresh(factory)
    lot(factory, factory.plant.bracket, 40, days=9)
    change(factory, factory.customer, minimum_life=Decimal("0.6666"))
    factory.order(40, monday(4))
    factory.run()
    assert factory.proposals()["BRACKET"][1] == 40


def test_a_line_may_ask_for_less_life_than_its_customer_and_then_gets_the_old_lot(factory: Factory):
    fresh(factory)
    lot(factory, factory.plant.bracket, 40, days=9)
    change(factory, factory.customer, minimum_life=Decimal("0.6666"))
    order = factory.order(40, monday(4))
    factory.inside(lambda: SalesOrderLine.objects.filter(order=order).update(minimum_life=Decimal("0.4")))
    factory.run()
    assert "BRACKET" not in factory.proposals()


def test_nine_days_are_enough_for_who_asks_for_nine_and_not_for_who_asks_for_ten(factory: Factory):
    fresh(factory)
    lot(factory, factory.plant.bracket, 10, days=9)
    lines = {Decimal(9) / 21: 10, Decimal(10) / 21: 10}
    for share in lines:
        order = factory.order(10, monday(4))
        rounded = share.quantize(Decimal("1e-4"), rounding="ROUND_FLOOR")
        factory.inside(
            lambda order=order, rounded=rounded: SalesOrderLine.objects.filter(order=order).update(minimum_life=rounded)
        )
    factory.run()
    assert factory.proposals()["BRACKET"][1] == 10


def test_who_asks_for_more_life_than_anything_new_has_is_named(factory: Factory):
    fresh(factory, inspect=True, inspect_days=2)
    change(factory, factory.customer, minimum_life=Decimal("0.95"))
    order = factory.order(10, monday(4))
    run = factory.run()
    assert [(fault["reason"], fault["what"]) for fault in run.faults] == [("never_fresh", f"{order.number}/10")]


def test_what_the_laboratory_keeps_two_days_is_made_two_days_sooner(factory: Factory):
    factory.order(10, monday(4))
    factory.run()
    before = planned(factory, "BRACKET")
    change(factory, factory.plant.bracket, inspect=True, inspect_days=2)
    factory.run()
    (start, due, _quantity), (was, _due, _q) = planned(factory, "BRACKET")[0], before[0]
    assert (due, start) == (monday(4), was - timedelta(days=2))


def test_the_order_that_makes_it_ends_before_the_laboratory_begins(factory: Factory):
    change(factory, factory.plant.bracket, inspect=True, inspect_days=2)
    change(factory, factory.plant.plate, inspect=True, inspect_days=1)
    factory.order(10, monday(4))
    factory.run()
    factory.firm_all()
    assert [order.due_on for order in factory.work_orders()] == [monday(4) - timedelta(days=2)]
    factory.run()
    assert "BRACKET" not in factory.proposals()
    line = factory.inside(lambda: PurchaseOrderLine.objects.get(item=factory.plant.plate))
    assert planned(factory, "PLATE") == [] and line.needed_on < monday(4) - timedelta(days=2)
    assert factory.inside(lambda: ExceptionMessage.objects.filter(kind__in=("expedite", "defer")).count()) == 0


def test_a_line_late_by_no_more_than_its_tests_is_late_for_them(factory: Factory):
    change(factory, factory.plant.bracket, inspect=True, inspect_days=7)
    for component in (factory.plant.plate, factory.plant.bolt):
        lot(factory, component, 100, days=300)
        change(factory, component, lot_tracked=True)
    factory.order(2, monday(0))
    factory.run()
    factory.firm_all()
    version = factory.schedule()
    row = factory.inside(lambda: PlanVersionLine.objects.get(plan=version))
    assert (row.cause, row.chain[-1]["days"]) == ("inspection", 7)
    assert 0 < row.days_late <= 7


def test_a_line_that_old_stock_could_have_served_is_late_for_its_age(factory: Factory):
    fresh(factory)
    lot(factory, factory.plant.bracket, 40, days=-30)
    change(factory, factory.customer, minimum_life=Decimal("0.6666"))

    def soon() -> None:
        Lot.objects.filter(item=factory.plant.bracket).update(expires_on=date.today() + timedelta(days=9))

    factory.inside(soon)
    factory.order(40, date.today() + timedelta(days=1))
    factory.run()
    factory.firm_all()
    version = factory.schedule()
    row = factory.inside(lambda: PlanVersionLine.objects.get(plan=version))
    assert row.cause == "short_life"
    assert (row.chain[-1]["lot"], row.chain[-1]["days"], row.chain[-1]["least"]) == ("L-30", 8, 14)


def test_what_spoils_is_not_begun_before_it_would_still_be_fresh_enough(factory: Factory):
    for component in (factory.plant.plate, factory.plant.bolt):
        lot(factory, component, 100, days=300)
        change(factory, component, lot_tracked=True)
    fresh(factory)
    change(factory, factory.customer, minimum_life=Decimal("0.6666"))
    factory.order(2, monday(4))
    factory.run()
    factory.firm_all()
    version = factory.schedule()
    operations = factory.inside(lambda: list(PlanVersionOperation.objects.filter(plan=version).order_by("start_at")))
    assert (monday(4) - operations[0].start_at.date()).days == 7


# What comes out beside ---------------------------------------------------------------------


def with_chips(factory: Factory) -> Any:
    """Of 100 brackets come 30 kg of chips, which carry 2 % of the cost."""

    def add() -> Any:
        chips = item("CHIPS", "output")
        bill = factory.plant.bracket.boms.get()
        BomLine.objects.create(
            bom=bill, position=90, component=chips, kind="co_product", quantity=Decimal("0.3"),
            cost_share=Decimal("0.02"), operation_sequence=10,
        )  # fmt: skip
        return chips

    return factory.inside(add)


def test_chips_come_with_the_brackets_and_are_never_a_reason_to_make_any(factory: Factory):
    chips = with_chips(factory)
    factory.order(100, monday(4))
    factory.order(20, monday(5), chips)
    run = factory.run()
    assert run.faults == []
    assert set(factory.proposals()) == {"BRACKET", "PLATE", "BOLT"}
    plan = factory.inside(lambda: ItemPlan.objects.get(item=chips))
    supply = plan.pegs[0]["from"][0]
    assert (supply["type"], supply["text"], supply["quantity"]) == ("scheduling.plannedorder", "BRACKET", "20")


def test_chips_of_an_order_on_the_floor_are_expected_with_it(factory: Factory):
    chips = with_chips(factory)
    factory.order(100, monday(4))
    factory.run()
    factory.firm_all()
    output = factory.inside(lambda: WorkOrderOutput.objects.get())
    assert (output.expected, output.cost_share, output.operation_sequence) == (30, Decimal("0.02"), 10)
    factory.order(20, monday(5), chips)
    factory.run()
    plan = factory.inside(lambda: ItemPlan.objects.get(item=chips))
    order = factory.work_orders()[0]
    assert (plan.pegs[0]["from"][0]["type"], plan.pegs[0]["from"][0]["text"]) == ("orders.workorder", order.number)
    assert not factory.inside(lambda: ExceptionMessage.objects.filter(item=chips).exists())


def test_more_chips_than_come_are_said_to_have_no_supply_and_are_no_fault(factory: Factory):
    chips = with_chips(factory)
    factory.order(50, monday(5), chips)
    run = factory.run()
    assert run.faults == []
    assert factory.inside(lambda: ExceptionMessage.objects.get(item=chips)).kind == "no_supply"


def test_what_nobody_keeps_in_stock_is_neither_planned_nor_lacking(factory: Factory):
    def add() -> None:
        water = item("WATER", "buy", stocked=False)
        bill = factory.plant.bracket.boms.get()
        BomLine.objects.create(bom=bill, position=95, component=water, quantity=310, operation_sequence=10)

    factory.inside(add)
    factory.order(10, monday(4))
    run = factory.run()
    assert (run.faults, set(factory.proposals())) == ([], {"BRACKET", "PLATE", "BOLT"})
    factory.firm_all()
    names = factory.inside(lambda: set(WorkOrder.objects.get().components.values_list("item__code", flat=True)))
    assert names == {"PLATE", "BOLT", "WATER"}
    assert factory.run().faults == []


def test_a_quantity_far_below_a_gram_is_planned_to_the_last_digit(factory: Factory):
    def add() -> Any:
        kilogram = factory.plant.bolt.unit.__class__.objects.create(code="kg", name="kilogram", decimals=6)
        salt = item("SALT", "buy", kilogram)
        bill = factory.plant.bracket.boms.get()
        BomLine.objects.create(bom=bill, position=95, component=salt, quantity=Decimal("0.000046"))
        return salt

    factory.inside(add)
    factory.order(3, monday(4))
    factory.run()
    assert [quantity for _start, _due, quantity in planned(factory, "SALT")] == [Decimal("0.000138")]


# Batches and rates -------------------------------------------------------------------------


def test_a_kettle_takes_its_time_however_full_it_is_and_a_rate_is_exact(factory: Factory):
    def change_times() -> None:
        steps = Operation.objects.filter(routing__item=factory.plant.bracket)
        steps.filter(sequence=10).update(setup_minutes=0, run_minutes=75, run_quantity=12, in_batches=True)
        steps.filter(sequence=20).update(run_minutes=60, run_quantity=1100)

    factory.inside(change_times)
    for component in (factory.plant.plate, factory.plant.bolt):
        lot(factory, component, 1000, days=300)
        change(factory, component, lot_tracked=True)
    factory.order(13, monday(4))
    factory.run()
    factory.firm_all()
    version = factory.schedule()
    rows = factory.inside(lambda: list(PlanVersionOperation.objects.filter(plan=version).order_by("start_at")))
    assert [(row.finish_at - row.start_at).total_seconds() / 60 for row in rows] == [150, 1]
    hours = factory.inside(lambda: [op.hours(Decimal(13)) for op in WorkOrder.objects.get().operations.all()])
    assert hours == [Decimal("2.5"), Decimal(13) * 60 / 1100 / 60]
