"""The one door: what a verb does, refuses and leaves behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from base.actions import follow_up, perform
from base.models import AuditEntry, Event
from base.people import Actor
from base.refusals import Duplicate, Invalid, KeyReused, NotFound, NotPermitted, Refusal, Stale, WrongState
from base.screens import SCREENS
from base.tenancy import in_tenant
from bom.models import Item, Unit

ADD_UNIT, CHANGE_UNIT = SCREENS[Unit].action("add"), SCREENS[Unit].action("change")
ADD_ITEM = SCREENS[Item].action("add")
PIECE = {"code": "pcs", "name": "piece", "decimals": 0}


def test_adding_writes_the_row_its_audit_and_its_event(planner):
    outcome = perform(ADD_UNIT, by=planner, data=PIECE)
    assert outcome.answer == {"id": outcome.record.pk, "version": 1}
    entry = AuditEntry.objects.get(subject_type="bom.unit")
    assert (entry.actor_name, entry.verb, entry.after["code"]) == ("planner", "add", "pcs")
    assert Event.objects.get().topic == "bom.unit.add"


def test_changing_tells_only_what_changed(planner):
    piece = perform(ADD_UNIT, by=planner, data=PIECE).record
    answer = perform(CHANGE_UNIT, piece, by=planner, data=PIECE | {"name": "Stück"}, version=1).answer
    assert answer["version"] == 2
    entry = AuditEntry.objects.get(verb="change")
    assert (entry.before, entry.after) == ({"name": "piece"}, {"name": "Stück"})


def test_a_stale_version_shows_both_values_and_who_changed_it(planner):
    piece = perform(ADD_UNIT, by=planner, data=PIECE).record
    perform(CHANGE_UNIT, piece.pk, by=planner, data=PIECE | {"name": "theirs"})
    with pytest.raises(Stale) as refused:
        perform(CHANGE_UNIT, piece.pk, by=planner, data=PIECE | {"name": "mine"}, version=1)
    assert refused.value.facts()["differences"] == [{"field": "Name", "theirs": "theirs", "mine": "mine"}]
    assert refused.value.changed_by == "planner"


def test_whoever_lacks_the_permission_is_refused(planner, mill):
    with pytest.raises(NotPermitted):
        perform(ADD_UNIT, by=Actor(mill.tenant.pk, "guest"), data=PIECE)
    assert not Unit.objects.exists()


def test_an_error_names_the_field(planner):
    with pytest.raises(Invalid) as refused:
        perform(ADD_UNIT, by=planner, data=PIECE | {"decimals": "three"})
    assert refused.value.facts()["errors"][0]["pointer"] == "/decimals"


def test_a_second_row_with_the_same_code_is_an_error_of_the_code(planner):
    perform(ADD_UNIT, by=planner, data=PIECE)
    with pytest.raises(Invalid) as refused:
        perform(ADD_UNIT, by=planner, data=PIECE)
    assert refused.value.facts()["errors"][0]["pointer"] == "/code"


def test_a_repeat_with_the_same_key_returns_the_first_answer(planner):
    first = perform(ADD_UNIT, by=planner, data=PIECE, key="k1")
    again = perform(ADD_UNIT, by=planner, data=PIECE, key="k1")
    assert (again.answer, again.replayed) == (first.answer, True)
    assert Unit.objects.count() == 1


def test_the_same_key_for_another_request_is_refused(planner):
    perform(ADD_UNIT, by=planner, data=PIECE, key="k1")
    with pytest.raises(KeyReused):
        perform(ADD_UNIT, by=planner, data=PIECE | {"code": "kg"}, key="k1")


def test_a_refused_request_frees_its_key(planner):
    with pytest.raises(Invalid):
        perform(ADD_UNIT, by=planner, data={"code": ""}, key="k1")
    assert not perform(ADD_UNIT, by=planner, data=PIECE, key="k1").replayed


def test_a_set_is_written_wholly_or_not_at_all(planner):
    units = [{"code": f"u{n}", "name": "unit", "decimals": n} for n in range(3)]
    with pytest.raises(Invalid) as refused:
        perform(ADD_UNIT, by=planner, data=[*units, {"code": ""}])
    assert refused.value.row == 4
    assert not Unit.objects.exists()
    outcome = perform(ADD_UNIT, by=planner, data=units)
    assert len(outcome.answer["results"]) == Unit.objects.count() == AuditEntry.objects.count() == 3


def test_a_set_with_a_duplicate_is_refused_in_a_sentence(planner):
    with pytest.raises(Duplicate):
        perform(ADD_UNIT, by=planner, data=[PIECE, PIECE])


def test_a_set_costs_as_many_statements_as_one_row(planner):
    perform(ADD_UNIT, by=planner, data=PIECE)
    piece = Unit.objects.get()
    items = [{"code": f"i{n}", "name": "item", "unit": piece, "supply": "buy"} for n in range(1, 22)]
    counts = []
    for batch in (items[:1], items[1:]):
        with CaptureQueriesContext(connection) as seen:
            perform(ADD_ITEM, by=planner, data=batch)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 6, [q["sql"][:200] for q in seen.captured_queries]


def test_many_rows_are_changed_in_one_statement(planner):
    rows = perform(ADD_UNIT, by=planner, data=[{"code": f"u{n}", "name": "u", "decimals": 0} for n in range(3)]).records
    news = [{"code": row.code, "name": f"unit {row.code}", "decimals": 2} for row in rows]
    perform(CHANGE_UNIT, rows, by=planner, data=news)
    assert sorted(Unit.objects.values_list("name", "decimals", "version")) == [
        ("unit u0", 2, 2),
        ("unit u1", 2, 2),
        ("unit u2", 2, 2),
    ]


def test_a_reference_is_given_by_code_or_by_id(planner):
    piece = perform(ADD_UNIT, by=planner, data=PIECE).record
    for code, reference in (("A", "pcs"), ("B", piece.pk)):
        perform(ADD_ITEM, by=planner, data={"code": code, "name": code, "unit": reference, "supply": "make"})
    assert Item.objects.filter(unit=piece).count() == 2
    with pytest.raises(Invalid) as refused:
        perform(ADD_ITEM, by=planner, data={"code": "C", "name": "C", "unit": "no such", "supply": "make"})
    assert "no such" in refused.value.facts()["errors"][0]["detail"]


def test_a_row_of_another_tenant_is_not_found(planner, forge):
    with forge.scope():
        theirs = Unit.objects.create(code="kg", name="kg")
    with pytest.raises(NotFound):
        perform(CHANGE_UNIT, theirs.pk, by=planner, data=PIECE)


def test_an_item_is_found_by_its_pinyin(planner):
    perform(ADD_UNIT, by=planner, data=PIECE)
    perform(ADD_ITEM, by=planner, data={"code": "30204", "name": "圆锥滚子轴承", "unit": "pcs", "supply": "buy"})
    for words in ("30204", "滚子", "zhoucheng", "yzgzzc"):
        listing = SCREENS[Item].listing({"q": words}, planner)
        assert listing.total == 1, words


def test_eight_threads_with_one_key_do_one_piece_of_work(foundry):
    def press(_thread: int) -> tuple[dict, bool]:
        try:
            outcome = in_tenant(
                foundry.tenant.pk, lambda: perform(ADD_UNIT, by=foundry.actor, data=PIECE, key="pressed twice")
            )
            return outcome.answer, outcome.replayed
        finally:
            connection.close()

    foundry.actor  # noqa: B018  loads the permissions once
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(press, range(8)))
    assert sorted(replayed for _answer, replayed in answers) == [False] + [True] * 7
    assert len({str(answer) for answer, _replayed in answers}) == 1
    assert in_tenant(foundry.tenant.pk, Unit.objects.count) == 1


def test_eight_threads_with_the_same_code_make_one_row_and_seven_sentences(foundry):
    def press(_thread: int) -> str:
        try:
            in_tenant(foundry.tenant.pk, lambda: perform(ADD_UNIT, by=actor, data=PIECE | {"code": "kg"}))
            return "made"
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    actor = in_tenant(foundry.tenant.pk, lambda: foundry.actor)
    with ThreadPoolExecutor(8) as pool:
        found = sorted(pool.map(press, range(8)))
    assert found.count("made") == 1
    assert set(found) <= {"made", "duplicate", "invalid"}


def test_a_verb_that_follows_goes_on_with_the_row_its_caller_holds(planner):
    unit = perform(ADD_UNIT, by=planner, data=PIECE).record
    with CaptureQueriesContext(connection) as seen:
        done = follow_up(CHANGE_UNIT, unit, by=planner, data=PIECE | {"name": "part"}, held=True)
    assert done.record is unit and (unit.name, unit.version) == ("part", 2)
    assert not any("FOR NO KEY UPDATE" in query["sql"] for query in seen.captured_queries)
    assert Unit.objects.values_list("name", "version").get() == ("part", 2)
    entry = AuditEntry.objects.latest("id")
    assert (entry.verb, entry.before, entry.after) == ("change", {"name": "piece"}, {"name": "part"})


def test_a_held_row_that_has_changed_behind_its_holder_is_not_written(planner):
    unit = perform(ADD_UNIT, by=planner, data=PIECE).record
    perform(CHANGE_UNIT, unit.pk, by=planner, data=PIECE | {"name": "somebody's"})
    with pytest.raises(WrongState):
        follow_up(CHANGE_UNIT, unit, by=planner, data=PIECE | {"name": "mine"}, held=True)
    assert Unit.objects.get().name == "somebody's"
