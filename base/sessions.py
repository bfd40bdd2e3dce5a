"""Database sessions that know their membership: one query says who asks, for which tenant, and whether still."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils.crypto import constant_time_compare

from base.models import Membership, Session

MEMBERSHIP_KEY = "membership"
ON_TABLET = "on_tablet"


class SessionStore(db.SessionStore):
    _row: Session | None = None

    @classmethod
    def get_model_class(cls) -> Any:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.membership_id = data.get(MEMBERSHIP_KEY)
        return row

    def _get_session_from_db(self) -> Any:
        self._row = super()._get_session_from_db()  # type: ignore[misc]
        return self._row

    @property
    def membership(self) -> Membership | None:
        """Whose session this is, if they are still active and have not changed their password since."""
        proof = self.get(HASH_SESSION_KEY)  # also loads the row
        found = self._row.membership if self._row else None
        if not (proof and found and found.user.is_active):
            return None
        return found if constant_time_compare(proof, found.user.get_session_auth_hash()) else None
