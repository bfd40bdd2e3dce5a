"""Founding the demonstration factories: who can sign in, what they may do, and starting over."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from base.models import AuditEntry, ImportRun, Membership, Tenant, User
from base.screens import every_permission
from bom.models import Item
from erp.demonstration.factories import FACTORIES, HUADONG
from erp.demonstration.founding import Founding
from erp.demonstration.people import POSTS, permissions
from shopfloor.models import Employee
from tests.demo.conftest import Factory
from tests.people import Company

EVERYBODY = [person for factory in FACTORIES for person in factory.people]


def said(*options: str) -> str:
    out = StringIO()
    call_command("demo", *options, stdout=out)
    return out.getvalue()


def one_click(username: str) -> Client:
    client = Client()
    response = client.post("/accounts/demo/", {"username": username})
    assert response.status_code == 302, response.content
    return client


def test_it_says_who_can_sign_in(inside):
    lines = said("--sign-ins").splitlines()
    names = {line.split()[0] for line in lines}
    assert {person.username for person in EVERYBODY} <= names and len(EVERYBODY) == 24
    assert any("hewei-planner" in line and "计划" in line for line in lines)


@pytest.mark.parametrize("person", EVERYBODY, ids=lambda person: person.username)
def test_everybody_signs_in_with_one_click_and_has_a_page_to_start_on(inside, person):
    home = one_click(person.username).get("/", follow=True)
    assert home.status_code == 200


def test_the_planner_sees_the_late_order_and_the_operator_does_not_see_the_plan(inside):
    assert "SO-023" in one_click("planner").get("/plan/").content.decode()
    assert one_click("operator").get("/plan/").status_code == 403


def test_roles_differ(inside: Factory):
    may = {name: inside.actor(name).may for name in ("planner", "buyer", "sales", "storekeeper", "director")}
    assert may["planner"]("scheduling.publish_planversion") and not may["buyer"]("scheduling.publish_planversion")
    assert may["buyer"]("suppliers.confirm_purchaseorder") and not may["sales"]("suppliers.view_purchaseorder")
    assert may["sales"]("orders.accept_salesorder") and not may["planner"]("orders.accept_salesorder")
    assert may["storekeeper"]("inventory.count_stockbalance") and not may["planner"]("inventory.count_stockbalance")
    assert may["director"]("base.add_member")


def test_every_pattern_of_a_role_means_something():
    known = every_permission()
    for post in POSTS:
        for pattern in post.may:
            assert pattern == "*" or set(permissions([pattern])) <= set(known), pattern
            assert permissions([pattern]), (post.code, pattern)


def test_the_import_and_the_plan_were_made_by_the_planner_through_the_product(inside):
    assert ImportRun.objects.get().state == "done"
    done = AuditEntry.objects.filter(actor_name="周敏").values_list("subject_type", "verb")
    assert {("base.importrun", "take"), ("scheduling.plannedorder", "firm"), ("bom.item", "add")} <= set(done)


def test_where_there_is_a_company_already_nothing_is_founded(mill: Company):
    before = Tenant.objects.count()
    said("--if-empty")
    assert Tenant.objects.count() == before


def test_gone_on_with_a_finished_factory_does_nothing_again(inside: Factory):
    Founding(HUADONG, inside.tenant).go_on()
    assert ImportRun.objects.count() == 1 and Item.objects.count() == 240


def test_a_reset_puts_a_new_factory_in_its_place_with_the_same_people(inside: Factory, monkeypatch: Any):
    monkeypatch.setattr(Founding, "go_on", lambda self: None)
    said("--reset")
    membership = Membership.objects.get(user__username="planner")
    assert membership.tenant_id != inside.tenant.pk and membership.tenant.demo
    assert Tenant.objects.get(pk=inside.tenant.pk).name != membership.tenant.name
    assert one_click("planner").session["membership"] == membership.pk


def test_a_real_persons_user_name_is_not_taken(mill: Company):
    user, _made = User.objects.get_or_create(username="engineer", defaults={"name": "a real engineer"})
    Membership.objects.create(user=user, tenant=mill.tenant)
    with pytest.raises(CommandError, match="engineer"):
        said("--reset")


def test_who_works_on_the_floor_is_the_employee_of_that_name(inside: Factory):
    known = dict(Employee.objects.exclude(user=None).values_list("user__username", "work_center__code"))
    assert known == {"operator": "LA", "supervisor": "GR", "leader": "GR"}
