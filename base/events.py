"""Announcing upwards: `@on("quality.nonconformance.open")` functions run soon after the verb has committed.

Each event of a topic with listeners leaves one job per listener in the same transaction, so nothing is
lost when the process dies. A job may run twice: a reaction run twice equals a reaction run once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from base.people import Actor


@dataclass(frozen=True, slots=True)
class Happening:
    """What a reaction is told: the topic, and the rows it happened to."""

    topic: str
    subjects: tuple[int, ...]


Reaction = Callable[[Happening], None]

LISTENERS: dict[str, list[str]] = defaultdict(list)
REACTIONS: dict[str, Reaction] = {}


def on(*topics: str) -> Callable[[Reaction], Reaction]:
    """Register a plain function as the reaction to these topics (`app.model.verb`)."""

    def register(react: Reaction) -> Reaction:
        name = f"{react.__module__}.{react.__qualname__}"
        REACTIONS[name] = react
        for topic in topics:
            LISTENERS[topic].append(name)
        return react

    return register


def announce(topic: str, subjects: Sequence[int], by: Actor) -> None:
    """Owe every listener of `topic` a job for these rows. Called by the journal, inside the transaction."""
    from base.jobs import enqueue

    for name in LISTENERS.get(topic, ()):
        enqueue(REACT, {"reaction": name, "topic": topic, "subjects": list(subjects)}, by=by)


REACT = "base.react"
