"""A person's own keys for other systems: made, listed and revoked while signed in, never by another key."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from base.models import Token
from base.refusals import Invalid, NotFound, NotPermitted
from base.rest.bodies import checked
from base.rest.conventions import bears_token
from base.rest.kinds import Schema, of_column, of_form
from base.rest.operations import Named, Operation
from base.tokens import issue

MEMBERS = ("id", "name", "created_at", "expires_at")
KINDS: dict[str, Schema] = {name: of_column(Token._meta.get_field(name)) for name in MEMBERS}
TOKEN = Named("Token", {"type": "object", "properties": KINDS, "required": list(MEMBERS)})
ISSUED = Named(
    "IssuedToken",
    {
        "type": "object",
        "properties": KINDS | {"secret": {"type": "string", "description": "Shown this once."}},
        "required": [*MEMBERS, "secret"],
    },
)
TOKENS = Named(
    "Tokens",
    {
        "type": "object",
        "properties": {"results": {"type": "array", "items": {"$ref": "#/components/schemas/Token"}}},
        "required": ["results"],
    },
)


class TokenForm(forms.Form):
    """What the key is for, and until when it is good."""

    name = forms.CharField(label=_("name"), max_length=100)
    expires_at = forms.DateTimeField(label=_("expires"), required=False)

    def clean_expires_at(self) -> datetime | None:
        found: datetime | None = self.cleaned_data["expires_at"]
        if found and found <= timezone.now():
            raise forms.ValidationError(_("This is in the past: give a later moment, or none"))
        return found


INPUT = Named("TokenInput", of_form(TokenForm))


class OwnTokensView(APIView):
    """What both token views share."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if bears_token(request):
            raise NotPermitted(_("Tokens are made and revoked by people: sign in"))

    def own(self) -> QuerySet[Any]:
        asked: Any = self.request
        return Token.objects.filter(membership=asked.membership, revoked_at=None)


class TokensView(OwnTokensView):
    def get(self, request: Request) -> Response:
        return Response({"results": list(self.own().order_by("-id").values(*MEMBERS))})

    def post(self, request: Request) -> Response:
        form = TokenForm(checked(request.data, INPUT.schema))
        if not form.is_valid():
            raise Invalid(form)
        asked: Any = request
        token, secret = issue(asked.membership, form.cleaned_data["name"], form.cleaned_data["expires_at"])
        return Response({name: getattr(token, name) for name in MEMBERS} | {"secret": secret}, status=201)

    def operation(self, method: str) -> Operation:
        if method == "GET":
            return Operation(
                "tokens_list", "List your own tokens", "tokens", TOKENS, refusals=(403,), mentions=(TOKEN,),
                security=("session",),
            )  # fmt: skip
        return Operation(
            "tokens_add", "Make a token; its secret is shown once", "tokens", ISSUED, 201, INPUT,
            refusals=(403, 413, 415, 422), security=("session",),
        )  # fmt: skip


class TokenView(OwnTokensView):
    def delete(self, request: Request, id: int) -> Response:
        if not self.own().filter(pk=id).update(revoked_at=timezone.now()):
            raise NotFound()
        return Response(status=204)

    def operation(self, method: str) -> Operation:
        return Operation(
            "tokens_revoke", "Revoke one of your own tokens", "tokens", None, 204, refusals=(403, 404),
            security=("session",),
        )  # fmt: skip
