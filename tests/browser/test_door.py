"""Signing in and out, and what every page shows around itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from base.models import User
from tests.browser.conftest import PASSWORD, Open, Shop

pytestmark = pytest.mark.browser


def test_somebody_signs_in_by_name_and_password_and_out_again(opened: Open, person: User) -> None:
    page = opened()
    page.goto("/items/")
    page.get_by_label("Username").fill(person.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Items", level=1)).to_be_visible()
    page.get_by_label("Account of planner").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_wrong_password_is_said_and_the_name_stays(opened: Open, person: User) -> None:
    page = opened()
    page.goto("/accounts/login/")
    page.get_by_label("Username").fill(person.username)
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Username")).to_have_value(person.username)


def test_the_code_to_scan_is_drawn(opened: Open, shop: Shop) -> None:
    user = shop.company.planner.user
    user.set_password(PASSWORD)
    user.save()
    page = opened(shop.company.planner)
    page.goto("/accounts/2fa/totp/activate/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    code = page.get_by_role("img", name="QR code")
    assert code.evaluate("image => image.decode().then(() => image.naturalWidth)") > 20


def test_one_click_enters_a_demonstration(opened: Open, shop: Shop) -> None:
    user = shop.company.planner.user
    user.set_password(user.username)
    user.save()
    page = opened()
    page.goto("/accounts/login/")
    page.locator(f'button[value="{user.username}"]').click()
    expect(page.get_by_role("link", name=shop.company.tenant.name)).to_be_visible()
    expect(page.locator(".demo")).to_have_text("Demonstration data")


def test_the_language_is_changed_where_one_is(page: Page) -> None:
    page.goto("/sales-orders/?state=draft")
    page.get_by_role("button", name="简体中文").click()
    expect(page.get_by_role("heading", name="销售订单", level=1)).to_be_visible()
    expect(page).to_have_url("/sales-orders/?state=draft")


def test_on_a_phone_the_navigation_is_a_drawer(opened: Open, shop: Shop) -> None:
    page = opened(shop.company.planner, width=390)
    page.goto("/items/")
    way = page.get_by_role("link", name="Suppliers", exact=True)
    expect(way).to_be_hidden()
    page.get_by_role("button", name="Navigation").click()
    way.click()
    expect(page.get_by_role("heading", name="Suppliers", level=1)).to_be_visible()


def test_no_page_is_wider_than_a_phone(opened: Open, shop: Shop) -> None:
    page = opened(shop.company.planner, width=390)
    for address in (
        "/plan/",
        "/sales-orders/",
        f"/sales-orders/{shop.draft.pk}/",
        "/sales-orders/new/",
        "/imports/new/",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


def test_a_page_that_may_not_be_opened_says_so(opened: Open, shop: Shop) -> None:
    page = opened(shop.company.guest)
    page.goto("/items/")
    expect(page.get_by_text("ask whoever gives out roles")).to_be_visible()
