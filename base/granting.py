"""Nobody gives what they do not have: neither by a role, nor by a password, nor by a badge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from base.models import Role, RoleAssignment
from base.people import Actor
from base.permissions import in_words
from base.refusals import NotPermitted


def refuse_beyond(given: Iterable[str], by: Actor) -> None:
    """Raises NotPermitted, naming them, where some of these permissions are not the giver's own."""
    if missing := _beyond(given, by):
        raise NotPermitted(_("You cannot give what you may not do yourself: %(what)s") % {"what": in_words(missing)})


def refuse_roles_beyond(roles: Iterable[Role], by: Actor) -> None:
    """The same of whatever these roles allow."""
    refuse_beyond((code for role in roles for code in role.permissions), by)


def stronger(user_ids: Iterable[int | None], by: Actor) -> dict[int, str]:
    """Which of these people may do what `by` may not, and a sentence about it."""
    given = RoleAssignment.objects.filter(member__user_id__in=[pk for pk in user_ids if pk])
    held: dict[int, set[str]] = defaultdict(set)
    for user_id, codes in given.values_list("member__user_id", "role__permissions"):
        held[user_id].update(codes)
    sentence = _("They may do what you may not: %(what)s")
    return {pk: sentence % {"what": in_words(found)} for pk, codes in held.items() if (found := _beyond(codes, by))}


def _beyond(given: Iterable[str], by: Actor) -> list[str]:
    return sorted({code for code in given if not by.may(code)})
