"""Two people at the same moment: nobody's work is lost, doubled or overwritten in silence."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
from django.db import connections

from base.actions import perform
from base.refusals import Stale
from base.screens import SCREENS
from base.tenancy import in_tenant
from bom.models import Unit
from tests.rest.conftest import api_of
from tests.samples import do

CHANGE = SCREENS[Unit].action("change")


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each answers or raises, all of them in threads of their own."""

    def run(work: Callable[[], Any]) -> Any:
        try:
            return work()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def unit(company: Any, code: str) -> int:
    return in_tenant(company.tenant.pk, lambda: do(Unit, "add", company.actor, code=code, name=code).pk)


def name_of(company: Any, pk: int) -> str:
    return in_tenant(company.tenant.pk, lambda: Unit.objects.get(pk=pk).name)


def test_of_eight_changes_of_one_version_one_is_made_and_seven_are_shown_it(foundry):
    pk, actor, tenant = unit(foundry, "pcs"), foundry.actor, foundry.tenant.pk

    def change(number: int) -> Any:
        data = {"code": "pcs", "name": f"name {number}", "decimals": 0}
        return in_tenant(tenant, lambda: perform(CHANGE, pk, by=actor, data=data, version=1).answer["version"])

    found = at_once(*(lambda number=number: change(number) for number in range(8)))
    made = [number for number, answer in enumerate(found) if answer == 2]
    assert len(made) == 1 and sum(isinstance(answer, Stale) for answer in found) == 7
    assert name_of(foundry, pk) == f"name {made[0]}"
    shown = {answer.facts()["differences"][0]["theirs"] for answer in found if isinstance(answer, Stale)}
    assert shown == {f"name {made[0]}"}


def test_one_key_sent_twice_at_the_same_moment_over_rest_is_one_row(foundry):
    api, body = api_of(foundry.planner), {"code": "box", "name": "box", "decimals": 0}
    send = lambda: api.post("/units/", body, Idempotency_Key="pressed-twice")  # noqa: E731
    answers = at_once(*[send] * 4)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sorted(answer.get("Idempotent-Replayed", "") for answer in answers) == ["", "true", "true", "true"]
    assert in_tenant(foundry.tenant.pk, Unit.objects.filter(code="box").count) == 1


def test_the_same_key_with_another_body_is_refused_while_the_first_is_still_at_work(foundry):
    api, tenant = api_of(foundry.planner), foundry.tenant.pk
    bodies = [{"code": code, "name": code, "decimals": 0} for code in ("one", "two")]
    answers = at_once(*(lambda body=body: api.post("/units/", body, Idempotency_Key="same") for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert orjson.loads(refused.content)["code"] == "key_reused"
    assert in_tenant(tenant, Unit.objects.count) == 1


def test_a_deadlock_ends_with_both_having_done_their_work(foundry):
    """PostgreSQL gives up one of the two; `in_tenant` does its work again from the start."""
    tenant, first, second = foundry.tenant.pk, unit(foundry, "a"), unit(foundry, "b")
    met, tries = threading.Barrier(2), []

    def crosswise(mine: int, other: int) -> None:
        def work() -> None:
            tries.append(mine)
            Unit.objects.filter(pk=mine).update(name=f"held by {mine}")
            if tries.count(mine) == 1:
                met.wait(timeout=10)
            Unit.objects.filter(pk=other).update(name=f"held by {mine}")

        in_tenant(tenant, work)

    found = at_once(lambda: crosswise(first, second), lambda: crosswise(second, first))
    assert found == [None, None]
    assert len(tries) == 3
    assert name_of(foundry, first) == name_of(foundry, second)
