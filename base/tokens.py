"""Keys for other systems: `Authorization: Bearer lw_…`. Shown once; only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from base.models import Membership, Token

PREFIX = "lw_"


def issue(membership: Membership, name: str, expires_at: datetime | None = None) -> tuple[Token, str]:
    """A new token of this person, and the secret to hand over. It cannot be read again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    return Token.objects.create(membership=membership, name=name, digest=digest(secret), expires_at=expires_at), secret


def membership_for(secret: str) -> Membership | None:
    """Who presents this secret; None when it is unknown, expired, revoked or its owner inactive."""
    alive = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    found = Token.objects.filter(alive, digest=digest(secret), revoked_at=None, membership__user__is_active=True)
    token = found.select_related("membership__user", "membership__tenant").first()
    return token.membership if token else None


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
