"""MRP: gross to net over every level, with exact dates, pegs and reasons.

    plan(problem) -> Plan            problem.py has the tables that go in, result.py those that come out
    keep(problem) -> Kept            a plan that can be changed
    replan(kept, problem) -> Difference   bring it to a changed problem: only what that touches is planned anew
    why_late(plan, demand) -> chain  from a late demand to the leaf that decides
    balances(plan) -> Balances       projected stock by item and day
    costs(plan) -> Costs             what the lots cost, against ordering lot for lot
    pack, unpack, digest             a problem as bytes, and what tells two of them, or two plans, apart
    to_json, from_json               a case as people read it; `python -m engine.mrp CASE.json` prints its plan

A worked example. 100 painted parts are wanted on day 10; one painted part is made of one raw part in 1 day,
a raw part bought in 3 days; 20 of each are in stock. Items are row numbers: 0 painted, 1 raw.

    problem = Problem(
        today=0,
        horizon=60,
        items=Items(kind=[SupplyKind.MAKE, SupplyKind.BUY], lead_days=[1, 3], lead_working=False),
        bom=BomLines(parent=[0], component=[1], quantity=[scaled(1)]),
        lots=Lots(item=[0, 1], quantity=[scaled(20), scaled(20)]),
        demands=Demands(item=[0], quantity=[scaled(100)], day=[10]),
    )
    result = plan(problem)
    result.planned.rows()
    # item 0, quantity 80_000_000, start 9, due 10;  item 1, quantity 60_000_000, start 6, due 9
    result.demands.rows()
    # row 0 is the given demand; row 1 is 80 of item 1 on day 9 for planned order 0
    result.pegs.rows()
    # demand 0: 20 from lot 0, 80 from planned order 0;  demand 1: 20 from lot 1, 60 from planned order 1

How a caller fills the tables:
- Leave rejected stock out; pass blocked stock with `blocked`, so that a late order can name it. A lot in
  inspection has `available` = its release day.
- A part-finished work order is a Receipt of kind WORK (its remaining quantity and day) plus one Demand per
  component still to be issued, with `receipt` = its row: only that remainder is netted, and its lateness reaches
  the work order.
- `order` is the caller's number of a sales order line (any integer from 0); it only matters for by-order items.
- A forecast is one row for an item and period; orders consume it, Plan.consumed says which of what. What is left is
  the demand in row len(problem.demands) + its own.
- What belongs to a customer has `owner`, a number of the caller's; so have the demands that may take it.
- Rows that cannot be planned come back as `Plan.faults` (table, row, reason, column, value); the rest is planned.
- PlannedOrders of PHANTOM items are there for the pegs; nobody firms them.
"""

from engine.mrp.cases import from_json, to_json
from engine.mrp.changing import Difference, replan
from engine.mrp.economy import Costs, costs
from engine.mrp.kept import Kept, keep
from engine.mrp.packing import digest, pack, unpack
from engine.mrp.planning import plan
from engine.mrp.problem import (
    ALWAYS,
    EMPTY,
    NEVER,
    SCALE,
    BomLines,
    Demands,
    Economy,
    Forecasts,
    Items,
    Lots,
    Problem,
    ReceiptKind,
    Receipts,
    SafetyStocks,
    Substitutes,
    SupplierItems,
    SupplyKind,
    scaled,
    unscaled,
)
from engine.mrp.projection import balances
from engine.mrp.result import (
    Balances,
    Consumed,
    Fault,
    MessageKind,
    Messages,
    Pegs,
    Plan,
    PlannedDemands,
    PlannedOrders,
    Reason,
    Source,
)
from engine.mrp.why import Cause, Chain, Step, why_late

__all__ = [
    "ALWAYS",
    "EMPTY",
    "NEVER",
    "SCALE",
    "Balances",
    "BomLines",
    "Cause",
    "Chain",
    "Consumed",
    "Costs",
    "Demands",
    "Difference",
    "Economy",
    "Fault",
    "Forecasts",
    "Items",
    "Kept",
    "Lots",
    "MessageKind",
    "Messages",
    "Pegs",
    "Plan",
    "PlannedDemands",
    "PlannedOrders",
    "Problem",
    "Reason",
    "ReceiptKind",
    "Receipts",
    "SafetyStocks",
    "Source",
    "Step",
    "Substitutes",
    "SupplierItems",
    "SupplyKind",
    "balances",
    "costs",
    "digest",
    "from_json",
    "keep",
    "pack",
    "plan",
    "replan",
    "scaled",
    "to_json",
    "unpack",
    "unscaled",
    "why_late",
]
