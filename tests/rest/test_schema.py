"""What REST says of itself is true: whatever a client sends, the answer is one that the document promises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from base.actions import ACTIONS
from base.forms import Lines
from base.models import Membership
from base.references import ReferenceField
from base.screens import SCREENS
from erp.wsgi import application
from tests import factories
from tests.people import Company
from tests.sampling import Samples

# What fits its type may still name a row that is not there, repeat a code, or come too late.
REFUSED_ALL_THE_SAME = {"positive_data_acceptance": {"expected-statuses": ["2xx", 400, 403, 404, 409, 412, 422]}}
CONFIG = {"checks": REFUSED_ALL_THE_SAME, "generation": {"with-security-parameters": False}}
SCHEMA = schemathesis.openapi.from_wsgi(
    "/api/v1/openapi.json", application, config=SchemathesisConfig.from_dict(CONFIG)
)
OPERATIONS = [pytest.param(found.ok(), id=found.ok().label) for found in SCHEMA.get_all_operations()]
EVERY_OPERATION = pytest.mark.parametrize("operation", OPERATIONS)
MODELS = {screen.slug: model for model, screen in SCREENS.items()}


@pytest.fixture(autouse=True)
def _one_connection(db: None) -> Iterator[None]:
    """As Django's own test client does: a request leaves the test's transaction open, which may wait for examples."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def examples(count: int) -> settings:
    """So many, the same ones on every run."""
    return settings(
        max_examples=count, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )


def bearer(membership: Membership) -> dict[str, str]:
    return {"Authorization": f"Bearer {factories.token_of(membership)}"}


def references(form: Any) -> Iterator[tuple[str, Any]]:
    for name, field in getattr(form, "base_fields", {}).items():
        if isinstance(field, ReferenceField):
            yield name, field.model
        elif isinstance(field, Lines):
            yield from references(field.form)


REFERENCES = {name: model for act in ACTIONS.values() for name, model in references(act.form)}


def meant(body: Any, samples: Samples) -> Any:
    """The body with references to rows that exist."""
    if isinstance(body, list):
        return [meant(row, samples) for row in body]
    if not isinstance(body, dict):
        return body
    return {
        name: samples.row(REFERENCES[name]).pk if name in REFERENCES else meant(value, samples)
        for name, value in body.items()
    }


def about_a_row(case: Any, samples: Samples, model: Any) -> Any:
    """The same request for a row that exists, as it was read."""
    return case.operation.Case(
        path_parameters={name: samples.row(model).pk for name in case.path_parameters},
        headers={**case.headers, **({"If-Match": '"v1"'} if "If-Match" in case.headers else {})},
        query=case.query,
        body=meant(case.body, samples),
        media_type=case.media_type,
    )


@EVERY_OPERATION
def test_whatever_is_sent_the_answer_is_a_documented_one(operation: Any, mill: Company) -> None:
    headers = bearer(mill.planner)

    @examples(8)
    @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def ask(case: Any) -> None:
        case.call_and_validate(headers=headers)

    try:
        ask()
    except Unsatisfiable:
        pytest.skip("nothing can be sent wrong: it takes no input")


@EVERY_OPERATION
def test_what_is_sent_as_documented_is_understood(operation: Any, mill: Company) -> None:
    headers, samples = bearer(mill.planner), Samples("sample")
    model = MODELS.get(operation.path.split("/")[3])

    @examples(8)
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE), real=st.booleans())
    def ask(case: Any, real: bool) -> None:
        if real and model:
            with mill.scope():
                case = about_a_row(case, samples, model)
        case.call_and_validate(headers=headers)

    ask()


@EVERY_OPERATION
def test_a_person_of_no_role_gets_documented_refusals(operation: Any, mill: Company) -> None:
    headers = bearer(mill.guest)

    @examples(2)
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def ask(case: Any) -> None:
        answer = case.call_and_validate(headers=headers)
        assert answer.status_code in (403, 404) or "/jobs/" in operation.path

    ask()
