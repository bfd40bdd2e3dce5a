"""What makes a part of a page follow what others do."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from base.live.tickets import issue

register = template.Library()


@register.simple_tag(takes_context=True)
def live(context: Any, *topics: Any) -> SafeString:
    """The element asks its page for itself again when one of these topics changes: `{% live "orders.workorder" %}`."""
    request: Any = context["request"]
    wanted = " ".join(str(topic) for topic in topics).split()
    request.live_topics = {*getattr(request, "live_topics", ()), *wanted}
    return format_html('data-live="{}"', " ".join(wanted))


@register.simple_tag(takes_context=True)
def ticket(context: Any) -> str:
    """What lets this page listen to the topics its elements have named so far."""
    request: Any = context["request"]
    return issue(request.actor, getattr(request, "live_topics", ()), request.began)
