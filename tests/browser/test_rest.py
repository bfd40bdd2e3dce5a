"""The description of REST on a page: read, and tried as the person who is signed in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import AXE

pytestmark = pytest.mark.browser


@pytest.fixture
def rest(page: Page) -> Page:
    """The page with the document read. It is made once, which takes a moment."""
    page.goto("/rest/")
    expect(page.locator("#operations-tag-units")).to_be_visible(timeout=60_000)
    return page


def test_it_opens_without_any_other_server(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/rest/")
    expect(page.locator("#operations-tag-units")).to_be_visible(timeout=60_000)
    here = page.url.removesuffix("/rest/")
    assert [url for url in asked if not url.startswith((here, "data:"))] == []


def test_what_is_tried_is_done_in_the_name_of_who_tries(rest: Page) -> None:
    page = rest
    page.locator("#operations-tag-units").click()
    page.locator("#operations-units-units_add").get_by_role("button").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.locator("textarea.body-param__text").fill('{"code": "kg", "name": "kilogram", "decimals": 3}')
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table .response-col_status").last).to_contain_text("201")
    page.goto("/units/")
    expect(page.get_by_role("link", name="kg", exact=True)).to_be_visible()


def test_what_is_ours_of_the_page_breaks_no_rule(rest: Page) -> None:
    """Inside, Swagger UI has headings of its own, and calls its list the page's main part too."""
    rest.evaluate(AXE.read_text())
    found = rest.evaluate("axe.run({exclude: ['#rest']}).then(answer => answer.violations.map(rule => rule.id))")
    assert found in ([], ["landmark-no-duplicate-main"])


def test_a_token_is_made_and_its_secret_copied(page: Page) -> None:
    page.goto("/tokens/new/")
    page.get_by_label("name", exact=False).first.fill("scales")
    page.get_by_label("Everything").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".secret")).to_contain_text("lw_")
    page.get_by_role("link", name="I have copied it").click()
    expect(page.get_by_role("heading", name="scales")).to_be_visible()
    expect(page.get_by_text("lw_")).to_have_count(0)
