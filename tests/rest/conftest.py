"""Clients of the API: `api` is the planner of the mill with a token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import pytest
from django.test import Client

from base.models import Membership
from tests import factories
from tests.people import Company

ROOT = "/api/v1"


class Api:
    """JSON in, JSON out, as one person with a token."""

    def __init__(self, secret: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {secret}", "Accept-Language": "en"})

    def get(self, path: str, query: Mapping[str, Any] | None = None, **headers: str) -> Any:
        return self.client.get(f"{ROOT}{path}", query, headers=_dashed(headers))

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        content = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        return self.client.generic(
            method, f"{ROOT}{path}", content, content_type="application/json", headers=_dashed(headers)
        )

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)


def _dashed(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def api_of(membership: Membership) -> Api:
    return Api(factories.token_of(membership))


@pytest.fixture
def api(mill: Company) -> Api:
    return api_of(mill.planner)


@pytest.fixture
def guest(mill: Company) -> Api:
    return api_of(mill.guest)


@pytest.fixture
def piece(api: Api) -> dict[str, Any]:
    """A unit, as it was answered."""
    return api.post("/units/", {"code": "pcs", "name": "piece", "decimals": 0}).json()
