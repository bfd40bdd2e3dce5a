"""Routes of `/api/v1/`: those of every screen, jobs, the schema; everything else is a problem document."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path, register_converter
from django.urls.converters import IntConverter
from django.views.generic import RedirectView

from base.rest.jobs import CancelView, JobView
from base.rest.kinds import LARGEST
from base.rest.schema import SchemaView
from base.rest.unknown import UnknownView
from base.rest.views import views_of
from base.screens import SCREENS


class RowConverter(IntConverter):
    """An id a row can have."""

    def to_python(self, value: str) -> int:
        found = int(value)
        if not 1 <= found <= LARGEST:
            raise ValueError(value)
        return found


register_converter(RowConverter, "row")


def urls() -> list[URLPattern | URLResolver]:
    routes: list[URLPattern | URLResolver] = [
        path("openapi.json", SchemaView.as_view()),
        path("docs/", RedirectView.as_view(pattern_name="rest")),
        path("jobs/<row:id>/", JobView.as_view()),
        path("jobs/<row:id>/cancel/", CancelView.as_view()),
    ]
    for screen in SCREENS.values():
        routes += [path(f"{screen.slug}/{route}", view) for route, view in views_of(screen).items()]
    return [*routes, re_path("", UnknownView.as_view())]
