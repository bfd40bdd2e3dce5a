"""Tables that were just filled are counted again, so that the next page does not join them row by row."""

from __future__ import annotations

from django.db import connection

from base.statistics import refresh_statistics
from bom.models import Unit


def believed() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'bom_unit'")
        return float(cursor.fetchone()[0])


def more(count: int, start: int) -> None:
    Unit.objects.bulk_create([Unit(code=f"u{start + number}", name="unit") for number in range(count)])
    refresh_statistics([Unit], count)


def test_many_new_rows_are_counted_at_once_and_a_few_are_not_worth_it(planner):
    more(500, 0)
    counted = believed()
    assert counted >= 500
    more(1, 500)
    assert believed() == counted
