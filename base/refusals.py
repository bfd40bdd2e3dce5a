"""The ways the kernel says no. Each knows its HTTP status, a stable code and a sentence for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from base.conflicts import Difference


class Refusal(Exception):
    status = 409
    code = "conflict"
    title: Any = _("Not possible now")

    def __init__(self, detail: Any = "") -> None:
        super().__init__(detail)
        self.detail = detail or self.title

    def facts(self) -> dict[str, Any]:
        """Extra members of the problem document."""
        return {}


class NotPermitted(Refusal):
    status, code, title = 403, "not_permitted", _("You may not do this: ask whoever gives out roles")


class NotFound(Refusal):
    status, code, title = 404, "not_found", _("Not found: it may have been removed, or belongs to someone else")


class WrongState(Refusal):
    code, title = "wrong_state", _("Not possible in this state")


class Blocked(Refusal):
    """A gate objects."""

    code, title = "blocked", _("Blocked")


class Duplicate(Refusal):
    """The database met a second row with the same key: two people saved it at the same moment."""

    code, title = "duplicate", _("This already exists")


class InUse(Refusal):
    """Another row points at this one."""

    code, title = "in_use", _("In use elsewhere, so it cannot be removed")


class Unacceptable(Refusal):
    """A value the database itself refuses."""

    status, code, title = 422, "unacceptable", _("A value is out of range")


class Invalid(Refusal):
    """The input form has errors. `row` counts from 1 where a set of inputs was given."""

    status, code, title = 422, "invalid", _("Please correct the input")

    def __init__(self, form: Any, row: int | None = None) -> None:
        super().__init__()
        self.form, self.row = form, row

    def facts(self) -> dict[str, Any]:
        return {"errors": list(self._errors())}

    def _errors(self) -> Any:
        prefix = "" if self.row is None else f"/{self.row - 1}"
        for name, found in self.form.errors.get_json_data().items():
            field = self.form.fields.get(name)
            if nested := getattr(field, "pointed_errors", None):
                for error in nested:
                    at = f"{prefix}/{name}{error['pointer']}"
                    yield {"pointer": at, "code": error["code"], "detail": error["detail"]}
                continue
            pointer = prefix if name == "__all__" else f"{prefix}/{name}"
            yield from ({"pointer": pointer, "code": e["code"], "detail": e["message"]} for e in found)


class Failed(Refusal):
    """A mistake of ours."""

    status, code, title = 500, "failed", _("Something went wrong here. Nothing was changed: try again, or tell us")


class KeyReused(Refusal):
    status, code, title = 422, "key_reused", _("This idempotency key was used for a different request: make a new one")


class Stale(Refusal):
    """The row changed since it was read: says what they wrote against what we wanted to write."""

    code, title = "stale", _("Someone else changed this meanwhile")

    def __init__(self, differences: list[Difference], version: int, changed_by: str = "") -> None:
        super().__init__()
        self.differences, self.version, self.changed_by = differences, version, changed_by

    def facts(self) -> dict[str, Any]:
        compared = [{"field": str(d.label), "theirs": d.theirs, "mine": d.mine} for d in self.differences]
        return {"differences": compared, "version": self.version, "changed_by": self.changed_by}


class VersionMissing(Refusal):
    status, code, title = 428, "version_missing", _("Send If-Match with the version you read")
