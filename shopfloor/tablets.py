"""Enrolled tablets: a browser that holds a secret of a device, and the people who sign in on it with badge and PIN."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest
from django.utils import timezone

from base.models import Membership
from base.tenancy import in_tenant
from shopfloor.models import Badge, Device

COOKIE = "tablet"
COOKIE_SECONDS = 365 * 86400
TRIES = 5
WAITS = timedelta(minutes=5)
LONGEST_ID = 18


@dataclass(frozen=True, slots=True)
class Tablet:
    """The device a request comes from."""

    tenant_id: int
    code: str
    work_center_id: int


def new_secret() -> tuple[str, str]:
    """A secret for a browser, and its digest for the device."""
    secret = secrets.token_urlsafe(32)
    return secret, digest(secret)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def cookie_of(device: Device, secret: str) -> str:
    """Which company, which device, and the proof."""
    return f"{device.tenant_id}.{device.pk}.{secret}"


def tablet_of(request: HttpRequest) -> Tablet | None:
    """The enrolled tablet a request comes from. Asked where nobody is signed in, so outside every tenant."""
    tenant, _dot, rest = request.COOKIES.get(COOKIE, "").partition(".")
    pk, _dot, secret = rest.partition(".")
    if not (secret and all(each.isdecimal() and len(each) <= LONGEST_ID for each in (tenant, pk))):
        return None
    return in_tenant(int(tenant), lambda: _enrolled(int(pk), digest(secret)))


def _enrolled(pk: int, digested: str) -> Tablet | None:
    device = Device.objects.filter(pk=pk, digest=digested, active=True).first()
    return Tablet(device.tenant_id, device.code, device.work_center_id) if device else None


def membership_behind(tablet: Tablet, code: str, pin: str) -> Membership | None:
    """Who shows this badge and knows its PIN; None where one of both is wrong, or too many were before."""
    user_id = in_tenant(tablet.tenant_id, lambda: _owner(code, pin))
    found = Membership.objects.filter(tenant_id=tablet.tenant_id, user=user_id, user__is_active=True)
    return found.select_related("user").first() if user_id else None


def _owner(code: str, pin: str) -> int | None:
    """The user behind a badge. An unknown badge takes as long as a wrong PIN."""
    badge = Badge.objects.select_for_update(of=("self",)).filter(code=code, employee__active=True).first()
    if badge is None:
        make_password(pin)
        return None
    if badge.waits_until and badge.waits_until > timezone.now():
        return None
    right = check_password(pin, badge.pin)
    badge.failures = 0 if right else badge.failures + 1
    badge.waits_until = timezone.now() + WAITS if badge.failures >= TRIES else None
    badge.save(update_fields=["failures", "waits_until"])
    user_id: int | None = badge.employee.user_id if right else None
    return user_id
