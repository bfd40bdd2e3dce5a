"""An alert is raised once, waits for its owner, and goes away with its cause."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from base import alerts
from base.alerts import RULES, Cause, Rule, evaluate, look_at_all
from base.models import Alert, Job, Member, Site
from base.models.alerts import Severity
from base.models.work import JobState
from base.navigation import alerts_waiting
from base.people import Actor
from base.tenancy import in_tenant
from tests import factories
from tests.samples import do

SENTENCE = _("Reported: %(good)s good, %(scrap)s scrap, %(rework)s rework")  # any text that takes facts


class Watched:
    """Stands for what a rule looks at."""

    def __init__(self) -> None:
        self.causes: list[Cause] = []
        self.rule = Rule("watched", lambda: list(self.causes), _("late"), SENTENCE, "base.change_site")

    def wrong(self, subject: Any, scrap: int = 1, severity: Severity = Severity.WARNING, **more: Any) -> None:
        self.causes = [Cause(subject, {"good": 1, "scrap": scrap, "rework": 0}, severity, **more)]
        evaluate(self.rule)

    def right(self) -> None:
        self.causes = []
        evaluate(self.rule)


@pytest.fixture
def watched(planner: Actor) -> Iterator[Watched]:
    found = Watched()
    RULES["watched"] = found.rule
    yield found
    del RULES["watched"]


@pytest.fixture
def site(planner: Actor) -> Site:
    return do(Site, "add", planner, code="S", name="Suzhou")


def member(mill: Any, name: str, *permissions: str) -> Actor:
    return factories.actor(factories.member(mill.tenant, name, list(permissions)))


def test_a_cause_that_is_found_twice_is_one_alert(watched, site):
    watched.wrong(site)
    watched.wrong(site)
    alert = Alert.objects.get()
    assert (alert.state, alert.version, alert.subject_text) == ("open", 1, "Suzhou")
    assert alert.address == f"/sites/{site.pk}/"


def test_two_that_look_at_the_same_moment_raise_one_alert(foundry, monkeypatch):
    site = in_tenant(foundry.tenant.pk, lambda: do(Site, "add", foundry.actor, code="S", name="Suzhou"))
    rule = Rule(
        "at_once",
        lambda: [Cause(site, {"good": 1, "scrap": 1, "rework": 0}, Severity.WARNING)],
        _("late"),
        SENTENCE,
        "base.change_site",
    )
    monkeypatch.setitem(RULES, "at_once", rule)

    def look() -> None:
        try:
            in_tenant(foundry.tenant.pk, lambda: evaluate(rule))
        finally:
            connections.close_all()

    def both(threads: ThreadPoolExecutor) -> Future[None]:
        evaluate(rule)
        other = threads.submit(look)
        while not other.done() and not waiting():
            pass
        return other

    with ThreadPoolExecutor(1) as threads:
        in_tenant(foundry.tenant.pk, lambda: both(threads)).result()
    assert in_tenant(foundry.tenant.pk, Alert.objects.filter(rule="at_once").count) == 1


def waiting() -> bool:
    """Somebody waits for what this connection holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))")
        return bool(cursor.fetchone()[0])


def test_an_alert_whose_cause_is_gone_closes_itself_and_comes_back_as_a_new_one(watched, site):
    watched.wrong(site)
    watched.right()
    gone = Alert.objects.get()
    assert gone.state == "closed" and gone.closed_at
    watched.wrong(site)
    assert list(Alert.objects.order_by("id").values_list("state", flat=True)) == ["closed", "open"]


def test_it_says_the_newest_facts_in_the_language_of_the_reader(watched, site):
    watched.wrong(site, scrap=1)
    watched.wrong(site, scrap=7)
    sentence = Alert.objects.get().sentence
    assert alerts.said(sentence) == "Reported: 1 good, 7 scrap, 0 rework"
    with translation.override("zh-hans"):
        assert "7" in alerts.said(sentence) and "scrap" not in alerts.said(sentence)


def test_acknowledged_it_waits_for_nobody_until_it_gets_worse(watched, site, planner):
    watched.wrong(site)
    assert alerts_waiting(planner) == 1
    do(Alert, "acknowledge", planner, Alert.objects.get())
    watched.wrong(site, scrap=2)
    alert = Alert.objects.get()
    assert (alert.state, alert.acknowledged_by, alerts_waiting(planner)) == ("acknowledged", planner.name, 0)
    watched.wrong(site, scrap=2, severity=Severity.CRITICAL)
    alert = Alert.objects.get()
    assert (alert.state, alert.acknowledged_by, alerts_waiting(planner)) == ("open", "", 1)
    watched.wrong(site, scrap=2, severity=Severity.NOTICE)
    assert Alert.objects.get().severity == "notice"


def test_it_is_its_owners_and_nobody_elses_who_may_not_look_after_it(mill, watched, site):
    ann, bob, guard = (
        member(mill, name, "base.view_alert", *more)
        for name, *more in (("ann",), ("bob",), ("guard", "base.change_site"))
    )
    watched.wrong(site, owners=("nobody here", "ann"))
    assert Alert.objects.get().owner.name == "ann"
    assert [alerts_waiting(who) for who in (ann, bob, guard)] == [1, 0, 0]
    assert [Alert.objects.visible_to(who).count() for who in (ann, bob, guard)] == [1, 0, 1]


def test_without_an_owner_it_goes_to_whoever_made_the_document(mill, watched, site):
    watched.wrong(site, owners=("nobody here",), document=site)
    assert Alert.objects.get().owner.user_id == mill.planner.user_id


def test_where_there_is_nobody_it_waits_for_everybody_who_looks_after_it(mill, watched):
    imported = Site.objects.create(code="X", name="X")
    guard, guest = member(mill, "guard", "base.view_alert", "base.change_site"), member(mill, "guest 2")
    watched.wrong(imported, owners=("",), document=imported)
    assert Alert.objects.get().owner is None
    assert (alerts_waiting(guard), alerts_waiting(guest)) == (1, 0)


def test_a_name_that_two_people_have_is_nobodys(mill, watched, site):
    member(mill, "ann")
    other = Member.objects.get(name="ann")
    Member.objects.create(name="ann", username="ann 2")
    watched.wrong(site, owners=("ann",))
    assert Alert.objects.get().owner is None
    other.active = False
    other.save()
    watched.wrong(site, owners=("ann",))
    assert Alert.objects.get().owner.username == "ann 2"


def test_every_rule_is_owed_a_look_once_however_often_it_is_asked_for(planner):
    look_at_all()
    look_at_all()
    owed = Job.objects.filter(name="base.look", state=JobState.WAITING)
    assert sorted(row.payload["name"] for row in owed) == sorted(RULES)


def test_a_rule_asks_as_often_for_many_causes_as_for_one(watched, planner, django_assert_max_num_queries):
    sites = [Site.objects.create(code=f"S{n}", name=f"S{n}") for n in range(20)]
    watched.causes = [Cause(site, {"good": 0, "scrap": 0, "rework": 0}, owners=("planner",)) for site in sites]
    with django_assert_max_num_queries(12):
        evaluate(watched.rule)
    assert Alert.objects.count() == 20
