"""Route card and pick list: PDFs of an order with codes to scan."""

from __future__ import annotations

import builtins
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from shopfloor.queries import picks
from tests import factories
from tests.floor.conftest import Floor, in_english, lot


@pytest.fixture
def office(mill) -> Client:
    return in_english(mill.planner)


@pytest.mark.parametrize("paper", ["route-card", "pick-list"])
def test_an_orders_papers_are_pdfs(office, floor, paper):
    answer = office.get(reverse(paper, kwargs={"pk": floor.order.pk}))
    assert answer.status_code == 200
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_without_the_libraries_a_sentence_says_which_command_brings_them(office, floor, monkeypatch):
    real = builtins.__import__

    def lacking(name: str, *args: Any, **more: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", lacking)
    answer = office.get(reverse("route-card", kwargs={"pk": floor.order.pk}))
    assert answer.status_code == 503
    assert "apt-get install libpango-1.0-0" in answer.content.decode()


def test_an_order_of_somebody_else_has_no_papers(forge, floor):
    stranger = factories.signed_in(forge.planner)
    assert stranger.get(reverse("route-card", kwargs={"pk": floor.order.pk})).status_code == 404


def test_the_pick_list_takes_the_first_lot_to_expire_first(bare: Floor):
    plate = bare.plant.plate
    late = lot(plate, "LATE", expires_on="2027-12-01")
    soon = lot(plate, "SOON", expires_on="2027-01-01")
    gone = lot(plate, "GONE", expires_on="2020-01-01")
    for each, quantity in ((late, 50), (soon, 20), (gone, 90)):
        bare.stock(plate, quantity, each)
    pick = next(pick for pick in picks(bare.order) if pick.component.item == plate)
    assert [(balance.lot.code, quantity) for balance, quantity in pick.places] == [("SOON", 20), ("LATE", 33)]


def test_paper_fetches_nothing_from_anywhere(bare: Floor):
    html = render_to_string("shopfloor/pick_list.html", {"order": bare.order, "code": "data:,", "picks": []})
    assert "http:" not in html and "https:" not in html and "<script" not in html
