"""People and roles: who is let in, what they may do, and how that ends."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from base.actions import ACTIONS, perform
from base.members import administrator_role, appoint
from base.models import AuditEntry, Member, Membership, Role, Session, Tenant, Token, User
from base.people import EVERYTHING, Actor, actor_for
from base.refusals import Blocked, Invalid, NotPermitted, Unacceptable
from base.screens import every_permission
from base.tenancy import in_tenant
from base.tokens import bearer_of
from bom.models import Unit
from tests import factories
from tests.people import Company
from tests.samples import do

PASSWORD = "a-long-first-password"


def role(by: Actor, name: str, *permissions: str) -> Role:
    return do(Role, "add", by, name=name, permissions=list(permissions))


def new(by: Actor, username: str, *roles: Role, password: str = PASSWORD) -> Member:
    lines = [{"role": each} for each in roles]
    return do(Member, "add", by, username=username, name=username.title(), password=password, roles=lines)


def may(company: Company, member: Member, permission: str) -> bool:
    membership = Membership.objects.get(tenant=company.tenant, user_id=member.user_id)
    return actor_for(membership).may(permission)


def test_a_new_member_may_do_what_their_roles_say_and_nothing_else(planner, mill):
    member = new(planner, "wang", role(planner, "reader", "bom.view_unit"))
    assert may(mill, member, "bom.view_unit")
    assert not may(mill, member, "bom.add_unit")


def test_a_role_that_changes_counts_from_the_next_click_on(planner, mill):
    reader = role(planner, "reader", "bom.view_unit")
    member = new(planner, "wang", reader)
    assert not may(mill, member, "bom.add_unit")
    do(Role, "change", planner, reader, name="writer", permissions=["bom.view_unit", "bom.add_unit"])
    assert may(mill, member, "bom.add_unit")


def test_a_member_given_another_role_may_do_that_from_the_next_click_on(planner, mill):
    member = new(planner, "wang")
    assert not may(mill, member, "bom.view_unit")
    lines = [{"role": role(planner, "reader", "bom.view_unit")}]
    do(Member, "change", planner, member, name="Wang", roles=lines)
    assert may(mill, member, "bom.view_unit")


def test_a_permission_nobody_knows_is_refused_by_name(planner):
    with pytest.raises(Invalid) as refused:
        role(planner, "odd", "bom.fly_unit")
    assert "bom.fly_unit" in str(refused.value.facts()["errors"])


def test_a_first_password_too_easy_to_guess_is_refused(planner):
    with pytest.raises(Invalid) as refused:
        new(planner, "wang", password="12345")
    assert refused.value.facts()["errors"][0]["pointer"] == "/password"


def test_a_password_is_never_written_to_the_journal(planner):
    member = new(planner, "wang")
    entry = AuditEntry.objects.get(subject_type="base.member", subject_id=member.pk)
    assert PASSWORD not in str(entry.after)


def test_somebody_who_works_for_another_company_keeps_their_password(mill, forge):
    with forge.scope():
        new(forge.actor, "li")
    with mill.scope():
        member = new(mill.actor, "li", password="")
        assert User.objects.get(pk=member.user_id).check_password(PASSWORD)
        with pytest.raises(Blocked, match="another company"):
            do(Member, "set_password", mill.actor, member, password="another-long-password")


def test_who_is_deactivated_is_signed_out_at_once_and_may_come_back(foundry):
    tenant = foundry.tenant.pk
    member = in_tenant(tenant, lambda: new(foundry.actor, f"zhao{tenant}", role(foundry.actor, "r", "bom.view_unit")))
    browser = Client()
    assert browser.login(username=member.username, password=PASSWORD)
    browser.post("/tenants/", {"membership": Membership.objects.get(user_id=member.user_id).pk})
    assert Session.objects.filter(membership__user_id=member.user_id).exists()
    in_tenant(tenant, lambda: do(Member, "deactivate", foundry.actor, member))
    assert not Session.objects.filter(membership__user_id=member.user_id).exists()
    in_tenant(tenant, lambda: do(Member, "reactivate", foundry.actor, member.pk))
    assert in_tenant(tenant, lambda: may(foundry, member, "bom.view_unit"))


def test_nobody_locks_themselves_out(planner, mill):
    own = Member.objects.get(user_id=mill.planner.user_id)
    with pytest.raises(Unacceptable, match="yourself"):
        do(Member, "deactivate", planner, own)


def test_a_password_set_by_an_administrator_ends_the_sessions_of_the_old_one(planner, mill):
    member = new(planner, "wang")
    membership = Membership.objects.get(user_id=member.user_id)
    Session.objects.create(session_key="k", session_data="", expire_date="2030-01-01T00:00Z", membership=membership)
    do(Member, "set_password", planner, member, password="another-long-password")
    assert User.objects.get(pk=member.user_id).check_password("another-long-password")
    assert not Session.objects.filter(membership=membership).exists()


@pytest.fixture
def clerk(planner, mill) -> Actor:
    """Somebody who appoints people and edits roles, and may else only look at units."""
    codes = [code for code in every_permission() if code.rpartition("_")[2] in ("member", "role")]
    return factories.actor(factories.member(mill.tenant, "clerk", [*codes, "bom.view_unit"]))


def test_nobody_makes_a_role_of_what_they_may_not_do_themselves(clerk):
    with pytest.raises(NotPermitted, match="may not do yourself: Units: Add"):
        role(clerk, "writer", "bom.view_unit", "bom.add_unit")
    with pytest.raises(NotPermitted, match="everything"):
        role(clerk, "boss", EVERYTHING)
    assert role(clerk, "reader", "bom.view_unit").pk


def test_nobody_adds_to_a_role_what_they_may_not_do_themselves_but_may_take_it_away(clerk, planner):
    writer = role(planner, "writer", "bom.view_unit", "bom.add_unit")
    with pytest.raises(NotPermitted, match="Items: Add"):
        do(Role, "change", clerk, writer, name="writer", permissions=["bom.add_unit", "bom.add_item"])
    do(Role, "change", clerk, writer, name="adder", permissions=["bom.add_unit"])
    assert Role.objects.get(pk=writer.pk).permissions == ["bom.add_unit"]


def test_nobody_appoints_to_a_role_that_may_more_than_they(clerk, planner):
    writer, reader = role(planner, "writer", "bom.add_unit"), role(clerk, "reader", "bom.view_unit")
    with pytest.raises(NotPermitted, match="Units: Add"):
        new(clerk, "wang", writer)
    member = new(clerk, "wang", reader)
    with pytest.raises(NotPermitted, match="Units: Add"):
        do(Member, "change", clerk, member, name="Wang", roles=[{"role": reader}, {"role": writer}])


def test_who_has_such_a_role_already_may_be_renamed_but_given_no_password(clerk, planner):
    writer = role(planner, "writer", "bom.add_unit")
    member = new(planner, "wang", writer)
    do(Member, "change", clerk, member, name="Wang Wu", roles=[{"role": writer}])
    with pytest.raises(Blocked, match="They may do what you may not: Units: Add"):
        do(Member, "set_password", clerk, member, password="another-long-password")
    do(Member, "deactivate", clerk, member)
    with pytest.raises(Blocked, match="They may do what you may not"):
        do(Member, "reactivate", clerk, member)


def test_who_is_deactivated_leaves_no_token_behind(planner, mill):
    member = new(planner, "wang", role(planner, "r", "bom.view_unit"))
    secret = factories.token_of(Membership.objects.get(user_id=member.user_id))
    do(Member, "deactivate", planner, member)
    do(Member, "reactivate", planner, member.pk)
    assert bearer_of(secret) is None
    assert Token.objects.get().revoked_at


def test_the_first_administrator_of_a_new_company_may_do_everything(db):
    with transaction.atomic():
        tenant = Tenant.objects.create(name="new")

    def begin() -> tuple[Member, Any]:
        member = appoint("first", "First", PASSWORD, [administrator_role()])
        return member, actor_for(Membership.objects.get(user_id=member.user_id))

    _member, actor = in_tenant(tenant.pk, begin)
    assert actor.permissions == {EVERYTHING}
    unit = in_tenant(tenant.pk, lambda: perform(ACTIONS[Unit, "add"], by=actor, data={"code": "kg", "name": "kg"}))
    assert unit.record.code == "kg"


def test_a_company_is_founded_with_one_command(db, monkeypatch, capsys):
    monkeypatch.setenv("LOOPWORKS_FIRST_PASSWORD", PASSWORD)
    call_command("tenant", "宏远机械", "--username", "admin-hy")
    tenant = Tenant.objects.get(name="宏远机械")
    assert not tenant.demo
    assert Client().login(username="admin-hy", password=PASSWORD)
    assert "admin-hy" in capsys.readouterr().out
