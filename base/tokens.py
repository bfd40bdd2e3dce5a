"""Keys for other systems: `Authorization: Bearer lw_…`. Made and revoked by verbs; only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.actions import action, follow_up, gate
from base.forms import RecordForm
from base.granting import refuse_beyond
from base.models import Membership, Token, TokenDigest, User
from base.people import EVERYTHING, Actor
from base.permissions import PermissionsField
from base.tenancy import current_tenant_id

PREFIX = "lw_"


class TokenForm(RecordForm):
    """What the key is for, what it opens, and until when."""

    permissions = PermissionsField(help_text=_("“Everything” means: whatever you may do yourself, now and later"))

    class Meta:
        model = Token
        fields = ("name", "permissions", "expires_at")

    def shown_to(self, by: Actor) -> None:
        cast(PermissionsField, self.fields["permissions"]).offer(lambda code: code == EVERYTHING or by.may(code))

    def clean_expires_at(self) -> datetime | None:
        found: datetime | None = self.cleaned_data["expires_at"]
        if found and found <= timezone.now():
            raise forms.ValidationError(_("This is in the past: give a later moment, or none"))
        return found


@action(Token, "add", form=TokenForm, creates=True, label=_("Add"))
def add_token(token: Token, *, by: Actor) -> None:
    """A key with which another system works in your name. Its secret is shown this once."""
    refuse_beyond(set(token.permissions) - {EVERYTHING}, by)
    membership = Membership.objects.get(tenant_id=current_tenant_id(), user=token.user)
    token.secret = PREFIX + secrets.token_urlsafe(32)
    facts = {"permissions": token.permissions, "expires_at": token.expires_at, "digest": digest(token.secret)}
    TokenDigest.objects.create(membership=membership, token_id=token.pk, **facts)


@action(Token, "revoke", danger=True, bulk=True, many=True, label=pgettext_lazy("token", "Revoke"))
def revoke_token(tokens: Sequence[Token], inputs: Sequence[Any], *, by: Actor) -> None:
    """It opens nothing any more."""
    for token in tokens:
        token.revoked_at = timezone.now()
    own = TokenDigest.objects.filter(membership__tenant_id=current_tenant_id())
    own.filter(token_id__in=[token.pk for token in tokens]).delete()


@gate(Token, "add")
def is_a_person(tokens: Sequence[Any], by: Actor) -> dict[int, Any]:
    """A key that makes keys would outlive being revoked."""
    sentence = _("Tokens are made by people: sign in")
    return {token.pk: sentence for token in tokens if by.token_id or not by.user_id}


@gate(Token, "revoke")
def is_not_revoked(tokens: Sequence[Any], by: Actor) -> dict[int, Any]:
    return {token.pk: _("Revoked already") for token in tokens if token.revoked_at}


def end_tokens(user: User, by: Actor) -> None:
    """Whoever leaves leaves no keys behind."""
    if found := list(Token.objects.filter(user=user, revoked_at=None)):
        follow_up(revoke_token, found, by=by)


def bearer_of(secret: str) -> TokenDigest | None:
    """The token of this secret; None when it is unknown, expired, revoked or its owner inactive."""
    if not secret.startswith(PREFIX):
        return None
    alive = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    found = TokenDigest.objects.filter(alive, digest=digest(secret), membership__user__is_active=True)
    return found.select_related("membership__user", "membership__tenant").first()


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
