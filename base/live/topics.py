"""What changes are called: `orders.workorder` any of them, `orders.workorder:17` that one, `orders.workorder:*` all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps

from base.tenancy.fields import TenantForeignKey

if TYPE_CHECKING:
    from base.journal import Line
    from base.people import Actor
    from base.records import Record

TOLD_ONE_BY_ONE = 200
EVERY = "*"
JOB = "base.job"  # how far work is may be known to everybody of the company


def topics_of(model: type[Record], lines: Sequence[Line]) -> set[str]:
    """The topics of rows that changed, and of the rows they are part of: those pages show them too."""
    label = model._meta.label_lower
    if len(lines) > TOLD_ONE_BY_ONE:
        return {label, f"{label}:{EVERY}", *(f"{about}:{EVERY}" for _column, about in _wholes(model))}
    found = {label}
    for line in lines:
        found.add(f"{label}:{line.pk}")
        found |= {f"{about}:{pk}" for column, about in _wholes(model) if (pk := getattr(line.row, column))}
    return found


@cache
def _wholes(model: type[Record]) -> list[tuple[str, str]]:
    """Each foreign key of a model: its column, and what it points at."""
    keys = [field for field in model._meta.concrete_fields if isinstance(field, TenantForeignKey)]
    return [(key.attname, key.related_model._meta.label_lower) for key in keys]


def heard(topics: Iterable[str], changed: Iterable[str]) -> set[str]:
    """Which of the topics somebody listens to have changed."""
    known = set(changed)
    return {topic for topic in topics if topic in known or _every(topic) in known}


def _every(topic: str) -> str:
    label, _colon, pk = topic.partition(":")
    return f"{label}:{EVERY}" if pk else ""


def may_hear(actor: Actor, topic: str) -> bool:
    """Whoever may see a model's screen may know that a row of it changed."""
    from base.screens import SCREENS

    label = topic.partition(":")[0]
    if label == JOB:
        return bool(actor.tenant_id)
    try:
        model: Any = apps.get_model(label)
    except (LookupError, ValueError):
        return False
    screen = SCREENS.get(model)
    return screen is not None and actor.may(screen.permission("view"))
