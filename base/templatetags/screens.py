"""What the screen templates need to say and Django's template language cannot."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import engines
from django.utils.safestring import SafeString, mark_safe

from base.listing import Listing
from base.screens import Screen

register = template.Library()


@register.filter
def page(screen: Screen, name: str) -> str:
    """The address of one of the screen's pages: `{{ screen|page:'new' }}`."""
    return screen.url(name)


@register.filter
def of_record(screen: Screen, pk: int) -> str:
    """The address of a record's page."""
    return screen.url("detail", pk=pk)


@register.simple_tag
def rows(screen: Screen, listing: Listing, selectable: Any = False) -> SafeString:
    """The table rows of a list, rendered by Jinja2: Django's own engine costs more than the database here."""
    context = {
        "rows": listing.rows,
        "columns": listing.columns,
        "address": screen.url(),
        "selectable": bool(selectable),
        "zip": zip,
    }
    return mark_safe(engines["rows"].get_template("rows.html").render(context))
