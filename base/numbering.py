"""Document numbers: `NumberField("WO-{yyyy}-{seq:05}")`.

Both kinds are unique under concurrency, and both come from one counter row per tenant, kind and period,
raised in the transaction that uses them. A gap-free kind takes the counter last, when the work is done:
its row lock is then held only for the commit, and a failure before it costs no number. The ordinary kind
takes it first, so that the work can already print the number; a rollback gives it back as well.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.tenancy.context import current_tenant_id

TAKE = """INSERT INTO base_numbercounter (tenant_id, kind, period, value) VALUES (%s, %s, %s, %s)
    ON CONFLICT (tenant_id, kind, period) DO UPDATE SET value = base_numbercounter.value + EXCLUDED.value
    RETURNING value"""
SEQUENCE = re.compile(r"\{seq(?::0?(\d+))?\}")


class NumberField(models.CharField):  # type: ignore[type-arg]
    """A document's number, given out when the row is made and its field is empty.

    `pattern` knows {yyyy} {yy} {mm} {dd} (the tenant's day) and {seq:05}. What stands before {seq}
    is the period: when it changes, counting starts again.
    """

    def __init__(self, pattern: str = "", *, gapless: bool = False, **kwargs: Any) -> None:
        self.pattern, self.gapless = pattern, gapless
        super().__init__(**{"max_length": 40, "blank": True, **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", list(args), kwargs

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        field: Any = super().formfield(*args, **kwargs)
        field.widget.attrs["placeholder"] = _("the next number")
        return field

    def take(self, count: int) -> list[str]:
        """The next `count` numbers, in order. Expects the tenant in scope and a transaction."""
        today = timezone.localdate()
        dated = self.pattern.format_map(
            {"yyyy": f"{today:%Y}", "yy": f"{today:%y}", "mm": f"{today:%m}", "dd": f"{today:%d}", "seq": _Later()}
        )
        kind, period = f"{self.model._meta.label_lower}.{self.name}", SEQUENCE.split(dated)[0]
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [current_tenant_id(), kind, period, count])
            last: int = cursor.fetchone()[0]
        return [_fill(dated, number) for number in range(last - count + 1, last + 1)]


class _Later:
    """Stands for the sequence while the date is filled in, and keeps its format."""

    def __format__(self, spec: str) -> str:
        return f"{{seq:{spec}}}" if spec else "{seq}"


def _fill(dated: str, number: int) -> str:
    return SEQUENCE.sub(lambda found: f"{number:0{found[1] or 1}d}", dated)


def give_numbers(rows: list[Any], *, gapless: bool) -> None:
    """Fill the empty number fields of these new rows of one model, taking each counter once."""
    for field in rows[0]._meta.concrete_fields if rows else ():
        if isinstance(field, NumberField) and field.gapless == gapless:
            empty = [row for row in rows if not getattr(row, field.attname)]
            for row, number in zip(empty, field.take(len(empty)) if empty else (), strict=True):
                setattr(row, field.attname, number)
