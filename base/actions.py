"""Verbs. Every change of state is one registered function, and `perform` is the one door to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.utils.translation import gettext_lazy as _

from base import conflicts, journal, saving
from base.forms import RecordForm
from base.mistakes import spoken
from base.people import Actor
from base.records import Record
from base.refusals import Blocked, Invalid, NotFound, NotPermitted, Refusal, WrongState
from base.tenancy.prepared import Prepared

Work = Callable[..., Any]
Gate = Callable[[Sequence[Record], Actor], Mapping[int, Any]]
Subjects = Record | int | Sequence[Record | int] | None
Input = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None

ROW_LOCK: dict[str, Any] = {"of": ("self",), "no_key": True}  # a new row may point at a locked one meanwhile


@dataclass(frozen=True, eq=False)
class Action:
    """One verb on one model: what it needs, what it may be called by, what it does."""

    model: type[Record]
    verb: str
    work: Work
    form: type[forms.BaseForm] = forms.Form
    label: Any = ""
    creates: bool = False
    removes: bool = False
    many: bool = False
    bulk: bool = False
    danger: bool = False
    primary: bool = False
    undo: str = ""
    personal: bool = False

    @property
    def permission(self) -> str:
        """`orders.release_workorder`: the same shape as Django's own view/add/change/delete."""
        return f"{self.model._meta.app_label}.{self.verb}_{self.model._meta.model_name}"

    @property
    def topic(self) -> str:
        """`orders.workorder.release`: what its events are called."""
        return f"{self.model._meta.label_lower}.{self.verb}"

    @property
    def takes_input(self) -> bool:
        return bool(getattr(self.form, "base_fields", None))

    def open_form(self, subject: Record, data: Mapping[str, Any] | None = None) -> Any:
        """The input form, bound to `data` if there is any. A RecordForm writes onto the subject itself."""
        if issubclass(self.form, forms.BaseModelForm):
            return self.form(data, instance=subject)
        return self.form(data)

    def objections(self, subjects: Sequence[Record], by: Actor) -> dict[int, Refusal]:
        """Why the verb is not possible now, by row: its state first, then what the gates say."""
        found: dict[int, Refusal] = {}
        for subject in subjects:
            if sentence := self._wrong_state(subject):
                found[subject.pk] = WrongState(sentence)
        for gate_of_verb in GATES[self.model, self.verb]:
            asked = [s for s in subjects if s.pk not in found]
            answers = gate_of_verb(asked, by) if asked else {}
            found |= {pk: Blocked(reason) for pk, reason in answers.items() if reason}
        return found

    def _wrong_state(self, subject: Record) -> Any:
        moves = self.model.transitions
        state = getattr(subject, "state", "")
        if moves is None or self.creates or moves.allows(self.verb, state):
            return ""
        label = moves.states(state).label
        return _("%(verb)s is not possible while %(state)s") % {"verb": self.label, "state": label}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action answered, the same on the first call and on every repeat; the rows only on the first."""

    answer: dict[str, Any]
    replayed: bool = False
    records: list[Any] = field(default_factory=list, compare=False)

    @property
    def record(self) -> Any:
        return self.records[0]

    @property
    def secret(self) -> str:
        """What was made and is shown this once; a repeat has none."""
        return next((row.secret for row in self.records if row.secret), "")


ACTIONS: dict[tuple[type[Record], str], Action] = {}
GATES: dict[tuple[type[Record], str], list[Gate]] = defaultdict(list)


def action(model: type[Record], verb: str, *, label: Any, **options: Any) -> Callable[[Work], Action]:
    """Register a plain function as a verb of `model`.

    `work(subject, *, by, **input)` changes the subject in memory and other rows through their own verbs;
    `perform` saves the subject, moves its state and writes the journal. What it returns joins the answer.
    With `many=True` it is `work(subjects, inputs, *, by)` and is called once for a whole set.
    `label`: what its button says, translated. `creates`: the subject is a new row, already inserted when the
    work runs. `removes`: it is deleted after. `bulk`: offered on lists for several selected rows.
    `primary`: a step every record takes; the furthest possible one is the page's primary button.
    `undo`: the verb that takes it back, needing no more input than a reason; offered beside "done".
    `personal`: it concerns nobody but the person doing it, who needs no permission for it.
    """

    def register(work: Work) -> Action:
        if (model, verb) in ACTIONS:
            raise ValueError(f"{model.__name__} already has the verb {verb}")
        ACTIONS[model, verb] = Action(model, verb, work, label=label, **options)
        return ACTIONS[model, verb]

    return register


def actions_of(model: type[Record]) -> list[Action]:
    return [act for (owner, _verb), act in ACTIONS.items() if owner is model]


def gate(model: type[Record], verb: str) -> Callable[[Gate], Gate]:
    """Let a higher app veto a verb: asked once for all rows, answers a sentence for each it objects to."""

    def register(check: Gate) -> Gate:
        GATES[model, verb].append(check)
        return check

    return register


def perform(
    act: Action, subjects: Subjects = None, *, by: Actor, data: Input = None, key: str = "", version: int | None = None
) -> Outcome:
    """Do one verb to one row or to a set, wholly or not at all.

    Permission, key, lock, version, state and gates, input, work, save, journal in one (nested) transaction.
    `subjects`: a row, its id, several of them, or None when the verb creates. `data`: one input for all, or
    one for each. `key` makes a repeat return the first answer; `version` refuses if the row has changed
    since it was read. Raises a Refusal; then nothing was done.
    """
    if not (act.personal or by.may(act.permission)):
        raise NotPermitted()
    keys = _keys(subjects)
    with spoken(), transaction.atomic():
        claim = journal.claim(key, act.topic, keys, data)
        if claim.answer is not None:
            return Outcome(claim.answer, replayed=True)
        return _carry_out(act, _subjects(act, keys, by, data), by, data, version, claim)


def follow_up(act: Action, subjects: Subjects = None, *, by: Actor, data: Input = None, held: bool = False) -> Outcome:
    """A verb done as part of another one: same transaction, own journal lines, no permission of its own.

    `held`: `subjects` is a row that the caller has locked and that says what the database says: it is not read again.
    """
    if held and isinstance(subjects, Record):
        return _carry_out(act, [subjects], by, data, None, journal.NO_CLAIM)
    outcome = _carry_out(act, _subjects(act, _keys(subjects), by, data), by, data, None, journal.NO_CLAIM)
    for given in [subjects] if isinstance(subjects, Record) else []:
        given.__dict__.update(outcome.record.__dict__)
    return outcome


def _keys(subjects: Subjects) -> list[int]:
    if subjects is None:
        return []
    listed = subjects if isinstance(subjects, Sequence) else [subjects]
    return [s.pk if isinstance(s, Record) else s for s in listed]


def _subjects(act: Action, keys: list[int], by: Actor, data: Input) -> list[Any]:
    """A new row for each input, or the rows asked for, locked."""
    if act.creates:
        return [_new(act.model, by) for _input in (data if isinstance(data, Sequence) else [data])]
    return _lock(act.model, keys, by)


def _new(model: type[Record], by: Actor) -> Record:
    return model(**{model.author_column: by.user_id}) if model.author_column else model()


def _carry_out(
    act: Action, rows: list[Any], by: Actor, data: Input, version: int | None, claim: journal.Claim
) -> Outcome:
    single = not isinstance(data, Sequence) and len(rows) < 2
    inputs: list[Any] = list(data) if isinstance(data, Sequence) else [data or {}] * len(rows)
    before = [{} if act.creates else row.values() for row in rows]
    if version is not None and version != rows[0].version:
        raise conflicts.stale(act, rows[0], inputs[0], version)
    if objections := act.objections(rows, by):
        raise _first(objections, rows, single)
    given = _read(act, rows, inputs, single)
    if act.creates:
        before = saving.insert(rows)
    said = _work(act, rows, given, by)
    lines = saving.save(act, rows, before, [words.get("reason", "") for words in given])
    answers = [_answer(act, line, words) for line, words in zip(lines, said, strict=True)]
    answer = journal.plain(answers[0] if single else {"results": answers})
    journal.write(act, lines, by, claim, answer)
    return Outcome(answer, records=rows)


def _lock(model: type[Record], keys: list[int], by: Actor) -> list[Record]:
    """The rows in the order asked for, locked in the order of their ids, after the rows they are part of."""
    if not keys:
        raise NotFound()
    if model.locked_after:
        _locked_wholes(model)(tuple(keys))
    visible = model.objects.visible_to(by)
    scoped = visible.query.has_filters()
    rows = {row.pk: row for row in (_locking(visible, keys) if scoped else _locked(model)(tuple(keys)))}
    if len(rows) != len(set(keys)):
        raise NotFound()
    return [rows[key] for key in keys]


def _locking(rows: QuerySet[Any], keys: Any) -> QuerySet[Any]:
    return rows.select_for_update(**ROW_LOCK).filter(pk__in=keys).order_by("pk")


@cache
def _locked(model: type[Record]) -> Prepared:
    return Prepared(lambda keys: _locking(model.objects.all(), keys))


@cache
def _locked_wholes(model: type[Record]) -> Prepared:
    """Lock what these rows are part of: whoever works on a part holds the whole, so that nobody deadlocks."""
    whole: Any = model
    for name in model.locked_after.split(LOOKUP_SEP):
        whole = whole._meta.get_field(name).related_model

    def wholes(keys: Any) -> QuerySet[Any]:
        parts = model.objects.filter(pk__in=keys)
        return _locking(whole.objects.all(), parts.values(model.locked_after)).values_list("pk")

    return Prepared(wholes)


def _first(objections: dict[int, Refusal], rows: list[Record], single: bool) -> Refusal:
    row = next(row for row in rows if row.pk in objections)
    refusal = objections[row.pk]
    if single:
        return refusal
    return type(refusal)(_("%(row)s: %(reason)s") % {"row": row, "reason": refusal.detail})


def _read(act: Action, rows: list[Record], inputs: list[Any], single: bool) -> list[dict[str, Any]]:
    """The cleaned input of each row. A RecordForm has put its own fields onto the row already."""
    shared: dict[int, dict[str, Any]] = {}
    found = []
    for number, (row, given) in enumerate(zip(rows, inputs, strict=True), start=1):
        if issubclass(act.form, RecordForm) or id(given) not in shared:
            row.one_of_many = not single
            form = act.open_form(row, given)
            if not form.is_valid():
                raise Invalid(form, None if single else number)
            own = set(form._meta.fields or ()) if isinstance(form, RecordForm) else set()
            shared[id(given)] = {name: value for name, value in form.cleaned_data.items() if name not in own}
        found.append(shared[id(given)])
    return found


def _work(act: Action, rows: list[Record], given: list[dict[str, Any]], by: Actor) -> list[Mapping[str, Any]]:
    if act.many:
        return list(act.work(rows, given, by=by) or [{}] * len(rows))
    return [act.work(row, by=by, **words) or {} for row, words in zip(rows, given, strict=True)]


def _answer(act: Action, line: journal.Line, said: Mapping[str, Any]) -> dict[str, Any]:
    state = {"state": line.row.state} if act.model.transitions else {}  # type: ignore[attr-defined]
    return {"id": line.pk, **state, "version": line.row.version, **said}
