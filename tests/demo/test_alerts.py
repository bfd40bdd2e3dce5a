"""What the demonstration factory of machines warns its people of on the first day."""

from __future__ import annotations

from collections import Counter

from base.alerts import said
from base.cells import offset
from base.models import Alert
from base.navigation import alerts_waiting
from tests.demo.conftest import Factory


def told(rule: str) -> dict[str, str]:
    return {alert.subject_text: said(alert.sentence) for alert in Alert.objects.filter(rule=rule)}


def test_the_bearings_that_come_days_late_are_told_with_their_supplier(inside: Factory):
    sentence = told("purchase_late")["PO-A/10"]
    assert "洛恒轴承" in sentence and str(offset(inside.today, 18)) in sentence


def test_what_should_have_come_last_week_and_what_expires_is_told(inside):
    assert set(told("purchase_overdue")) == {"PO-104/10", "PO-105/10", "PO-106/10"}
    assert set(told("lot_expiring")) == {"RZ-1", "RZ-2", "RZ-3"}


def test_nobody_is_flooded_and_everybody_has_their_own(inside: Factory):
    assert max(Counter(Alert.objects.values_list("owner")).values()) < 20
    waiting = {name: alerts_waiting(inside.actor(name)) for name in ("buyer", "operator")}
    assert waiting == {"buyer": Alert.objects.count(), "operator": 0}
