"""What the screen templates need to say and Django's template language cannot."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField
from django.template import engines
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from jinja2 import Environment

from base.assets import icon_svg, imported
from base.claiming import may_stop
from base.columns import plain_number
from base.forms import Lines
from base.listing import Listing
from base.looks import GLYPHS, tone
from base.models import Job
from base.screens import Screen

register = template.Library()
register.filter(tone)
register.filter(imported)


@register.filter
def page(screen: Screen, name: str) -> str:
    """The address of one of the screen's pages: `{{ screen|page:'new' }}`."""
    return screen.url(name)


@register.filter
def of_record(screen: Screen, pk: int) -> str:
    """The address of a record's page."""
    return screen.url("detail", pk=pk)


@register.filter
def stop_address(screen: Screen, pk: int) -> str:
    """Where to ask the work of a record to stop."""
    return screen.url("stop-work", pk=pk)


register.filter(may_stop)


@dataclass(frozen=True)
class LineTable:
    """A table of lines in a form: its rows to draw, and the blank one the page copies."""

    rows: list[Any]
    blank: Any


@register.filter
def line_table(field: BoundField) -> LineTable | None:
    """The table behind a form field; None for an ordinary field. A document that needs lines starts with one."""
    if not isinstance(field.field, Lines):
        return None
    blank, rows = field.field.blank(), list(field.field.shown(field.value()))
    if not rows and field.field.required:
        rows = [field.field.form(prefix=f"{field.name}-0")]
    for form in (blank, *rows):
        for cell in form.fields.values():
            cell.widget.attrs["aria-label"] = capfirst(cell.label)
    return LineTable(rows, blank)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A lucide icon, drawn into the page; nothing where it is not installed."""
    return mark_safe(icon_svg(name))


@register.simple_tag
def glyphs() -> list[tuple[str, SafeString]]:
    """Each tone with its drawing, for the page's sprite."""
    return [(name, icon(glyph)) for name, glyph in GLYPHS.items()]


@register.filter
def quantity(value: Any) -> str:
    """A quantity with as many decimals as were meant."""
    return plain_number(value)


@register.filter
def weighed(value: Decimal) -> str:
    """A quantity as a scale shows it: three decimals, and of small amounts four digits."""
    return plain_number(round(value, max(3, 3 - value.adjusted()))) if value else "0"


@register.filter
def elapsed(job: Job) -> str:
    """How long a job has been at it, as minutes and seconds; "" before it starts."""
    if job.started_at is None:
        return ""
    minutes, seconds = divmod(int(((job.finished_at or timezone.now()) - job.started_at).total_seconds()), 60)
    return f"{minutes}:{seconds:02}"


@register.simple_tag
def fresh_key() -> str:
    """An idempotency key: pressing a button twice does its work once."""
    return str(uuid.uuid4())


@register.simple_tag
def rows(screen: Screen, listing: Listing, selectable: Any = False) -> SafeString:
    """The table rows of a list, rendered by Jinja2: Django's own engine costs more than the database here."""
    context = {
        "rows": listing.rows,
        "kinds": [column.kind for column in listing.columns],
        "labels": [capfirst(column.label) for column in listing.columns],
        "address": screen.url(),
        "selectable": bool(selectable),
    }
    return jinja("rows.html", **context)


@register.simple_tag
def jinja(name: str, **context: Any) -> SafeString:
    """A part that repeats hundreds of times, by the faster engine, whose templates are in templates/jinja2."""
    return mark_safe(engines["rows"].get_template(name).render(context))


def rows_environment(**options: Any) -> Environment:
    """Jinja2 as the rows of lists need it."""
    environment = Environment(**{**options, "trim_blocks": True, "lstrip_blocks": True})
    environment.globals |= {"zip": zip, "tone": tone}
    return environment
