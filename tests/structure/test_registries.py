"""What the registries hold: every verb has its permission, label, sentence and place in its states."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from django.apps import apps
from django.utils.functional import Promise

from base.actions import ACTIONS, GATES, Action
from base.columns import Column
from base.events import LISTENERS, REACTIONS
from base.jobs import JOBS, PERIODIC
from base.records import Record
from base.screens import PAGES, SCREENS, every_permission
from tests.sampling import tenant_models

VERBS = [pytest.param(act, id=act.topic) for act in ACTIONS.values()]
SHOWN = [pytest.param(screen, id=screen.slug) for screen in SCREENS.values()]
RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]
STATEFUL = [pytest.param(model, id=model.__name__) for model in RECORDS if model.transitions]


@pytest.mark.parametrize("act", VERBS)
def test_a_verb_says_what_it_does_in_every_language(act: Action):
    assert isinstance(act.label, Promise), "label=_(…)"
    assert inspect.getdoc(act.work), "a sentence for people who read REST"
    assert act.personal or act.permission in every_permission()


@pytest.mark.parametrize("act", [p for p in VERBS if p.values[0].undo])
def test_what_takes_a_verb_back_needs_at_most_a_reason(act: Action):
    back = ACTIONS[act.model, act.undo]
    assert set(getattr(back.form, "base_fields", {})) <= {"reason"}
    assert not back.creates


def test_what_destroys_is_never_the_primary_button():
    assert [act.topic for act in ACTIONS.values() if act.primary and act.danger] == []


@pytest.mark.parametrize("screen", SHOWN)
def test_an_empty_list_says_what_fills_it(screen: Any):
    assert isinstance(screen.empty, Promise) or not screen.group, "empty=_(…): the next step"
    assert bool(screen.leads) == (screen.source is not None)


@pytest.mark.parametrize("act", VERBS)
def test_the_input_of_a_verb_is_named_in_every_language(act: Action):
    assert [name for name, field in _fields(act.form) if not isinstance(field.label, Promise)] == []


def _fields(form: Any) -> list[tuple[str, Any]]:
    found = []
    for name, field in getattr(form, "base_fields", {}).items():
        found += [(name, field), *_fields(getattr(field, "form", None))]
    return found


@pytest.mark.parametrize("model", STATEFUL)
def test_every_state_can_be_reached(model: Any):
    moves, given = model.transitions, {str(state) for state in model.transitions.states}
    born = {act.verb for act in ACTIONS.values() if act.model is model and act.creates}
    assert moves.reachable() == given, born
    assert {state for targets in moves.moves.values() for pair in targets.items() for state in pair} <= given


def test_every_verb_of_a_state_machine_is_a_verb():
    named = {f"{model.values[0]._meta.label_lower}.{verb}" for model in STATEFUL for verb in _moves(model.values[0])}
    known = {act.topic for act in ACTIONS.values()}
    assert named <= known


def _moves(model: Any) -> set[str]:
    return set(model.transitions.moves)


def test_gates_and_listeners_wait_for_verbs_that_exist():
    assert [key for key, gates in GATES.items() if gates and key not in ACTIONS] == []
    assert set(LISTENERS) <= {act.topic for act in ACTIONS.values()}
    assert {name for names in LISTENERS.values() for name in names} <= set(REACTIONS)
    assert set(PERIODIC) <= set(JOBS)


@pytest.mark.parametrize("model", [pytest.param(model, id=model.__name__) for model in RECORDS])
def test_a_record_and_its_fields_are_named_in_every_language(model: Any):
    assert isinstance(model._meta.verbose_name, Promise)
    assert isinstance(model._meta.verbose_name_plural, Promise)
    columns = [f for f in model._meta.concrete_fields if f.editable and not f.primary_key]
    assert [f.name for f in columns if not isinstance(f.verbose_name, Promise)] == []


@pytest.mark.parametrize("screen", SHOWN)
def test_a_screen_is_named_in_every_language(screen: Any):
    shown: list[Column] = [*screen.list_columns, *screen.detail_columns]
    assert [column.name for column in shown if not isinstance(column.label, Promise)] == []
    choices = [label for column in shown for label in (column.choices or {}).values()]
    assert [label for label in choices if isinstance(label, str)] == []  # a plain text has one language
    filters = screen.filterset({}, queryset=screen.model.objects.none()).filters
    assert [name for name, declared in filters.items() if not isinstance(declared.label, Promise)] == []


def test_a_page_in_the_navigation_is_named_in_every_language():
    assert [name for name, page in PAGES.items() if page.label and not isinstance(page.label, Promise)] == []
    assert [name for name, page in PAGES.items() if not page.permission] == []


def test_whatever_people_edit_has_a_version_and_states_belong_to_verbs():
    for model in tenant_models():
        if any(f.name == "version" for f in model._meta.concrete_fields):
            assert issubclass(model, Record), model
        if transitions := getattr(model, "transitions", None):
            field = model._meta.get_field("state")
            assert (field.transitions, field.editable) == (transitions, False), model
