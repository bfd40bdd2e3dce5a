"""State machines as data one can read aloud."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

Pair = tuple[str, str]


class Transitions:
    """The legal moves of a state field: for each verb a pair (from, to), or several.

    (S, S) means: allowed in this state, and the state stays. A verb not named here is allowed in every
    state. Two targets from one state are refused: the second is a verb of its own.
    """

    def __init__(self, states: type[models.TextChoices], *, initial: str, **moves: Pair | Iterable[Pair]) -> None:
        self.states = states
        self.initial = str(initial)
        self.moves = {verb: _targets(verb, pairs) for verb, pairs in moves.items()}

    def allows(self, verb: str, state: str) -> bool:
        return verb not in self.moves or state in self.moves[verb]

    def after(self, verb: str, state: str) -> str:
        """The state `verb` leads to. Only asked once `allows` has said yes."""
        return self.moves[verb][state] if verb in self.moves else state

    def reachable(self) -> set[str]:
        """Every state some chain of verbs leads to from the initial one."""
        found, frontier = {self.initial}, {self.initial}
        while frontier:
            frontier = {t for targets in self.moves.values() for s, t in targets.items() if s in frontier} - found
            found |= frontier
        return found


def _targets(verb: str, pairs: Any) -> dict[str, str]:
    listed = [pairs] if isinstance(pairs[0], str) else list(pairs)
    targets = {str(source): str(target) for source, target in listed}
    if len(targets) != len(listed):
        raise ValueError(f"{verb}: two targets from one state; the second deserves its own verb")
    return targets


class StateField(models.CharField):  # type: ignore[type-arg]
    """The column a Transitions governs. Never in a form: only verbs move it."""

    def __init__(self, transitions: Transitions | None = None, **kwargs: Any) -> None:
        self.transitions = transitions
        if transitions:
            kwargs |= {"choices": transitions.states.choices, "default": transitions.initial}
        super().__init__(**{"max_length": 20, "editable": False, **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Migrations see a plain CharField: changed transitions are no change of schema."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.CharField", list(args), kwargs
