"""The saved views of a list: which there are, which is open, and the buttons that save, prefer and delete one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from base import saved_views
from base.actions import ACTIONS, perform
from base.models import SavedView
from base.pages.requests import go, key_of, permitted
from base.people import Actor
from base.refusals import NotFound
from base.screens import Screen

PLAIN = "0"  # `?view=0`: as the list was made, also for whoever prefers another view
OFFERED = ("change", "prefer", "forget", "remove")


@dataclass(frozen=True)
class Views:
    """What the menu of a list shows: `own` and colleagues' `shared` views, and the one that is `open`."""

    own: list[SavedView]
    shared: list[SavedView]
    open: SavedView | None

    @property
    def any(self) -> bool:
        return bool(self.own or self.shared)


def views_of(screen: Screen, actor: Actor, chosen: str) -> Views:
    found = SavedView.objects.visible_to(actor).filter(screen=screen.slug).select_related("user").order_by("name")
    views = list(found)
    own = [view for view in views if view.user_id == actor.user_id]
    shared = [view for view in views if view.user_id != actor.user_id]
    return Views(own, shared, next((view for view in views if str(view.pk) == chosen), None))


def address(screen: Screen, view: SavedView) -> str:
    """The list as the view saved it, with the name of the view."""
    return f"{screen.url()}?{view.query}{'&' if view.query else ''}view={view.pk}"


def preferred(request: Any, screen: Screen, actor: Actor) -> HttpResponse | None:
    """To the view this person's list opens with, when nothing else is asked for."""
    if request.GET or not actor.user_id:
        return None
    found = SavedView.objects.filter(user=actor.user_id, screen=screen.slug, preferred=True).first()
    return HttpResponseRedirect(address(screen, found)) if found else None


@require_POST
def save_view(request: HttpRequest, screen: Screen) -> HttpResponse:
    """Save the list as it is now under a name of one's own."""
    actor = permitted(request, screen.permission("view"))
    data = {**request.POST.dict(), "screen": screen.slug}
    outcome = perform(saved_views.save_view, by=actor, data=_with_flags(data), key=key_of(request))
    view = SavedView.objects.get(pk=outcome.answer["id"])
    return go(request, address(screen, view), _("View “%(name)s” is saved") % {"name": view})


@require_POST
def change_view(request: HttpRequest, screen: Screen, pk: int, verb: str) -> HttpResponse:
    """One verb for a view of this list; a change takes the list as it is now."""
    actor = permitted(request, screen.permission("view"))
    view = SavedView.objects.visible_to(actor).filter(pk=pk, screen=screen.slug).first()
    if view is None or verb not in OFFERED:
        raise NotFound()
    act = ACTIONS[SavedView, verb]
    kept = {name: getattr(view, name) for name in ("screen", "name", "shared", "preferred")}
    perform(act, pk, by=actor, data=kept | request.POST.dict() if verb == "change" else {}, key=key_of(request))
    after = f"{screen.url()}?view={PLAIN}"
    if verb != "remove":
        view.refresh_from_db()
        after = address(screen, view)
    return go(request, after, _("%(verb)s: done") % {"verb": act.label})


def _with_flags(data: dict[str, Any]) -> dict[str, Any]:
    """Boxes that are not ticked are not posted."""
    return data | {name: name in data for name in ("shared", "preferred")}
