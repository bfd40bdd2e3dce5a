"""A screen's rows and verbs. Reads come straight from the database; writes go through `perform`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from base.actions import Action, perform
from base.forms import Partial
from base.pages.requests import permitted
from base.people import Actor
from base.refusals import Invalid, NotFound
from base.rest import operations
from base.rest.bodies import checked
from base.rest.headers import etag, expected_version, is_known, key
from base.rest.inputs import bulk_schema, input_schema
from base.rest.operations import Operation
from base.rest.paging import page
from base.rest.parameters import found
from base.rest.shapes import read_tables, shape_of, tables_of
from base.screens import Screen


class ScreenView(APIView):
    """What the views of a screen share. Each says of every method how it is documented."""

    screen: Any = None

    def answer(
        self, act: Action, by: Actor, subjects: Any, data: Any, *, version: Any = None, status: int = 200
    ) -> Response:
        outcome = perform(act, subjects, by=by, data=data, key=key(self.request), version=version)
        headers = {"ETag": etag(outcome.answer["version"])} if "version" in outcome.answer else {}
        if outcome.replayed:
            headers["Idempotent-Replayed"] = "true"
        once = {"secret": outcome.secret} if outcome.secret else {}
        return Response(outcome.answer | once, status=status, headers=headers)


class ListView(ScreenView):
    def get(self, request: Request) -> Response:
        actor = permitted(request, self.screen.permission("view"))
        filters = found(self.screen, request.query_params, actor)
        return Response(page(filters.qs, shape_of(self.screen), request.query_params))

    def post(self, request: Request) -> Response:
        add = self.screen.action("add")
        actor = permitted(request, add.permission)
        return self.answer(add, actor, None, checked(request.data, input_schema(add)), status=201)

    def operation(self, method: str) -> Operation:
        return operations.listed(self.screen) if method == "GET" else operations.created(self.screen)


class RecordView(ScreenView):
    def get(self, request: Request, id: int) -> Response:
        """Lines may change without their document's version: such a document is always sent."""
        actor = permitted(request, self.screen.permission("view"))
        row = shape_of(self.screen).of(self.screen.visible(actor).filter(pk=id)).first()
        if row is None:
            raise NotFound()
        tag = etag(row["version"])
        if is_known(request, tag) and not tables_of(self.screen):
            return Response(status=304, headers={"ETag": tag})
        return Response(row | read_tables(self.screen, id), headers={"ETag": tag})

    def put(self, request: Request, id: int) -> Response:
        return self._change(request, id, partial=False)

    def patch(self, request: Request, id: int) -> Response:
        return self._change(request, id, partial=True)

    def _change(self, request: Request, id: int, *, partial: bool) -> Response:
        change = self.screen.action("change")
        actor = permitted(request, change.permission)
        version = expected_version(request, required=True)
        body = checked(request.data, input_schema(change, partial=partial))
        return self.answer(change, actor, id, Partial(body) if partial else body, version=version)

    def operation(self, method: str) -> Operation:
        return operations.read(self.screen) if method == "GET" else operations.changed(self.screen, method)


class VerbView(ScreenView):
    """One verb for one row."""

    act: Any = None

    def post(self, request: Request, id: int) -> Response:
        actor = permitted(request, self.act.permission)
        body = checked(request.data, input_schema(self.act))
        return self.answer(self.act, actor, id, body, version=expected_version(request))

    def operation(self, method: str) -> Operation:
        return operations.done(self.screen, self.act)


class BulkView(ScreenView):
    """One verb for several rows: all of them or none."""

    act: Any = None

    def post(self, request: Request) -> Response:
        actor = permitted(request, self.act.permission)
        body = checked(request.data, bulk_schema(self.act))
        given: Mapping[str, Any] = {name: value for name, value in body.items() if name != "ids"}
        try:
            return self.answer(self.act, actor, body["ids"], [given] * len(body["ids"]))
        except Invalid as refused:
            refused.row = None  # the input is the same for all: the fault is the body's, not a row's
            raise

    def operation(self, method: str) -> Operation:
        return operations.done_to_many(self.screen, self.act)


def views_of(screen: Screen) -> dict[str, Any]:
    """Each route below the screen's own, and its view."""
    routes: dict[str, Any] = {
        "": ListView.as_view(screen=screen, http_method_names=["get", "head", *(["post"] if screen.addable else [])]),
        "<row:id>/": RecordView.as_view(
            screen=screen, http_method_names=["get", "head", *(["put", "patch"] if screen.editable else [])]
        ),
    }
    for act in screen.verbs:
        routes[f"<row:id>/{act.verb}/"] = VerbView.as_view(screen=screen, act=act)
        if act.bulk:
            routes[f"{act.verb}/"] = BulkView.as_view(screen=screen, act=act)
    return routes
