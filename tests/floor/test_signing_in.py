"""Badge and PIN on an enrolled tablet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from base.models import AuditEntry
from base.refusals import Blocked, Invalid
from shopfloor.models import Badge, Device, Employee, OperationReport
from tests import factories
from tests.floor.conftest import Floor, in_english
from tests.people import Company
from tests.samples import do

SIGN_IN = "/floor/sign-in/"


@pytest.fixture
def li(mill: Company, floor: Floor) -> Employee:
    """Somebody who may report, with badge B-7 and PIN 2468."""
    membership = factories.member(mill.tenant, "li", factories.everything())
    employee = Employee.objects.create(number="7", name="Li", user=membership.user)
    return do(Employee, "give_badge", floor.by, employee, code="B-7", pin="2468")


@pytest.fixture
def device(floor: Floor) -> Device:
    return Device.objects.create(code="T-1", name="saw", work_center=floor.plant.saw)


@pytest.fixture
def tablet(mill: Company, device: Device) -> Client:
    """The browser that a supervisor has made the tablet."""
    browser = in_english(mill.planner)
    answer = browser.post(reverse("enrol-tablet", kwargs={"pk": device.pk}))
    assert answer["Location"] == SIGN_IN
    return browser


def show(tablet: Client, badge: str = "B-7", pin: str = "2468") -> Any:
    return tablet.post(SIGN_IN, {"badge": badge, "pin": pin})


def test_a_supervisor_makes_a_browser_the_tablet_and_is_signed_out(tablet, device, floor):
    assert tablet.get(reverse("station", kwargs={"pk": floor.plant.saw.pk})).status_code == 302
    page = tablet.get(SIGN_IN)
    assert page.status_code == 200 and "T-1" in page.content.decode()
    device.refresh_from_db()
    assert device.enrolled_at and device.digest not in page.cookies.output()


def test_badge_and_pin_open_the_tablets_work_center_as_that_person(tablet, li, floor):
    answer = show(tablet)
    assert answer["Location"] == reverse("station", kwargs={"pk": floor.plant.saw.pk})
    page = tablet.get(answer["Location"]).content.decode()
    assert "Li" in page and "Next person" in page
    operation = floor.start(10)
    tablet.post(reverse("bench-report", kwargs={"pk": operation.pk}), {"good": "3"})
    assert OperationReport.objects.get().employee == li


def test_a_wrong_pin_or_badge_is_refused_in_the_same_words(tablet, li):
    for answer in (show(tablet, pin="0000"), show(tablet, badge="B-8")):
        assert answer.status_code == 403 and "Badge or PIN is wrong" in answer.content.decode()


def test_after_five_mistakes_even_the_right_pin_waits(tablet, li):
    for _mistake in range(5):
        show(tablet, pin="0000")
    assert show(tablet).status_code == 403
    Badge.objects.update(waits_until=timezone.now() - timedelta(seconds=1))
    assert show(tablet).status_code == 302


def test_a_browser_nobody_enrolled_is_sent_to_the_password(li, device):
    stranger = Client()
    assert show(stranger)["Location"].startswith("/accounts/login/")
    stranger.cookies["tablet"] = f"{device.tenant_id}.{device.pk}.guessed"
    assert show(stranger)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("cookie", ["", "1", "1.2", "x.y.z", "9" * 40 + ".1.s", "²3.1.s", "1..s"])
def test_a_cookie_that_is_no_cookie_of_ours_is_nobodys(db, cookie):
    stranger = Client()
    stranger.cookies["tablet"] = cookie
    assert stranger.get(SIGN_IN)["Location"].startswith("/accounts/login/")


def test_a_revoked_tablet_is_one_no_more(tablet, li, device, floor):
    do(Device, "revoke", floor.by, device)
    assert show(tablet)["Location"].startswith("/accounts/login/")
    with pytest.raises(Blocked, match="not enrolled"):
        do(Device, "revoke", floor.by, device)


def test_a_badge_of_another_company_opens_nothing(tablet, li, forge):
    with forge.scope():
        membership = factories.member(forge.tenant, "wu", factories.everything())
        employee = Employee.objects.create(number="1", name="Wu", user=membership.user)
        do(Employee, "give_badge", forge.actor, employee, code="F-1", pin="1357")
    assert show(tablet, badge="F-1", pin="1357").status_code == 403


def test_the_next_person_shows_their_badge_and_the_one_before_is_gone(tablet, li, floor):
    show(tablet)
    operation = floor.operation(10)
    answer = tablet.post(reverse("bench-scan", kwargs={"pk": operation.pk}), {"code": "B-7"})
    assert answer["Location"] == f"{SIGN_IN}?badge=B-7"
    assert tablet.get(reverse("bench", kwargs={"pk": operation.pk})).status_code == 302
    show(tablet)
    assert tablet.post("/floor/leave/")["Location"] == SIGN_IN
    assert tablet.get(reverse("bench", kwargs={"pk": operation.pk})).status_code == 302


def test_a_badge_taken_or_an_employee_who_left_opens_nothing(tablet, li, floor):
    Employee.objects.update(active=False)
    assert show(tablet).status_code == 403
    Employee.objects.update(active=True)
    do(Employee, "take_badge", floor.by, li)
    assert show(tablet).status_code == 403


def test_a_pin_is_four_to_eight_digits_and_stands_in_no_history(li, floor):
    with pytest.raises(Invalid):
        do(Employee, "give_badge", floor.by, li, code="B-7", pin="12")
    told = str(list(AuditEntry.objects.values_list("before", "after", "reason")))
    assert "2468" not in told and Badge.objects.get().pin not in told


def test_who_is_no_member_gets_no_badge(floor):
    helper = Employee.objects.create(number="9", name="helper")
    with pytest.raises(Blocked, match="which member they are"):
        do(Employee, "give_badge", floor.by, helper, code="B-9", pin="2468")


def test_nobody_gives_themselves_the_badge_of_somebody_who_may_more(mill, floor, li):
    leader = factories.actor(factories.member(mill.tenant, "leader", ["shopfloor.give_badge_employee"]))
    with pytest.raises(Blocked, match="They may do what you may not"):
        do(Employee, "give_badge", leader, li, code="B-7", pin="1111")
