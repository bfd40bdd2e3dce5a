"""The verbs of saved views. They are a person's own: no role is needed, and nobody changes another's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from base.actions import action, follow_up, gate
from base.forms import RecordForm
from base.models import SavedView
from base.people import Actor
from base.refusals import Duplicate

OF_THE_VISIT = ("page", "view")


class SavedViewForm(RecordForm):
    class Meta:
        model = SavedView
        fields = ("screen", "name", "query", "shared", "preferred")

    def clean_query(self) -> str:
        """The address without what belongs to one visit."""
        query = QueryDict(self.cleaned_data["query"].lstrip("?"), mutable=True)
        for name in OF_THE_VISIT:
            query.pop(name, None)
        return query.urlencode()


@action(SavedView, "add", form=SavedViewForm, creates=True, personal=True, label=_("Save view"))
def save_view(view: SavedView, *, by: Actor) -> None:
    """The list as it is now, under a name."""
    preferred, view.preferred = view.preferred, False
    view.user_id = by.user_id
    if SavedView.objects.filter(user=by.user_id, screen=view.screen, name=view.name).exists():
        raise Duplicate(_("You have a view “%(name)s” of this list: choose another name") % {"name": view.name})
    if preferred:
        _alone(view, by)


@action(SavedView, "change", form=SavedViewForm, personal=True, label=_("Change"))
def change_view(view: SavedView, *, by: Actor) -> None:
    """Another name, other filters, or for more people."""
    if view.preferred:
        _alone(view, by)


@action(SavedView, "prefer", personal=True, label=_("Open with this view"))
def prefer(view: SavedView, *, by: Actor) -> None:
    """The list opens with it."""
    _alone(view, by)


@action(SavedView, "forget", personal=True, label=_("Open without a view"))
def forget(view: SavedView, *, by: Actor) -> None:
    """The list opens as it was made."""
    view.preferred = False


@action(SavedView, "remove", removes=True, personal=True, label=_("Delete"))
def remove_view(view: SavedView, *, by: Actor) -> None:
    """Nobody uses it any more."""


def _alone(view: SavedView, by: Actor) -> None:
    """A list opens with one view at most."""
    for other in SavedView.objects.filter(user=by.user_id, screen=view.screen, preferred=True).exclude(pk=view.pk):
        follow_up(forget, other, by=by)
    view.preferred = True


@gate(SavedView, "change")
@gate(SavedView, "prefer")
@gate(SavedView, "forget")
@gate(SavedView, "remove")
def is_ones_own(views: Sequence[Any], by: Actor) -> dict[int, Any]:
    """What a colleague shares is theirs; saving it under a name makes it one's own."""
    sentence = _("This view is a colleague's: save it under a name of your own")
    return {view.pk: sentence for view in views if view.user_id != by.user_id}
