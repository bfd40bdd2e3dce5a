"""The verbs of adjustments and counts: written, posted, or submitted to somebody else for approval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.actions import action, gate
from base.forms import ReasonForm
from base.lines import save_lines
from base.people import Actor
from inventory.approval import limit_of, money, worth
from inventory.forms import StockAdjustmentForm, StockCountForm
from inventory.ledger import ZERO, At, at_of, move_of, post
from inventory.models import MoveKind, StockAdjustment, StockBalance, StockCount

Rows = Sequence[Mapping[str, Any]]


@action(StockAdjustment, "add", form=StockAdjustmentForm, creates=True, many=True, label=_("Add"))
def add_adjustment(adjustments: Sequence[StockAdjustment], inputs: Sequence[Any], *, by: Actor) -> None:
    """A draft: stock changes when it is posted or approved."""
    _written([(adjustment, given["lines"]) for adjustment, given in zip(adjustments, inputs, strict=True)], by)


@action(StockAdjustment, "change", form=StockAdjustmentForm, many=True, label=_("Change"))
def change_adjustment(adjustments: Sequence[StockAdjustment], inputs: Sequence[Any], *, by: Actor) -> None:
    """Its lines become those given, matched by position; whoever wrote last is the author."""
    _written([(adjustment, given["lines"]) for adjustment, given in zip(adjustments, inputs, strict=True)], by)


@action(StockAdjustment, "post", primary=True, label=_("Post"))
def post_adjustment(adjustment: StockAdjustment, *, by: Actor) -> None:
    """Stock changes by what its lines say."""
    _post(adjustment, MoveKind.ADJUST, adjustment.reason)


@action(StockAdjustment, "submit", primary=True, label=_("Submit for approval"))
def submit_adjustment(adjustment: StockAdjustment, *, by: Actor) -> None:
    """It waits for somebody else than its author."""


@action(StockAdjustment, "approve", primary=True, label=pgettext_lazy("document", "Approve"))
def approve_adjustment(adjustment: StockAdjustment, *, by: Actor) -> None:
    """Stock changes by what its lines say."""
    _post(adjustment, MoveKind.ADJUST, adjustment.reason)


@action(StockAdjustment, "reject", form=ReasonForm, label=pgettext_lazy("document", "Reject"))
def reject_adjustment(adjustment: StockAdjustment, *, by: Actor, reason: str) -> None:
    """It is a draft again."""


@action(StockAdjustment, "cancel", danger=True, label=pgettext_lazy("document", "Cancel"))
def cancel_adjustment(adjustment: StockAdjustment, *, by: Actor) -> None:
    """Nothing changes."""


@action(StockCount, "add", form=StockCountForm, creates=True, many=True, label=_("Add"))
def add_count(counts: Sequence[StockCount], inputs: Sequence[Any], *, by: Actor) -> None:
    """A list to count by; without lines, of all that should lie in the location."""
    there = _expected(counts)
    given = [words["lines"] for words in inputs]
    rows = [
        _compared(c, lines, there[c]) if lines else _sheet(there[c]) for c, lines in zip(counts, given, strict=True)
    ]
    _written(list(zip(counts, rows, strict=True)), by)


@action(StockCount, "change", form=StockCountForm, many=True, label=_("Change"))
def change_count(counts: Sequence[StockCount], inputs: Sequence[Any], *, by: Actor) -> None:
    """What was counted. A line keeps what was expected when it was written down; whoever wrote last is the author."""
    there = _expected(counts)
    for count, lines in _lines(counts).items():
        there[count] |= {at_of(line): line.expected for line in lines}
    rows = [_compared(count, given["lines"], there[count]) for count, given in zip(counts, inputs, strict=True)]
    _written(list(zip(counts, rows, strict=True)), by)


@action(StockCount, "post", primary=True, label=_("Post"))
def post_count(count: StockCount, *, by: Actor) -> None:
    """Stock becomes what was counted; whatever moved since the list was written stays as it moved."""
    _post(count, MoveKind.COUNT, count.note)


@action(StockCount, "submit", primary=True, label=_("Submit for approval"))
def submit_count(count: StockCount, *, by: Actor) -> None:
    """It waits for somebody else than its author."""


@action(StockCount, "approve", primary=True, label=pgettext_lazy("document", "Approve"))
def approve_count(count: StockCount, *, by: Actor) -> None:
    """Stock becomes what was counted."""
    _post(count, MoveKind.COUNT, count.note)


@action(StockCount, "reject", form=ReasonForm, label=pgettext_lazy("document", "Reject"))
def reject_count(count: StockCount, *, by: Actor, reason: str) -> None:
    """It is a draft again."""


@action(StockCount, "cancel", danger=True, label=pgettext_lazy("document", "Cancel"))
def cancel_count(count: StockCount, *, by: Actor) -> None:
    """Nothing changes."""


@gate(StockAdjustment, "post")
@gate(StockCount, "post")
def within_the_limit(documents: Sequence[Any], by: Actor) -> dict[int, Any]:
    """What is worth more needs a second pair of eyes."""
    found = {}
    sentence = _text("It changes stock by %(value)s, more than %(limit)s: submit it for approval")
    for document, lines in _lines(documents).items():
        value, limit = worth(lines), limit_of(line.location_id for line in lines)
        if value > limit:
            found[document.pk] = sentence % {"value": money(value), "limit": money(limit)}
    return found


@gate(StockAdjustment, "approve")
@gate(StockCount, "approve")
def approved_by_another(documents: Sequence[Any], by: Actor) -> dict[int, Any]:
    """Nobody approves what they wrote."""
    sentence = _text("You wrote it: somebody else approves it")
    return {document.pk: sentence for document in documents if document.author_id == by.user_id}


@gate(StockCount, "post")
@gate(StockCount, "submit")
def all_is_counted(counts: Sequence[Any], by: Actor) -> dict[int, Any]:
    """A line not counted is no line of zero."""
    found = {}
    for count, lines in _lines(counts).items():
        if missing := [str(line.position) for line in lines if line.counted is None]:
            facts = {"rows": ", ".join(missing)}
            found[count.pk] = _text("Rows %(rows)s are not counted: count them, or take them out") % facts
    return found


def _lines(documents: Sequence[Any]) -> dict[Any, list[Any]]:
    """The lines of each of these documents, with their items."""
    related: Any = type(documents[0])._meta.get_field("lines")
    found: dict[Any, list[Any]] = {document: [] for document in documents}
    by_pk = {document.pk: document for document in documents}
    name = related.field.name
    lines = related.related_model.objects.filter(**{f"{name}__in": documents}).select_related("item", name)
    for line in lines.order_by("position"):
        found[by_pk[getattr(line, f"{name}_id")]].append(line)
    return found


def _written(pairs: Sequence[tuple[Any, Rows]], by: Actor) -> None:
    for document, _rows in pairs:
        document.author_id, document.author_name = by.user_id, by.name
    save_lines(pairs, "lines")


def _post(document: Any, kind: MoveKind, reason: str) -> None:
    lines = _lines([document])[document]
    moves = [move_of(line, line.change, kind, document.business_on, document, reason) for line in lines if line.change]
    if moves:
        post(moves)


def _expected(counts: Sequence[StockCount]) -> dict[StockCount, dict[At, Decimal]]:
    """What lies now where each of these counts is made, in the order of the items' codes."""
    found: dict[StockCount, dict[At, Decimal]] = {count: {} for count in counts}
    balances = StockBalance.objects.filter(location__in={count.location_id for count in counts}, quantity__gt=0)
    for balance in balances.order_by("item__code", "lot__code", "status"):
        for count in counts:
            if count.location_id == balance.location_id:
                found[count][at_of(balance)] = balance.quantity
    return found


def _sheet(there: Mapping[At, Decimal]) -> Rows:
    """A row for each balance, to be counted."""
    names = ("item_id", "lot_id", "status", "owner")
    return [{name: getattr(at, name) for name in names} | {"expected": there[at]} for at in there]


def _compared(count: StockCount, rows: Rows, there: Mapping[At, Decimal]) -> Rows:
    """Each row with what was expected of it and by how much it differs."""
    found = []
    for row in rows:
        lot = row["lot"].pk if row["lot"] else None
        expected = there.get(At(row["item"].pk, count.location_id, lot, row["status"], row["owner"]), ZERO)
        difference = None if row["counted"] is None else row["counted"] - expected
        found.append({**row, "expected": expected, "difference": difference})
    return found
