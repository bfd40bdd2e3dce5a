"""Every screen's and every page's route."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from base.homes import ROOT
from base.pages.finding import codes, lookup, search
from base.pages.homes import begin
from base.pages.listening import renew_ticket
from base.pages.lists import bulk, export, list_page
from base.pages.records import act, create_page, detail_page, edit_page
from base.pages.requests import permitted
from base.pages.saved import change_view, save_view
from base.pages.stopping import stop_work
from base.pages.undoing import undo
from base.panels import Progress
from base.screens import PAGES, SCREENS, Page, Screen


def urls() -> list[URLPattern | URLResolver]:
    general: list[URLPattern | URLResolver] = [
        path("", begin, name="home"),
        path(ROOT, begin, name="my-work"),
        path("search/", search, name="search"),
        path("lookup/<str:label>/", lookup, name="lookup"),
        path("lookup/<str:label>/codes/", codes, name="codes"),
        path("ticket/", renew_ticket, name="ticket"),
    ]
    made = [path(p.route, _guarded(p), {"page": p}, name=p.name) for p in PAGES.values()]
    return general + made + [_screen_urls(screen) for screen in SCREENS.values()]


def _screen_urls(screen: Screen) -> URLResolver:
    """`new`, `bulk` and the files stand before the numbers they could be taken for."""
    on: dict[str, Any] = {"screen": screen}
    own = [
        path("", list_page, on, name="list"),
        path("export.csv", export, on | {"kind": "csv"}, name="export-csv"),
        path("export.xlsx", export, on | {"kind": "xlsx"}, name="export-xlsx"),
        path("<int:pk>/", detail_page, on, name="detail"),
        path("views/", save_view, on, name="save-view"),
        path("views/<int:pk>/<slug:verb>/", change_view, on, name="change-view"),
    ]
    if screen.form:
        own.append(path("new/", create_page, on, name="new"))
    if screen.editable:
        own.append(path("<int:pk>/edit/", edit_page, on, name="edit"))
    if screen.bulk:
        own.append(path("bulk/<slug:verb>/", bulk, on, name="bulk"))
    if any(isinstance(panel, Progress) for panel in screen.panels):
        own.append(path("<int:pk>/stop-work/", stop_work, on, name="stop-work"))
    if any(act.undo for act in screen.verbs):
        own.append(path("undo/<slug:verb>/", undo, on, name="undo"))
    if screen.verbs:
        own.append(path("<int:pk>/<slug:verb>/", act, on, name="act"))
    return path(f"{screen.slug}/", (own, screen.slug, screen.slug))


def _guarded(page: Page) -> Callable[..., HttpResponse]:
    @wraps(page.view)
    def view(request: HttpRequest, page: Page, **arguments: Any) -> HttpResponse:
        permitted(request, page.permission)
        return page.view(request, **arguments)  # type: ignore[no-any-return]

    return view
