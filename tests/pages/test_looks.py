"""What a page is made of: icons, tones, scripts and styles from this server alone, with or without node_modules."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

from base import assets
from base.assets import PACKAGES, VendorFinder, icon_svg, imported
from base.columns import column_for
from base.looks import GLYPHS, TONES, tone
from base.records import TenantModel
from base.screens import PAGES, SCREENS
from base.templatetags.screens import weighed

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
PAPER = "paper.html"  # no browser reads it: its PDF fetches nothing, so its style stands in it


def states() -> set[str]:
    """Every value that any page shows as a state."""
    models = (model for model in apps.get_models() if issubclass(model, TenantModel))
    fields = [(model, field) for model in models for field in model._meta.concrete_fields if field.choices]
    shown = [field for model, field in fields if column_for(model, field.name).kind == "state"]
    return {value for field in shown for value, _label in field.flatchoices}


def test_a_tablet_shows_a_quantity_as_a_scale_does() -> None:
    shown = [weighed(Decimal(value)) for value in ("1363.636364", "48.000000", "0.340910", "0.002640", "0")]
    assert shown == ["1363.636", "48", "0.3409", "0.00264", "0"]


def test_every_state_has_a_tone_and_every_tone_a_glyph() -> None:
    assert states() - set(TONES) == set()
    assert set(TONES.values()) <= set(GLYPHS)
    assert tone("nobody classified this") == "plan"


def test_every_icon_named_is_drawn() -> None:
    written = {name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)" %}', path.read_text())}
    declared = {thing.icon for thing in (*SCREENS.values(), *PAGES.values())}
    assert [name for name in written | declared | set(GLYPHS.values()) if not icon_svg(name)] == []


def test_the_files_named_are_found_and_nothing_else_of_node_modules() -> None:
    assert {name for name, _storage in VendorFinder().list(None)} == {f"vendor/{name}" for name in settings.VENDOR}
    assert finders.find("vendor/htmx.js") == str(PACKAGES / settings.VENDOR["htmx.js"])
    assert not finders.find("htmx.org/package.json")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """A machine on which `make setup` could not bring the assets."""
    monkeypatch.setattr(assets, "PACKAGES", tmp_path)
    icon_svg.cache_clear()
    yield
    icon_svg.cache_clear()


def test_a_page_names_every_module_its_script_comes_to_need() -> None:
    named = imported("js/board/main.js")
    own = {f"js/board/{path.name}" for path in (Path(settings.BASE_DIR) / "static/js/board").glob("*.js")}
    assert set(named) == own - {"js/board/main.js"}
    assert len(named) == len(set(named))


@pytest.mark.django_db
def test_without_node_modules_pages_are_plainer_but_work(bare: None) -> None:
    answer = Client().get("/accounts/login/")
    assert answer.status_code == 200
    assert [message.id for message in VendorFinder().check()] == ["base.W101"]
    assert list(VendorFinder().list(None)) == []


def test_a_file_not_collected_keeps_its_name() -> None:
    assert staticfiles_storage.url("css/never-collected.css") == "/static/css/never-collected.css"


@pytest.mark.django_db
def test_a_page_may_load_from_its_own_server_only() -> None:
    policy = Client().get("/accounts/login/").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.name != PAPER], ids=lambda path: path.name)
def test_no_script_or_style_is_written_into_a_page(path: Path) -> None:
    """The browser would refuse it."""
    text = path.read_text()
    assert re.findall(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", text) == []
