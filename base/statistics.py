"""What PostgreSQL believes about tables that were just filled.

Until its own daemon comes by, a minute after the commit, it takes them for empty and joins them row by row: 240 items
took seconds. Tables that somebody else is looking at are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, models

from base.records import Record

MANY = 200  # rows written at once from which on it pays


def refresh_statistics(written: Iterable[type[Record]]) -> None:
    """Count these models' tables and the tables of their parts (lines, operations) again."""
    tables = sorted({table for model in written for table in _tables(model)})
    with connection.cursor() as cursor:
        cursor.execute("SELECT base_refresh_statistics(%s)", [tables])


def _tables(model: type[Record]) -> list[str]:
    parts: list[Any] = [each.related_model for each in model._meta.related_objects if each.on_delete is models.CASCADE]
    return [each._meta.db_table for each in (model, *parts)]
