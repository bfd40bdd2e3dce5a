"""A problem as a few bytes, which another machine reads as the same problem; and digests, by which two problems or two
plans are told apart.

The bytes: a head of JSON with its length before it, then every column as it lies in memory, little-endian. The head
names the columns, so that a problem packed before a column was there still reads; a column left out takes its default.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.calendar import WorkingDays
from engine.mrp.problem import TABLES, Items, Problem
from engine.mrp.result import Plan
from engine.tables import Table

FASTEST = 1  # of zlib: the last tenth of the size takes ten times as long
LENGTH = 8  # bytes
PACKED: dict[str, type[Table]] = {"items": Items, **TABLES}


def pack(problem: Problem) -> bytes:
    """What unpack reads."""
    return zlib.compress(b"".join(_written(problem)), FASTEST)


def unpack(content: bytes) -> Problem:
    """Raises ValueError where it is no packed problem."""
    try:
        text = memoryview(zlib.decompress(content))
    except zlib.error as error:
        raise ValueError(f"not a packed problem: {error}") from None
    begins = LENGTH + int.from_bytes(text[:LENGTH], "little")
    head = json.loads(bytes(text[LENGTH:begins]))
    columns = _columns(text[begins:], head["columns"])
    calendars = tuple(WorkingDays(columns[f"calendars.{place}"]) for place in range(head["calendars"]))
    tables: dict[str, Any] = {name: _table(name, kind, columns) for name, kind in PACKED.items()}
    return Problem(head["today"], head["horizon"], calendars=calendars, names=tuple(head["names"]), **tables)


def digest(subject: Problem | Plan) -> str:
    """The same for equal problems, and for equal plans, on every machine."""
    found = hashlib.sha256()
    for part in _written(subject) if isinstance(subject, Problem) else _said(subject):
        found.update(part)
    return found.hexdigest()


def _written(problem: Problem) -> Iterator[bytes]:
    columns = {f"{name}.{key}": each for name in PACKED for key, each in getattr(problem, name).columns().items()}
    columns |= {f"calendars.{place}": calendar.days for place, calendar in enumerate(problem.calendars)}
    head = {
        "today": problem.today,
        "horizon": problem.horizon,
        "names": problem.names,
        "calendars": len(problem.calendars),
        "columns": [(name, _portable(each).str, len(each)) for name, each in columns.items()],
    }
    text = json.dumps(head, ensure_ascii=False).encode()
    yield len(text).to_bytes(LENGTH, "little")
    yield text
    yield from map(_bytes, columns.values())


def _said(plan: Plan) -> Iterator[bytes]:
    """Everything a plan says but how long it took."""
    for table in (plan.planned, plan.demands, plan.pegs, plan.consumed, plan.messages):
        yield from map(_bytes, table.columns().values())
    yield from map(_bytes, (plan.lot_day, plan.receipt_day, plan.receipt_expected, plan.receipt_waits_for))
    yield "\n".join(map(str, plan.faults)).encode()


def _columns(text: memoryview, heads: list[tuple[str, str, int]]) -> dict[str, NDArray[Any]]:
    """Copies: compiled code wants arrays that lie as NumPy would lay them, and may be written."""
    found, place = {}, 0
    for name, kind, count in heads:
        lying = np.frombuffer(text, np.dtype(kind), count, place)
        found[name] = lying.astype(lying.dtype.newbyteorder("="))
        place += lying.nbytes
    return found


def _table(name: str, kind: type[Table], columns: dict[str, NDArray[Any]]) -> Table:
    known = {each.name: columns.get(f"{name}.{each.name}") for each in fields(kind)}
    return kind(**{key: each for key, each in known.items() if each is not None})


def _portable(values: NDArray[Any]) -> np.dtype[Any]:
    return values.dtype.newbyteorder("<")


def _bytes(values: NDArray[Any]) -> bytes:
    return np.ascontiguousarray(values, _portable(values)).tobytes()
