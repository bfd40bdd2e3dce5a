"""A Chinese page shows no English and an English page no Chinese, other than what people typed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation

from base.models import ImportRun, Job, Tenant
from base.models.work import JobState
from base.screens import PAGES, SCREENS, Screen
from base.sheets import SHEETS
from bom.models import Item, Machine
from scheduling.models import ExceptionMessage, PlanVersion, PlanVersionLine, PlanVersionOperation
from scheduling.reasons import SENTENCES
from tests.factories import signed_in
from tests.people import Company
from tests.samples import do
from tests.sampling import Samples, tenant_models

SPOKEN_ATTRIBUTES = {"alt", "aria-label", "aria-description", "placeholder", "title"}
NAMES_OF_OTHERS = {"data-live", "data-on", "data-standard"}  # topics, selectors, names of columns
UNSEEN = {"script", "style"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

# English words a Chinese page may show: names, formats, keys; and what these tests put in as data.
NAMES = {
    "Loopworks",
    "Excel",
    "CSV",
    "XLSX",
    "BOM",
    "MRP",
    "ETag",
    "ASCII",
    "UTF",
    "Ctrl",
    "Alt",
    "Shift",
    "Esc",
    "Enter",
    "NCR",
    "PIN",
}
DATA = {"mill", "planner", "guest", "Asia", "Shanghai", "CNY"}
# Chinese an English page may show: the mark of the product, and the titles of the import's sheets, which are data.
TITLES = {"闭"} | {sheet.title for sheet in SHEETS.values()}

EVERY_SCREEN = pytest.mark.parametrize("screen", [pytest.param(screen, id=screen.slug) for screen in SCREENS.values()])

UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class Seen(HTMLParser):
    """What a page says to people: its text, and the attributes that are read aloud or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID and (self.skipped or tag in UNSEEN or given.get("lang")) and tag != "html":
            self.skipped.append(tag)
        if not self.skipped:
            self.said += [value for name, value in attrs if value and _is_spoken(name, value)]

    def handle_endtag(self, tag: str) -> None:
        if self.skipped and self.skipped[-1] == tag:
            self.skipped.pop()

    def handle_data(self, data: str) -> None:
        if not self.skipped and data.strip():
            self.said.append(data.strip())


def _is_spoken(name: str, value: str) -> bool:
    """Sentences that scripts show lie in attributes of their own: data-offline, hx-confirm."""
    told = name.startswith(("data-", "hx-confirm")) and name not in NAMES_OF_OTHERS
    return name in SPOKEN_ATTRIBUTES or (told and " " in value)


def said(answer: Any) -> list[str]:
    seen = Seen()
    seen.feed(answer.content.decode())
    assert seen.skipped == [], "an element is left open"
    assert seen.said, answer.content
    return seen.said


def english_in(texts: list[str]) -> list[str]:
    """Words, and punctuation: a Chinese sentence has its own."""
    texts = [re.sub(UUID, "", text) for text in texts]
    punctuation = re.compile(r"[\u4e00-\u9fff][,;:!?]|[,;!?][\u4e00-\u9fff]")
    return [t for t in texts if set(re.findall(r"[A-Za-z]{3,}", t)) - NAMES - DATA or punctuation.search(t)]


def chinese_in(texts: list[str]) -> list[str]:
    return [text for text in texts if set(re.findall(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+", text)) - TITLES]


def stray(language: str, texts: list[str]) -> list[str]:
    return english_in(texts) if language == "zh-hans" else chinese_in(texts)


@pytest.fixture(params=[code for code, _name in settings.LANGUAGES])
def language(request: Any) -> str:
    return str(request.param)


@pytest.fixture
def client(mill: Company, language: str) -> Client:
    found = signed_in(mill.planner)
    found.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return found


@pytest.fixture
def samples(mill: Company, language: str) -> Samples:
    return Samples("样" if language == "zh-hans" else "Zq")


def pages_of(screen: Screen, record: Any) -> Iterator[str]:
    yield screen.url()
    yield f"{screen.url()}?q=zzzz" if screen.filterset.base_filters.get("q") else screen.url()
    yield screen.url("detail", pk=record.pk)
    if screen.form:
        yield screen.url("new")
    if screen.editable:
        yield screen.url("edit", pk=record.pk)
    for act in screen.verbs:
        if act.takes_input:
            yield screen.url("act", pk=record.pk, verb=act.verb)


@EVERY_SCREEN
def test_the_pages_of_a_screen_speak_one_language(client, mill, samples, language, screen):
    with mill.scope():
        record = samples.row(screen.model)
    for address in pages_of(screen, record):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert stray(language, said(answer)) == [], address


@EVERY_SCREEN
def test_an_empty_list_speaks_one_language(client, language, screen):
    assert stray(language, said(client.get(screen.url()))) == []


@pytest.mark.parametrize("screen", [pytest.param(s, id=s.slug) for s in SCREENS.values() if s.form])
def test_a_refused_form_speaks_one_language(client, language, screen):
    answer = client.post(screen.url("new"), dict.fromkeys(screen.form_fields, "") | {"idempotency_key": "once"})
    assert answer.status_code == 422
    assert stray(language, said(answer)) == []


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_of_its_own_speaks_one_language(client, language, name):
    try:
        address = reverse(name)
    except NoReverseMatch:
        pytest.skip("opens from a record")
    answer = client.get(address, follow=True)
    if answer.content and answer.headers["Content-Type"].startswith("text/html"):
        assert stray(language, said(answer)) == []


ACCOUNT = [f"/accounts/{way}/" for way in ("password/change", "2fa", "2fa/totp/activate", "reauthenticate")]


@pytest.mark.parametrize("address", ["/", "/nowhere/", *ACCOUNT])
def test_the_house_speaks_one_language(client, language, address):
    assert stray(language, said(client.get(address, follow=True))) == []


@pytest.mark.parametrize("typed", [None, {"login": "nobody", "password": "wrong"}], ids=["asked", "refused"])
def test_signing_in_speaks_one_language(db, language, typed):
    Tenant.objects.update(demo=False)  # its people have names, in the language of the factory
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(reverse("account_login")) if typed is None else client.post(reverse("account_login"), typed)
    assert stray(language, said(answer)) == []


def test_a_history_speaks_one_language(client, mill, samples, language):
    with mill.scope():
        item = samples.row(Item)
        do(Item, "change", mill.actor, item, **_with(item, supply="phantom", active=True, lot_tracked=True))
        do(Item, "change", mill.actor, item, **_with(item, supply="buy", active=False))
    seen = said(client.get(SCREENS[Item].url("detail", pk=item.pk)))
    assert stray(language, seen) == []
    assert ("虚拟" if language == "zh-hans" else "phantom") in seen


def test_two_people_at_once_are_told_in_one_language(client, mill, samples, language):
    with mill.scope():
        item = samples.row(Item)
        do(Item, "change", mill.actor, item, **_with(item, supply="buy", active=True))
        typed = _with(item, supply="phantom", active=False)
    shown = {name: getattr(value, "pk", value) for name, value in typed.items() if value is not False}
    answer = client.post(SCREENS[Item].url("edit", pk=item.pk), {**shown, "version": "1"})
    assert answer.status_code == 409
    seen = said(answer)
    assert stray(language, seen) == []
    assert ("虚拟" if language == "zh-hans" else "phantom") in seen


def test_the_phase_of_a_job_is_said_in_the_language_of_the_reader(client, mill, samples, language):
    with mill.scope():
        job = samples.new(Job, state=JobState.RUNNING, phase="checking", percent=20)
        run = samples.new(ImportRun, job_id=job.pk)
    seen = said(client.get(SCREENS[ImportRun].url("detail", pk=run.pk)))
    assert stray(language, seen) == []
    assert ("检查中" if language == "zh-hans" else "checking") in seen


def _with(item: Item, **changed: Any) -> dict[str, Any]:
    """Every field of the form as it is, but for these."""
    kept = {name: getattr(item, name) for name in SCREENS[Item].form_fields}
    return {name: value for name, value in (kept | changed).items() if value is not None}


def test_the_plan_page_speaks_one_language(client, mill, samples, language):
    facts = dict.fromkeys(("order", "item", "name", "supplier", "on", "operation", "behind", "center"), "7")
    facts |= dict.fromkeys(("center_name", "hours", "lot", "quantity", "note", "days"), "7")
    facts |= dict.fromkeys(
        (
            "customer",
            "least",
        ),
        "7",
    )
    now = timezone.now()
    week = {"from": "2026-12-07", "needed": 90, "busy": 30, "open": 80}
    with mill.scope():
        plan = samples.new(PlanVersion, load=[{"center": "7", "name": "7", "weeks": [week]}], lines_late=1)
        chain = [{"kind": kind, **facts} for kind in SENTENCES]
        samples.new(PlanVersionLine, plan=plan, days_late=3, planned_on=now.date(), chain=chain)
        machine = samples.row(Machine)
        hours = {"start_at": now, "finish_at": now + timedelta(hours=9)}
        samples.new(PlanVersionOperation, plan=plan, machine=machine, late=True, **hours)
        samples.row(ExceptionMessage)
    seen = said(client.get(reverse("plan")))
    assert stray(language, seen) == []
    assert ("7（7）晚 7 小时完工" if language == "zh-hans" else "7 (7) finishes 7 h late") in seen
    assert ("延期 3 天" if language == "zh-hans" else "3 days late") in seen


@pytest.mark.parametrize(
    "model", [pytest.param(m, id=m.__name__) for m in tenant_models() if m._meta.app_label != "base"]
)
def test_rows_and_their_values_have_chinese_names(model):
    """Refusals and histories name any of them."""
    unnamed = {"id", "tenant_id", "search", "subject_type", "subject_id"}  # never shown
    with translation.override("zh-hans"):
        names = [str(model._meta.verbose_name), str(model._meta.verbose_name_plural)]
        names += [str(field.verbose_name) for field in model._meta.concrete_fields if field.name not in unnamed]
    assert english_in(names) == []
