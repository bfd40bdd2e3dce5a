"""What a piece of work says to PostgreSQL, to the letter: BEGIN and COMMIT of the driver included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from psycopg2.extensions import TRANSACTION_STATUS_IDLE
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

said: list[str] = []


class RecordingCursor(Cursor):
    def execute(self, statement: Any, values: Any = None) -> None:
        if not self.connection.autocommit and self.connection.get_transaction_status() == TRANSACTION_STATUS_IDLE:
            said.append("BEGIN")  # psycopg2 sends it by itself
        super().execute(statement, values)
        said.append(self.query.decode())


class RecordingConnection(Connection):
    def cursor(self, *arguments: Any, **options: Any) -> Any:
        return super().cursor(*arguments, **{"cursor_factory": RecordingCursor, **options})

    def commit(self) -> None:
        if self.get_transaction_status() != TRANSACTION_STATUS_IDLE:
            said.append("COMMIT")
        super().commit()


def recorded(work: Callable[[], Any]) -> list[str]:
    """The statements of `work` once everything that is kept for the next time is warm."""
    options = connection.settings_dict["OPTIONS"]
    connection.close()
    options["connection_factory"] = RecordingConnection
    try:
        work()
        work()
        said.clear()
        work()
        return list(said)
    finally:
        del options["connection_factory"]
        connection.close()
