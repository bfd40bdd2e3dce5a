"""Every model, reached for under another tenant, or under none."""

from __future__ import annotations

from copy import copy
from typing import Any

import pytest
from django.db import DataError, Error, IntegrityError, connection, transaction

from base.tenancy import TenantError
from base.tenancy.fields import TenantForeignKey, tenant_key
from tests.sampling import tenant_models

FOREIGN = "23503"
REFERENCES = [
    field
    for model in tenant_models()
    for field in model._meta.local_concrete_fields
    if isinstance(field, TenantForeignKey)
]


def refusal(work: Any) -> Exception | None:
    """What `work` raised, without what it did."""
    try:
        with transaction.atomic():
            work()
    except (Error, TenantError) as error:
        return error
    return None


@pytest.mark.django_db
def test_no_model_answers_outside_a_tenant():
    answers = {model: refusal(model.objects.first) for model in tenant_models()}
    assert [model for model, error in answers.items() if not isinstance(error, TenantError)] == []


def test_no_table_answers_raw_sql_outside_a_tenant(ours):
    def read(model: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}" LIMIT 1')

    answers = {model: refusal(lambda model=model: read(model)) for model in tenant_models()}
    assert [model for model, error in answers.items() if not isinstance(error, DataError)] == []


def test_no_model_shows_changes_or_removes_a_row_of_another_tenant(ours, theirs):
    reached = []
    for model in tenant_models():
        pk = theirs.samples.row(model).pk
        with ours.company.scope():
            rows = model.objects.filter(pk=pk)
            if rows.exists() or model.objects.in_bulk([pk]):
                reached.append(model)
            if not tenant_key(model).append_only and (rows.update(id=pk) or rows._raw_delete("default")):
                reached.append(model)
    assert reached == []


def test_no_model_takes_a_row_for_another_tenant(ours, theirs):
    def write(model: Any) -> None:
        row = copy(ours.samples.row(model))
        row.pk, row.tenant_id = None, theirs.company.tenant.pk
        row.save(force_insert=True)

    with ours.company.scope():
        answers = {model: refusal(lambda model=model: write(model)) for model in tenant_models()}
    assert [model for model, error in answers.items() if not isinstance(error, TenantError)] == []


def test_no_reference_can_point_into_another_tenant(ours, theirs):
    """PostgreSQL refuses, past every check of ours."""

    def point(field: Any) -> None:
        row = copy(ours.samples.row(field.model))
        setattr(row, field.attname, theirs.samples.row(field.related_model).pk)
        if tenant_key(field.model).append_only:
            row.pk = None
        row.save()

    with ours.company.scope():
        answers = {field: refusal(lambda field=field: point(field)) for field in REFERENCES}
    taken = [f for f, e in answers.items() if not (isinstance(e, IntegrityError) and e.__cause__.pgcode == FOREIGN)]
    assert taken == []
