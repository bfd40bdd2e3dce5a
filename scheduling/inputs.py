"""What requirements runs were given: kept packed, so that anybody can repeat a run and see what it saw."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models.functions import Length

from base.refusals import NotFound
from engine.mrp import Problem, unpack
from scheduling.models import RunInput

KEPT = 5  # runs of a tenant


def keep_input(run: int, content: bytes) -> None:
    """Keep a run's packed input; those before the last few go."""
    RunInput.objects.create(run_id=run, content=content)
    last = RunInput.objects.order_by("-run_id").values("pk")[:KEPT]
    RunInput.objects.exclude(pk__in=last).delete()


def input_of(run: int) -> Problem:
    """What a run planned. Raises NotFound where it is not kept, or was kept in a way that is no longer read."""
    content = RunInput.objects.filter(run=run).values_list("content", flat=True).first()
    try:
        return unpack(bytes(content or b""))
    except ValueError:
        raise NotFound() from None


def size_of_input(run: int) -> int | None:
    """In bytes; None where it is not kept."""
    return RunInput.objects.filter(run=run).values_list(Length("content"), flat=True).first()


def without_input(runs: Sequence[int]) -> set[int]:
    """Those of these runs whose input is not kept."""
    return set(runs) - set(RunInput.objects.filter(run__in=runs).values_list("run_id", flat=True))
