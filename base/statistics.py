"""What PostgreSQL believes about tables that were just filled.

Until its own daemon comes by, a minute after the commit, it takes new tables for empty and joins them row by row: a
page over a thousand operations took seconds. A table is counted again where what was written is a tenth of it or
more, and left out while somebody else is counting it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, models

from base.records import TenantModel

COUNT = """SELECT base_refresh_statistics(coalesce(array_agg(relname::text), '{}')) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relname = ANY (%s) AND reltuples < %s"""
TENTH = 10


def refresh_statistics(filled: Iterable[type[TenantModel]], written: int) -> None:
    """Count the tables of these models and of their parts (lines, operations) again, after so many rows."""
    tables = sorted({table for model in filled for table in _tables(model)})
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [tables, TENTH * written])


def _tables(model: type[TenantModel]) -> list[str]:
    parts: list[Any] = [each.related_model for each in model._meta.related_objects if each.on_delete is models.CASCADE]
    return [each._meta.db_table for each in (model, *parts)]
