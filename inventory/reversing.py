"""Taking back what a document moved: exactly, once, and not what somebody else has used since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from base.records import Record
from base.refusals import Blocked
from inventory.ledger import ZERO, At, locked, number, post, sums_of, told
from inventory.models import StockMove, Transformation

USERS_NAMED = 3


def reverse(subject: Record, *, on: date, reason: str = "", late: bool = False) -> list[StockMove]:
    """All that this document moved and transformed and that still stands is taken back.

    Answers the opposite moves; none where nothing stands. Raises Blocked, naming who, where stock was used already.
    """
    moves = [_opposite(move, on, reason) for move in _standing(StockMove, subject)]
    _refuse_used(moves, subject)
    if moves:
        post(moves, late=late)
    edges = [_opposite(edge, on) for edge in _standing(Transformation, subject)]
    Transformation.objects.bulk_create(edges, batch_size=2000)
    return moves


def _standing(ledger: Any, subject: Record) -> list[Any]:
    """The lines of a document that neither take another back nor have been taken back."""
    own = ledger.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
    return list(own.filter(reverses__isnull=True, reversals__isnull=True).order_by("id"))


def _opposite(line: Any, on: date, reason: str = "") -> Any:
    """A new line of the same ledger with less than nothing of it."""
    changed = {"id": None, "quantity": -line.quantity, "business_on": on, "reverses_id": line.pk}
    if isinstance(line, StockMove):
        changed["reason"] = reason or line.reason
    left_out = ("id", "recorded_at")
    kept = {f.attname: getattr(line, f.attname) for f in line._meta.concrete_fields if f.name not in left_out}
    return type(line)(**{**kept, **changed})


def _refuse_used(moves: Sequence[StockMove], subject: Record) -> None:
    sums = {at: change for at, change in sums_of(moves).items() if change < 0}
    there = locked(sums)
    for at, change in sums.items():
        if (lacking := -change - there.get(at, ZERO)) > 0:
            facts = {"what": told(at), "used": number(lacking), "whole": number(-change), "who": _users(at, subject)}
            raise Blocked(
                _("%(used)s of %(whole)s %(what)s was used already, by %(who)s: take that back first") % facts
            )


def _users(at: At, subject: Record) -> str:
    """The documents that took stock from there last."""
    taken = StockMove.objects.filter(**at._asdict(), quantity__lt=0, reverses__isnull=True, reversals__isnull=True)
    others = taken.exclude(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by("-id")
    documents = dict.fromkeys(others.values_list("subject_type", "subject_id")[:USERS_NAMED])
    return ", ".join(named(*document) for document in documents) or _("another document")


def named(subject_type: str, subject_id: int | None) -> str:
    """What people call the document a move belongs to."""
    row = apps.get_model(subject_type).objects.filter(pk=subject_id).first() if subject_type else None
    return f"{row._meta.verbose_name} {row}" if row else ""
