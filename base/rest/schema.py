"""OpenAPI from the operations that views describe; drf-spectacular finds the routes, checks and writes."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import override
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from base.rest.conventions import JsonRenderer
from base.rest.kinds import ID, Schema
from base.rest.operations import Named, Operation
from base.rest.problems import MEDIA_TYPE

GENERAL_REFUSALS = (400, 401, 429)
REASONS = {
    400: "The request cannot be read, or names an unknown or unusable parameter",
    401: "Nobody is signed in, or the token is not valid",
    403: "The person lacks the permission, or a session its CSRF token",
    404: "There is no such row, or it belongs to someone else",
    409: "Not possible in the state things are in",
    412: "Someone else changed the row: `differences` holds both values",
    413: "The body is too large",
    415: "The body is not application/json",
    422: "Input is missing or wrong: `errors` points at it; or the idempotency key was used for another request",
    428: "If-Match is missing",
    429: "Too many requests in this minute: `Retry-After` says in how many seconds to go on",
    503: "Someone else is working on the row: try again",
}
FAULT: Schema = {
    "type": "object",
    "properties": {
        "in": {"enum": ["query", "header"]},
        "pointer": {"type": "string"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
    "required": ["pointer", "code", "detail"],
}
PROBLEM: Schema = {
    "type": "object",
    "description": "RFC 9457.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": FAULT},
    },
    "required": ["type", "title", "status", "code", "detail"],
}
SECURITY: Schema = {
    "token": {"type": "http", "scheme": "bearer"},
    "session": {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME},
}
PATH_ID: Schema = {"in": "path", "name": "id", "required": True, "schema": ID}


class Description(AutoSchema):
    """The OpenAPI operation of a view's method."""

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: ComponentRegistry
    ) -> Schema:
        self.registry = registry
        view: Any = self.view
        operation: Operation = view.operation(method.upper())
        for named in (*operation.mentions, operation.answer, operation.body):
            self._register(named)
        found: Schema = {
            "operationId": operation.name,
            "summary": operation.summary,
            "tags": [operation.tag],
            "parameters": [*([PATH_ID] if "{id}" in path else []), *operation.parameters],
            "responses": self._responses(operation),
            "security": [] if operation.public else [{name: []} for name in SECURITY if name in operation.security],
        }
        if operation.description:
            found["description"] = operation.description
        if operation.body:
            found["requestBody"] = {"content": _json(operation.body), "required": operation.body_required}
        return found

    def _responses(self, operation: Operation) -> Schema:
        good: Schema = {"description": operation.summary}
        if operation.answer:
            good["content"] = _json(operation.answer)
        refusals = sorted({*operation.refusals} if operation.public else {*GENERAL_REFUSALS, *operation.refusals})
        responses: Schema = {str(operation.status): good}
        if operation.cacheable:
            responses["304"] = {"description": "Unchanged"}
        return responses | {str(status): self._refusal(status) for status in refusals}

    def _refusal(self, status: int) -> Schema:
        self._register(Named("Problem", PROBLEM))
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        kind, name = ResolvedComponent.RESPONSE, f"Refused{status}"
        schema = {"description": REASONS[status], "content": content}
        self._keep(name, kind, schema)
        return {"$ref": f"#/components/{kind}/{name}"}

    def _register(self, named: Named | None) -> None:
        if named:
            self._keep(named.name, ResolvedComponent.SCHEMA, named.schema)

    def _keep(self, name: str, kind: str, schema: Schema) -> None:
        component: Any = ResolvedComponent
        self.registry.register_on_missing(component(name, kind, schema, name))


class Generator(SchemaGenerator):
    """In English, whoever asks: the document is part of the product, not of a page."""

    def get_schema(self, request: Any = None, public: bool = False) -> Schema:
        with override("en"):
            found: Schema = super().get_schema(request=request, public=public)  # type: ignore[no-untyped-call]
        found["components"]["securitySchemes"] = SECURITY
        return found


class SchemaView(APIView):
    """The document itself, open to everybody: it is the same for every company."""

    schema = None
    authentication_classes: Any = ()
    permission_classes = (AllowAny,)

    def get(self, request: Request) -> Response:
        return Response(document())


@cache
def document() -> Schema:
    """Of this version of the product: made once."""
    return Generator().get_schema(public=True)  # type: ignore[no-untyped-call]


def _json(named: Named) -> Schema:
    return {JsonRenderer.media_type: {"schema": {"$ref": f"#/components/schemas/{named.name}"}}}
