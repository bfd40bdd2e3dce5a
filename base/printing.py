"""Paper: a template as a PDF on A4, and codes that a scanner reads from it."""

from __future__ import annotations

from typing import Any

import segno
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from base.refusals import Refusal


class NoPrinting(Refusal):
    """The libraries that lay out text are not on this machine."""

    status, code = 503, "no_printing"
    title = _(
        "This server cannot make PDFs: it lacks Pango. Whoever runs it brings it with:"
        " apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )


def printed(template: str, context: dict[str, Any], name: str) -> HttpResponse:
    """The template as a PDF that the browser shows; saved, it is called `name`. Raises NoPrinting."""
    response = HttpResponse(_pdf(render_to_string(template, context)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def code_to_scan(text: str) -> str:
    """A QR code of `text` as an image's address; it survives a tenth of it being soiled."""
    address: str = segno.make(text, error="m", micro=False).svg_data_uri(border=0)
    return address


def _pdf(html: str) -> bytes:
    """Weasyprint is imported late: without Pango it cannot be, and all else goes on without it.

    What is printed stands in the document itself: paper fetches nothing from anywhere.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise NoPrinting() from error
    document: bytes = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=["data"])).write_pdf()
    return document
