"""Takes the product's own pictures: `python docs/screens/take.py http://127.0.0.1:8000`.

Needs the demonstration under that address, Chromium, and pdftoppm (poppler-utils) for the paper. It
publishes the plans and works a little on two tablets first, so that there is something to see.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

HERE = Path(__file__).parent
CHROMIUM, ZONE = shutil.which("chromium-headless-shell") or shutil.which("chromium"), "Asia/Shanghai"
PATIENCE = 120_000.0  # milliseconds: a small machine works on other things too
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
    page.locator(".inspector:visible .inspector-path").wait_for()


def open_center(code: str) -> Callable[[Page], None]:
    """The tablet's queue of a work center."""

    def open_it(page: Page) -> None:
        page.locator("a[href^='/floor/']", has_text=code).first.click()
        page.wait_for_load_state("networkidle")

    return open_it


open_grinding, open_kettles = open_center("GR"), open_center("LZ")


def open_lot(page: Page) -> None:
    """The inspection of a lot of tofu that waits for the laboratory."""
    page.locator("tbody tr", has_text="WX24-04").locator("a").first.click()
    page.wait_for_load_state("networkidle")


def open_made(page: Page) -> None:
    """The lot that came out of the kettle, from one of those that went in."""
    page.locator(".trace-steps .link").first.click()
    page.wait_for_load_state("networkidle")


PICTURES = (
    Picture("sign-in", "/accounts/login/", ""),
    Picture("plan", "/plan/", "planner"),
    Picture("board", "/board/", "planner", ready=choose_a_late_bar),
    Picture("requirements", "/mrp/", "planner"),
    Picture("lacking", "/lacking/", "planner"),
    Picture("follow-up", "/follow-up/", "buyer"),
    Picture("floor", "/floor/", "supervisor", TABLET, open_grinding),
    Picture("kettle", "/floor/", "hewei-supervisor", TABLET, open_kettles),
    Picture("inspection", "/inspections/", "hewei-inspector", ready=open_lot),
    Picture("food-plan", "/plan/", "hewei-planner"),
    Picture("wall", "/wall/", "director", WALL),
    Picture("order", "/sales-orders/?state=accepted", "sales"),
    Picture("trace", "/trace/?lot_text=JY-2611", "hewei-inspector", ready=open_made),
    Picture("home", "/home/buyer/", "buyer"),
    Picture("manager", "/home/manager/", "director"),
    Picture("phone", "/alerts/", "buyer", PHONE),
    Picture("phone-list", "/work-orders/?q=WO-10", "planner", PHONE),
)


def main(address: str) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        people = People(browser, address)
        prepare(people)
        for language in LANGUAGES:
            for picture in PICTURES:
                take(people, language, picture)
            paper(people, language)
        browser.close()


@dataclass
class People:
    """Everybody signs in once; a page of somebody's own is opened in a language and a size."""

    browser: Browser
    address: str
    known: dict[str, BrowserContext] = field(default_factory=dict)

    def page(self, who: str, language: str, size: tuple[int, int] = DESK) -> Page:
        """`who`: a user name, whose password it is as well; "" for nobody."""
        if who not in self.known:
            self.known[who] = self._enter(who)
        context = self.known[who]
        context.add_cookies([{"name": "django_language", "value": language, "url": self.address}])
        page = context.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        return page

    def _enter(self, who: str) -> BrowserContext:
        context = self.browser.new_context(base_url=self.address, timezone_id=ZONE)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        if who:
            page.goto("/accounts/login/")
            page.fill("input[name=login]", who)
            page.fill("input[name=password]", who)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "login" not in url)
        page.close()
        return context


def prepare(people: People) -> None:
    """Both plans are published; two grinding orders are begun and reported on, and the kettle goes on."""
    for planner in ("planner", "hewei-planner"):
        publish(people.page(planner, "en"))
    page = people.page("supervisor", "en", TABLET)
    page.goto("/floor/")
    open_grinding(page)
    if not page.locator(".queue [data-tone=run]").count():
        begin(page, 0, good=36, scrap=2)
        begin(page, 1, good=20)
        cook(people.page("hewei-supervisor", "en", TABLET))
    page.close()


def publish(page: Page) -> None:
    page.goto("/plan/")
    button = page.get_by_role("button", name="Publish the plan")
    if button.count():
        button.click()
        page.get_by_text("published", exact=True).first.wait_for()
    page.close()


def begin(page: Page, place: int, good: int, scrap: int = 0) -> None:
    """Start what stands there in the queue, and report on it."""
    page.goto("/floor/")
    open_grinding(page)
    page.locator(".queue a").nth(place).click()
    page.get_by_role("button", name="Start").click()
    report(page, good, scrap)


def cook(page: Page) -> None:
    """Spices go to the kettle that runs, and a batch comes out of it: a lot with a history."""
    page.goto("/floor/")
    open_kettles(page)
    for spice in ("HJ-2611", "JY-2611", "LJF-2611", "LJY-2611"):
        page.locator(f"form:has([value='{spice}']) > .supply-lot").click()
        page.get_by_text(f"Lot {spice} is at the order").first.wait_for()
    report(page, good=300)
    page.close()


def report(page: Page, good: int, scrap: int = 0) -> None:
    page.get_by_role("textbox", name="Good").fill(str(good))
    if scrap:
        page.get_by_role("textbox", name="Scrap").fill(str(scrap))
        page.locator(".sheet-reasons input").first.check(force=True)
    page.get_by_role("button", name="Report").click()
    page.get_by_text(f"Reported: {good} good").first.wait_for()


def take(people: People, language: str, picture: Picture) -> None:
    page = people.page(picture.who, language, picture.size)
    page.goto(picture.path)
    page.wait_for_load_state("load")
    picture.ready(page)
    page.wait_for_timeout(1200)
    page.screenshot(path=HERE / f"{picture.name}.{language}.png")
    page.close()


def paper(people: People, language: str) -> None:
    """The route card of the first order, as it comes out of the printer."""
    page = people.page("planner", language)
    page.goto("/work-orders/?q=WO-101")
    page.locator("tbody a").first.click()
    page.wait_for_load_state("load")
    content = page.request.get(f"{page.url.rstrip('/')}/route-card.pdf").body()
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        target = HERE / f"print.{language}"
        subprocess.run(["pdftoppm", "-r", "75", "-png", "-singlefile", file.name, str(target)], check=True)
    page.close()


if __name__ == "__main__":
    main(sys.argv[1])
