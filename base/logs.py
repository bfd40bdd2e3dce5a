"""Log lines that say for whom and on which request: readable in development, JSON on a server."""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from base.tenancy.context import scope

request_id: ContextVar[str] = ContextVar("request_id", default="")  # of a job: `job-17`


class JsonFormatter(logging.Formatter):
    """One JSON object a line. `facts` given in `extra` join it, and win over what is known from around."""

    def format(self, record: logging.LogRecord) -> str:
        tenant = scope()
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "tenant": tenant if isinstance(tenant, int) else None,
            "request": request_id.get() or None,
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False, default=str)


def configuration(log_format: str) -> dict[str, Any]:
    """What Django's LOGGING is set to. With `json` every request leaves a line, and servers' own loggers join in."""
    as_json = log_format == "json"
    joined = {name: {"handlers": [], "propagate": True} for name in ("uvicorn", "uvicorn.error", "django", "celery")}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "base.logs.JsonFormatter"}},
        "handlers": {"console": {"class": "logging.StreamHandler", **({"formatter": "json"} if as_json else {})}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {**joined, "base.observing": {"level": "INFO"}} if as_json else {},
    }
