"""Request headers that decide what is done: the version a change expects, the key a repeat is known by."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from base.refusals import VersionMissing
from base.rest.problems import BadRequest, Fault

VERSION = re.compile(r'"v([0-9]{1,9})"')
KEY = re.compile(r"[!-~]{1,100}")


def expected_version(request: Any, *, required: bool = False) -> int | None:
    """The version named by If-Match. Raises VersionMissing, or BadRequest when it is of another form."""
    header = request.headers.get("If-Match")
    if header is None and required:
        raise VersionMissing()
    if header is None:
        return None
    if not (found := VERSION.fullmatch(header.strip())):
        raise BadRequest([_fault("If-Match", _('As the ETag that was read, such as "v17"'))])
    return int(found[1])


def key(request: Any) -> str:
    """The Idempotency-Key, empty if there is none. One that is there and empty would protect nobody."""
    header: str | None = request.headers.get("Idempotency-Key")
    if header is None:
        return ""
    if not KEY.fullmatch(header):
        raise BadRequest([_fault("Idempotency-Key", _("1 to 100 visible ASCII characters"))])
    return header


def etag(version: int) -> str:
    return f'"v{version}"'


def is_known(request: Any, tag: str) -> bool:
    """Whether If-None-Match names what we would send."""
    named = [part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")]
    return tag in named or "*" in named


def _fault(name: str, detail: Any) -> Fault:
    return {"in": "header", "pointer": name, "code": "invalid", "detail": str(detail)}
