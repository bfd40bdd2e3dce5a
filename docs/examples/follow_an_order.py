"""Follow a customer's order from its entry to its shipment, by REST alone.

    python3 follow_an_order.py http://127.0.0.1:8000 lw_… --item QDG-50 --quantity 2

It enters and accepts a sales order, plans, commits what the plan proposes for it, publishes the schedule, receives,
makes and inspects everything, and ships. Each line says what it saw.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from loopworks import Loopworks

Row = dict[str, Any]


class Order:
    """One sales order on its way. `place`: the location in which purchases are received."""

    def __init__(self, shop: Loopworks, customer: str, item: str, quantity: Decimal, due: date, place: str) -> None:
        self.shop, self.place = shop, place
        line = {"item": item, "quantity": str(quantity), "due_on": due.isoformat()}
        self.id = shop.add("sales-orders", customer=customer, order_class="rush", lines=[line])["id"]
        shop.change(f"sales-orders/{self.id}", note="entered by follow_an_order.py")
        shop.do(f"sales-orders/{self.id}", "accept")
        self.number = self.seen["number"]
        self.line = self.seen["lines"][0]
        print(f"{self.number}: {quantity} × {item} for {customer}, due {due}, accepted")

    @property
    def seen(self) -> Row:
        return self.shop.read(f"sales-orders/{self.id}")

    # The plan ------------------------------------------------------------------------------------

    def plan(self) -> list[Row]:
        """Requirements, commitments, schedule, publication. Answers the orders made for it, the first needed first."""
        print("requirements:", self._calculated("mrp"))
        orders = list(self._committed(self.line["item"], Decimal(self.line["quantity"])))
        result = self._calculated("schedule")
        print("schedule:", result)
        version = next(self.shop.every("plan-versions", state="proposed"))
        self.shop.do(f"plan-versions/{version['id']}", "publish")
        planned = self.seen["lines"][0]["planned_on"]
        print(f"published {version['number']}: planned for {planned}, wanted by {self.line['due_on']}")
        return orders

    def _calculated(self, kind: str) -> Row:
        return self.shop.finished(self.shop.add("plan-runs", kind=kind)["job"])

    def _committed(self, item: int, lacking: Decimal) -> Iterator[Row]:
        """Firm what is proposed of an item, the latest in time first; and what that takes and is not there, before."""
        until = self.line["due_on"]
        rows = self.shop.every("planned-orders", item=item, state="proposed", due_on_before=until, sort="-due_on")
        for proposal in list(rows):
            if lacking <= 0:
                return
            lacking -= Decimal(proposal["quantity"])
            became = self.shop.do(f"planned-orders/{proposal['id']}", "firm")
            print(f"firmed {proposal['item_label']} × {proposal['quantity']} for {proposal['due_on']}")
            if became["became"] == "orders.workorder":
                for component in self.shop.read(f"work-orders/{became['became_id']}")["components"]:
                    short = Decimal(component["required"]) - self._usable(component["item"])
                    yield from self._committed(component["item"], short)
            yield became

    def _usable(self, item: int) -> Decimal:
        return _sum(self._stock(item))

    def _stock(self, item: int) -> Iterator[Row]:
        rows = self.shop.every("stock-balances", item=item, status="usable", owner="own")
        return (row for row in rows if Decimal(row["quantity"]) > 0)

    # What is bought --------------------------------------------------------------------------------

    def receive(self, order: int) -> None:
        """The supplier confirms, the goods come, and are inspected."""
        self.shop.do(f"purchase-orders/{order}", "confirm", confirmed_on=date.today().isoformat())
        receipt = self.shop.do(f"purchase-orders/{order}", "prepare", location=self.place)["receipt"]
        self.shop.do(f"receipts/{receipt}", "post")
        row = self.shop.read(f"receipts/{receipt}")
        print(f"{row['number']}: received what {row['order_label']} ordered")
        for line in row["lines"]:
            if line["lot"]:
                self.inspect(line["lot"])

    def inspect(self, lot: int) -> None:
        """Measure what its plan asks for, and release the lot. What waits gets its inspection a moment later."""
        while _sum(self.shop.every("stock-balances", lot=lot, status="inspection")):
            for row in list(self.shop.every("inspections", lot=lot, state="open")):
                self._decide(row)
            time.sleep(1)

    def _decide(self, row: Row) -> None:
        found = [_good(line) for line in self.shop.read(f"inspections/{row['id']}")["measurements"]]
        if found:
            self.shop.do(f"inspections/{row['id']}", "measure", lines=found)
        self.shop.do(f"inspections/{row['id']}", "release")
        print(f"{row['number']}: lot {row['lot_label']} of {row['item_label']} measured and released")

    # What is made ----------------------------------------------------------------------------------

    def make(self, order: int) -> None:
        """Release it, bring the lots, report every operation, inspect what came of it."""
        self.shop.do(f"work-orders/{order}", "release")
        row = self.shop.read(f"work-orders/{order}")
        print(f"{row['number']}: {row['quantity']} × {row['item_label']} released")
        for component in row["components"]:
            self._bring(order, component)
        for operation in sorted(self.shop.every("work-order-operations", work_order=order), key=_sequence):
            if report := self._report(operation, row["quantity"]):
                self.inspect(report)

    def _bring(self, order: int, component: Row) -> None:
        """Lots are brought to the order; what has no lots is taken from stock by the reports."""
        lacking = Decimal(component["required"]) - Decimal(component["issued"])
        for stock in self._stock(component["item"]):
            if stock["lot"] and lacking > 0:
                amount = min(lacking, Decimal(stock["quantity"]))
                self.shop.add("lot-issues", order=order, lot=stock["lot"], quantity=str(amount))
                lacking -= amount
                print(f"  lot {stock['lot_label']}: {amount} issued")

    def _report(self, operation: Row, quantity: str) -> int | None:
        """All of it good. Answers the lot that came of it, at the last operation."""
        self.shop.do(f"work-order-operations/{operation['id']}", "start")
        if operation["first_piece"]:
            self.shop.add("first-pieces", operation=operation["id"], result="passed")
        report = self.shop.add("operation-reports", operation=operation["id"], good=quantity)
        print(f"  {operation['sequence']} {operation['name']}: {quantity} good")
        lot: int | None = self.shop.read(f"operation-reports/{report['id']}")["lot"]
        return lot

    # What leaves -----------------------------------------------------------------------------------

    def ship(self) -> None:
        shipment = self.shop.do(f"sales-orders/{self.id}", "prepare")["shipment"]
        self.shop.do(f"shipments/{shipment}", "ship")
        row = self.shop.read(f"shipments/{shipment}")
        lots = ", ".join(line["lot_label"] or line["item_label"] for line in row["lines"])
        print(f"{row['number']}: shipped {lots}; {self.number} is {self.seen['state']}")


def _sum(rows: Iterable[Row]) -> Decimal:
    return sum((Decimal(row["quantity"]) for row in rows), Decimal(0))


def _sequence(operation: Row) -> int:
    return int(operation["sequence"])


def _good(line: Row) -> Row:
    """A made-up measurement between the limits."""
    lower, upper = line["lower"] or line["upper"], line["upper"] or line["lower"]
    middle = None if lower is None else str((Decimal(lower) + Decimal(upper)) / 2)
    return {"position": line["position"], "value": middle, "passed": True}


def main() -> None:
    parser = argparse.ArgumentParser(description="From a customer's order to its shipment, by REST.")
    parser.add_argument("address", help="such as http://127.0.0.1:8000")
    parser.add_argument("token", help="lw_…, from the page Tokens")
    parser.add_argument("--customer", default="C01")
    parser.add_argument("--item", default="QDG-50")
    parser.add_argument("--quantity", type=Decimal, default=Decimal(2))
    parser.add_argument("--days", type=int, default=75, help="from today until it is due")
    parser.add_argument("--place", default="YL", help="the location purchases are received in")
    asked = parser.parse_args()
    due = date.today() + timedelta(days=asked.days)
    order = Order(Loopworks(asked.address, asked.token), asked.customer, asked.item, asked.quantity, due, asked.place)
    for made in order.plan():
        if made["became"] == "orders.workorder":
            order.make(made["became_id"])
        else:
            order.receive(made["became_id"])
    order.ship()


if __name__ == "__main__":
    main()
