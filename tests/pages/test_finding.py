"""Ctrl+K: what is called as typed stands before what only mentions it."""

from __future__ import annotations

from orders.models import Customer, SalesOrder
from tests.factories import signed_in
from tests.people import Company
from tests.samples import do, plant


def test_what_begins_with_the_words_comes_before_what_has_them_somewhere(mill: Company):
    with mill.scope():
        made = plant(mill.actor)
        made.bracket.name = "made for SO-2"
        made.bracket.save()
        customer = do(Customer, "add", mill.actor, code="C1", name="North")
        line = {"item": made.bracket, "quantity": 1, "due_on": "2027-01-04"}
        do(SalesOrder, "add", mill.actor, customer=customer, number="SO-2001", lines=[line])
    found = signed_in(mill.planner).get("/search/", {"q": "so-2"}).json()["results"]
    assert next(row["text"] for row in found if row["kind"]) == "SO-2001"
