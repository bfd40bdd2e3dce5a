"""Secrets and signatures of Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, version v1.

A secret is computed from the installation's key and the webhook's salt, so it stands in no table, no history and no
backup. Whoever changes the installation's key changes every secret with it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

from django.conf import settings

PREFIX = "whsec_"


def secret_of(salt: str) -> str:
    """What the receiver verifies with, as it is shown: `whsec_` and 32 bytes in Base64."""
    return PREFIX + base64.b64encode(_key(salt)).decode()


def headers(message_id: str, timestamp: int, body: bytes, salts: Sequence[str]) -> dict[str, str]:
    """The three headers; one signature for each salt, so that an old secret still verifies for a while."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    signatures = [f"v1,{base64.b64encode(_hmac(_key(salt), signed)).decode()}" for salt in salts]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def _key(salt: str) -> bytes:
    return _hmac(settings.SECRET_KEY.encode(), f"webhook {salt}".encode())


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()
