"""Reading, adding and changing rows."""

from __future__ import annotations

import base64
from decimal import Decimal

import pytest

from base.models import AuditEntry, Role, Site
from base.panels import history
from bom.models import Bom, Item, Unit
from inventory.models import Location, Lot, StockBalance
from tests.factories import signed_in
from tests.imports.books import book
from tests.samples import do

ITEM = {"code": "BOLT", "name": "bolt", "unit": "pcs", "supply": "buy", "safety_stock": "2.50"}


def test_a_row_is_added_and_read_back(api, piece):
    made = api.post("/items/", ITEM)
    assert (made.status_code, made.json()["version"], made["ETag"]) == (201, 1, '"v1"')
    read = api.get(f"/items/{made.json()['id']}/")
    assert read.json()["code"] == "BOLT"
    assert (read.json()["unit"], read.json()["unit_label"]) == (piece["id"], "pcs")
    assert (read.json()["safety_stock"], read.json()["lead_days"], read.json()["shelf_life_days"]) == ("2.5", 0, None)
    assert not {"tenant_id", "search"} & set(read.json())


def test_a_known_version_is_not_sent_again(api, piece):
    read = api.get(f"/units/{piece['id']}/")
    again = api.get(f"/units/{piece['id']}/", If_None_Match=read["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", '"v1"')
    assert api.get(f"/units/{piece['id']}/", If_None_Match='"v2"').status_code == 200


def test_a_change_names_the_version_it_was_made_from(api, piece):
    body = {"code": "pcs", "name": "Stück", "decimals": 0}
    path = f"/units/{piece['id']}/"
    assert api.send("PUT", path, body).status_code == 428
    assert api.send("PUT", path, body, If_Match="v1").json()["errors"][0]["pointer"] == "If-Match"
    changed = api.send("PUT", path, body, If_Match='"v1"')
    assert (changed.status_code, changed.json()["version"], changed["ETag"]) == (200, 2, '"v2"')


def test_a_stale_change_is_shown_both_values(api, piece):
    path = f"/units/{piece['id']}/"
    api.send("PATCH", path, {"name": "theirs"}, If_Match='"v1"')
    refused = api.send("PATCH", path, {"name": "mine"}, If_Match='"v1"')
    assert (refused.status_code, refused["Content-Type"]) == (412, "application/problem+json")
    assert refused.json()["differences"] == [{"field": "Name", "theirs": "theirs", "mine": "mine"}]
    assert (refused.json()["version"], refused.json()["changed_by"]) == (2, "planner")


def test_a_stale_change_of_a_list_is_shown_both_lists(api):
    role = api.post("/roles/", {"name": "buyer", "permissions": ["bom.view_item"]}).json()
    path = f"/roles/{role['id']}/"
    api.send("PATCH", path, {"permissions": ["bom.view_item", "bom.view_unit"]}, If_Match='"v1"')
    refused = api.send("PATCH", path, {"permissions": []}, If_Match='"v1"')
    assert refused.status_code == 412, refused.content
    (difference,) = refused.json()["differences"]
    assert (difference["theirs"].count(", "), difference["mine"]) == (1, "")


def test_the_history_tells_a_changed_list(api, mill):
    role = api.post("/roles/", {"name": "buyer", "permissions": ["bom.view_item"]}).json()
    api.send("PATCH", f"/roles/{role['id']}/", {"permissions": ["bom.view_item", "bom.view_unit"]}, If_Match='"v1"')
    with mill.scope():
        (told, _made) = history(Role.objects.get(pk=role["id"]))
    assert [(before, after) for _label, before, after in told.changes] == [
        ("bom.view_item", "bom.view_item, bom.view_unit")
    ]
    assert signed_in(mill.planner).get(f"/roles/{role['id']}/").status_code == 200


def test_what_a_patch_leaves_out_keeps_its_value(api, piece):
    made = api.post("/items/", ITEM | {"lead_days": 9}).json()
    assert api.send("PATCH", f"/items/{made['id']}/", {"name": "screw"}, If_Match='"v1"').status_code == 200
    read = api.get(f"/items/{made['id']}/").json()
    assert (read["name"], read["lead_days"], read["safety_stock"], read["unit"]) == ("screw", 9, "2.5", piece["id"])


def test_what_a_put_leaves_out_gets_its_default(api, piece):
    made = api.post("/items/", ITEM | {"lead_days": 9}).json()
    assert api.send("PUT", f"/items/{made['id']}/", ITEM, If_Match='"v1"').status_code == 200
    assert api.get(f"/items/{made['id']}/").json()["lead_days"] == 0


def test_a_patch_is_told_in_the_audit_by_what_it_changed(api, piece, mill):
    api.send("PATCH", f"/units/{piece['id']}/", {"name": "Stück"}, If_Match='"v1"')
    with mill.scope():
        entry = AuditEntry.objects.get(verb="change")
    assert (entry.before, entry.after) == ({"name": "piece"}, {"name": "Stück"})


def test_the_same_key_is_answered_the_same_to_the_byte(api, mill):
    body = {"code": "kg", "name": "kilogram", "decimals": 3}
    first = api.post("/units/", body, Idempotency_Key="k1")
    again = api.post("/units/", body, Idempotency_Key="k1")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert (first.get("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (None, "true")
    assert api.post("/units/", body | {"decimals": 2}, Idempotency_Key="k1").status_code == 422
    with mill.scope():
        assert Unit.objects.count() == 1


def test_a_patch_is_repeated_by_its_key_even_after_others_changed_the_row(api, piece):
    path = f"/units/{piece['id']}/"
    first = api.send("PATCH", path, {"name": "Stück"}, If_Match='"v1"', Idempotency_Key="p1")
    api.send("PATCH", path, {"decimals": 2}, If_Match='"v2"')
    again = api.send("PATCH", path, {"name": "Stück"}, If_Match='"v1"', Idempotency_Key="p1")
    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")


@pytest.fixture
def bom(api, piece):
    for code, supply in (("FRAME", "make"), ("BOLT", "buy"), ("NUT", "buy")):
        api.post("/items/", ITEM | {"code": code, "supply": supply})
    lines = [{"component": "BOLT", "quantity": "4"}, {"component": "NUT", "quantity": 4}]
    return api.post("/boms/", {"item": "FRAME", "revision": "A", "lines": lines}).json()


def test_a_document_is_read_with_its_lines(api, bom):
    read = api.get(f"/boms/{bom['id']}/").json()
    assert [(row["position"], row["component_label"], row["quantity"]) for row in read["lines"]] == [
        (10, "BOLT", "4"),
        (20, "NUT", "4"),
    ]
    assert (read["item_label"], read["state"]) == ("FRAME", "draft")


def test_a_patch_without_lines_keeps_them(api, bom):
    changed = api.send("PATCH", f"/boms/{bom['id']}/", {"revision": "B"}, If_Match='"v1"')
    assert changed.status_code == 200, changed.content
    read = api.get(f"/boms/{bom['id']}/").json()
    assert (read["revision"], len(read["lines"])) == ("B", 2)


def test_a_wrong_line_is_pointed_at(api, bom):
    lines = [{"component": "BOLT", "quantity": "1"}, {"component": "NO SUCH", "quantity": "1"}]
    refused = api.send("PATCH", f"/boms/{bom['id']}/", {"lines": lines}, If_Match='"v1"')
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/lines/1/component"]
    assert "NO SUCH" in refused.json()["errors"][0]["detail"]


def test_a_verb_moves_the_state_once(api, bom):
    path = f"/boms/{bom['id']}/activate/"
    done = api.post(path, {}, If_Match='"v1"')
    assert (done.status_code, done.json()["state"], done.json()["version"]) == (200, "active", 2)
    refused = api.post(path)
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_state")


def test_a_verb_is_done_to_many_rows_or_to_none(api, bom, mill):
    refused = api.post("/boms/activate/", {"ids": [bom["id"], 999_999]})
    assert refused.status_code == 404
    done = api.post("/boms/activate/", {"ids": [bom["id"]]}, Idempotency_Key="many")
    assert done.json()["results"] == [{"id": bom["id"], "state": "active", "version": 2}]
    again = api.post("/boms/activate/", {"ids": [bom["id"]]}, Idempotency_Key="many")
    assert (again.content, again["Idempotent-Replayed"]) == (done.content, "true")
    with mill.scope():
        assert Bom.objects.get().state == "active"


def test_the_same_row_twice_in_a_set_is_refused(api, bom):
    refused = api.post("/boms/activate/", {"ids": [bom["id"], bom["id"]]})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/ids")


def test_an_item_is_kept_apart_from_another_with_the_same_code(api, piece, mill):
    assert api.post("/items/", ITEM).status_code == 201
    refused = api.post("/items/", ITEM)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/code")
    with mill.scope():
        assert Item.objects.count() == 1


def test_a_row_is_named_by_its_code_or_its_name(api, piece):
    api.post("/items/", ITEM)
    customer = api.post("/customers/", {"code": "K1", "name": "North Robots"}).json()
    api.post("/customers/", {"code": "K2", "name": "K1 Trading"})
    line = {"item": "BOLT", "quantity": "5", "due_on": "2026-12-24"}
    for named in ("K1", "North Robots", customer["id"]):
        made = api.post("/sales-orders/", {"customer": named, "lines": [line]}).json()
        assert api.get(f"/sales-orders/{made['id']}/").json()["customer_label"] == "North Robots"
    assert api.get("/shortages/", {"report": "none"}).status_code == 400


def test_what_an_inspection_asks_for_is_read_with_it(api, mill, piece):
    with mill.scope():
        place = Location.objects.create(site=Site.objects.create(code="S1", name="one"), code="R1", name="raw")
    item = api.post("/items/", ITEM | {"lot_tracked": True}).json()["id"]
    plan = {"item": item, "samples": 2, "lines": [{"name": "length", "kind": "measured", "upper": "12.5"}]}
    assert api.post("/inspection-plans/", plan).status_code == 201
    with mill.scope():
        lot = do(Lot, "add", mill.actor, item=Item.objects.get(pk=item), code="L1")
        do(StockBalance, "open", mill.actor, item=lot.item, location=place, lot=lot, quantity=Decimal(40))
    made = api.post("/inspections/", {"lot": "L1", "quantity": "40"}).json()
    asked = api.get(f"/inspections/{made['id']}/").json()["measurements"]
    assert [(row["sample"], row["upper"], row["value"]) for row in asked] == [(1, "12.5", None), (2, "12.5", None)]


def test_a_workbook_is_uploaded(api, mill):
    content = base64.b64encode(book({"单位": [["编码", "名称", "小数位"], ["pcs", "件", 0]]})).decode()
    made = api.post("/import-runs/", {"name": "units.xlsx", "content": content})
    assert made.status_code == 201, made.content
    assert api.get(f"/jobs/{made.json()['job']}/").json()["name"] == "base.import"
