"""How many requests a token, or a person in a browser, may make in a minute. Asked before anything else is done."""

from __future__ import annotations

import time
from math import ceil

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from base.models import Membership, TokenDigest
from base.refusals import Refusal

WINDOW_SECONDS = 60


class TooMany(Refusal):
    """The minute's requests are used up; `wait`: seconds until the next."""

    status, code, title = 429, "too_many_requests", _("Too many requests: wait a little")

    def __init__(self, wait: int) -> None:
        super().__init__(_("Too many requests: go on in %(count)d seconds") % {"count": wait})
        self.wait = wait


def refuse_floods(membership: Membership, token: TokenDigest | None) -> None:
    """Count one request of this caller; raises TooMany past `settings.REQUESTS_PER_MINUTE` (0: no limit)."""
    limit = settings.REQUESTS_PER_MINUTE
    if not limit:
        return
    who = f"token:{token.pk}" if token else f"member:{membership.pk}"
    minute, passed = divmod(time.time(), WINDOW_SECONDS)
    if _count(f"requests:{who}:{minute:.0f}") > limit:
        raise TooMany(ceil(WINDOW_SECONDS - passed))


def _count(key: str) -> int:
    try:
        return cache.incr(key)
    except ValueError:  # the first of this minute
        cache.set(key, 1, WINDOW_SECONDS)
        return 1
