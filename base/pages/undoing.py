"""Taking back what a button just did, while nobody has done anything since."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from base.actions import ACTIONS, Action, Outcome, perform
from base.pages.requests import key_of, permitted, toast
from base.people import Actor
from base.refusals import NotFound
from base.screens import Screen

Offer = dict[str, Any]


def opposite(act: Action) -> Action | None:
    """The verb that takes this one back."""
    return ACTIONS[act.model, act.undo] if act.undo else None


def offer(screen: Screen, act: Action, outcome: Outcome, actor: Actor) -> Offer | None:
    """What a toast needs to offer it: where to post and what. One row must still be as the verb left it."""
    back = opposite(act)
    if back is None or not actor.may(back.permission):
        return None
    answers: Sequence[dict[str, Any]] = outcome.answer.get("results", [outcome.answer])
    values: Offer = {"pk": [answer["id"] for answer in answers], "idempotency_key": str(uuid.uuid4())}
    if len(answers) == 1:
        values["version"] = answers[0]["version"]
    return {"url": f"{screen.url()}undo/{act.verb}/", "values": values}


@require_POST
def undo(request: HttpRequest, screen: Screen, verb: str) -> HttpResponse:
    """The opposite of the verb, for the rows it was done to: all of them or none."""
    act = screen.verb(verb)
    if (back := opposite(act)) is None:
        raise NotFound()
    actor = permitted(request, back.permission)
    keys = [int(key) for key in request.POST.getlist("pk") if key.isdigit()]
    version = request.POST.get("version", "")
    reason = {"reason": _("%(verb)s was taken back at once") % {"verb": act.label}} if back.takes_input else {}
    known = int(version) if version.isdigit() and len(keys) == 1 else None
    perform(back, keys, by=actor, data=reason, key=key_of(request), version=known)
    said = _("%(verb)s: taken back") % {"verb": act.label}
    return toast(HttpResponse(status=204), said, changed=["*"])
