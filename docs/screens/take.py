"""Takes the product's own pictures: `python docs/screens/take.py http://127.0.0.1:8000`.

Needs the demonstration under that address, Chromium, and pdftoppm (poppler-utils) for the paper. It
publishes the plans and works a little on two tablets first, so that there is something to see.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

HERE = Path(__file__).parent
CHROMIUM, ZONE = "/usr/bin/chromium", "Asia/Shanghai"
LANGUAGES = ("zh-hans", "en")
DESK, TABLET, WALL, PHONE = (1440, 900), (1280, 800), (1920, 1080), (390, 844)


@dataclass(frozen=True)
class Picture:
    """`name` of the file, where, whose, how large; `ready` does what must be done before it is taken."""

    name: str
    path: str
    who: str
    size: tuple[int, int] = DESK
    ready: Callable[[Page], None] = lambda page: None


def choose_a_late_bar(page: Page) -> None:
    """The inspector with why it is late and the chain of its order."""
    page.locator("[data-finder][data-search]").fill("WO-102")
    page.keyboard.press("Enter")
    page.wait_for_timeout(400)


def open_center(code: str) -> Callable[[Page], None]:
    """The tablet's queue of a work center."""

    def open_it(page: Page) -> None:
        page.locator("a[href^='/floor/']", has_text=code).first.click()
        page.wait_for_load_state("networkidle")

    return open_it


open_grinding = open_center("GR")


def open_lot(page: Page) -> None:
    """The inspection of a lot of tofu that waits for the laboratory."""
    page.locator("tbody tr", has_text="WX24-04").locator("a").first.click()
    page.wait_for_load_state("networkidle")


PICTURES = (
    Picture("sign-in", "/accounts/login/", ""),
    Picture("plan", "/plan/", "planner"),
    Picture("board", "/board/", "planner", ready=choose_a_late_bar),
    Picture("requirements", "/mrp/", "planner"),
    Picture("floor", "/floor/", "supervisor", TABLET, open_grinding),
    Picture("kettle", "/floor/", "hewei-supervisor", TABLET, open_center("LZ")),
    Picture("inspection", "/inspections/", "hewei-inspector", ready=open_lot),
    Picture("food-plan", "/plan/", "hewei-planner"),
    Picture("wall", "/wall/", "director", WALL),
    Picture("order", "/sales-orders/?state=accepted", "sales"),
    Picture("trace", "/trace/?lot_text=LH-2608A", "inspector"),
    Picture("home", "/", "buyer"),
    Picture("phone", "/alerts/", "planner", PHONE),
)


def main(address: str) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        prepare(browser, address)
        for language in LANGUAGES:
            for picture in PICTURES:
                take(browser, address, language, picture)
            paper(browser, address, language)
        browser.close()


def opened(
    browser: Browser, address: str, language: str, who: str, size: tuple[int, int]
) -> tuple[BrowserContext, Page]:
    """A page of a person's own, signed in; "" for nobody."""
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(base_url=address, timezone_id=ZONE, viewport=viewport)
    context.add_cookies([{"name": "django_language", "value": language, "url": address}])
    page = context.new_page()
    if who:
        page.goto("/accounts/login/")
        page.fill("input[name=login]", who)
        page.fill("input[name=password]", who)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "login" not in url)
    return context, page


def prepare(browser: Browser, address: str) -> None:
    """Both plans are published; two grinding orders are begun and reported on."""
    for planner in ("planner", "hewei-planner"):
        publish(browser, address, planner)
    context, page = opened(browser, address, "en", "supervisor", TABLET)
    page.goto("/floor/")
    open_grinding(page)
    if not page.locator(".queue [data-tone=run]").count():
        begin(page, 0, good=36, scrap=2)
        begin(page, 1, good=20)
    context.close()


def publish(browser: Browser, address: str, planner: str) -> None:
    context, page = opened(browser, address, "en", planner, DESK)
    page.goto("/plan/")
    button = page.get_by_role("button", name="Publish the plan")
    if button.count():
        button.click()
        page.wait_for_load_state("networkidle")
    context.close()


def begin(page: Page, place: int, good: int, scrap: int = 0) -> None:
    """Start what stands there in the queue, and report on it."""
    page.goto("/floor/")
    open_grinding(page)
    page.locator(".queue a").nth(place).click()
    page.get_by_role("button", name="Start").click()
    page.get_by_role("textbox", name="Good").fill(str(good))
    if scrap:
        page.get_by_role("textbox", name="Scrap").fill(str(scrap))
        page.locator(".sheet-reasons input").first.check(force=True)
    page.get_by_role("button", name="Report").click()
    page.get_by_text(f"Reported: {good} good").first.wait_for()


def take(browser: Browser, address: str, language: str, picture: Picture) -> None:
    context, page = opened(browser, address, language, picture.who, picture.size)
    page.goto(picture.path)
    page.wait_for_load_state("load")
    picture.ready(page)
    page.wait_for_timeout(1200)
    page.screenshot(path=HERE / f"{picture.name}.{language}.png")
    context.close()


def paper(browser: Browser, address: str, language: str) -> None:
    """The route card of the first order, as it comes out of the printer."""
    context, page = opened(browser, address, language, "planner", DESK)
    page.goto("/work-orders/?q=WO-101")
    page.locator("tbody a").first.click()
    page.wait_for_load_state("load")
    content = context.request.get(f"{page.url.rstrip('/')}/route-card.pdf").body()
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        target = HERE / f"print.{language}"
        subprocess.run(["pdftoppm", "-r", "75", "-png", "-singlefile", file.name, str(target)], check=True)
    context.close()


if __name__ == "__main__":
    main(sys.argv[1])
