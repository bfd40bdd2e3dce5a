"""A client of Loopworks' REST in the standard library: what every caller should do, in one place."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

PATIENCE = 60.0  # seconds for one request, its repeats included; a limit of requests is waited out
POLLED = 0.5  # seconds between two looks at a job


class Refused(Exception):
    """The answer was no. `problem` is the RFC 9457 document: status, code, detail, and errors with pointers."""

    def __init__(self, problem: dict[str, Any]) -> None:
        faults = [f"{fault['pointer']}: {fault['detail']}" for fault in problem.get("errors", ())]
        super().__init__("; ".join([problem["detail"], *faults]))
        self.problem = problem


class Loopworks:
    """`address` such as http://127.0.0.1:8000, and a token made on the page Tokens."""

    def __init__(self, address: str, token: str) -> None:
        self.root = f"{address.rstrip('/')}/api/v1"
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    # Reading -------------------------------------------------------------------------------------

    def read(self, path: str) -> dict[str, Any]:
        return self._ask("GET", f"/{path}/")[0]

    def every(self, path: str, **filters: Any) -> Iterator[dict[str, Any]]:
        """All rows of a list, page after page: a cursor misses none that others add meanwhile."""
        cursor: dict[str, str] = {}
        while True:
            found, _tag = self._ask("GET", f"/{path}/?{urlencode(filters | cursor, doseq=True)}")
            yield from found["results"]
            if not found["next"]:
                return
            cursor = {"cursor": found["next"]}

    # Writing -------------------------------------------------------------------------------------

    def add(self, path: str, **fields: Any) -> dict[str, Any]:
        return self._ask("POST", f"/{path}/", fields)[0]

    def do(self, path: str, verb: str, **fields: Any) -> dict[str, Any]:
        return self._ask("POST", f"/{path}/{verb}/", fields)[0]

    def change(self, path: str, **fields: Any) -> dict[str, Any]:
        """Change a row as it was read: whoever changed it in between is not overwritten, it is read again."""
        while True:
            _row, tag = self._ask("GET", f"/{path}/")
            try:
                return self._ask("PATCH", f"/{path}/", fields, {"If-Match": tag})[0]
            except Refused as refused:
                if refused.problem["status"] != 412:
                    raise

    def finished(self, job: int) -> dict[str, Any]:
        """Wait for work in the background; its result."""
        while (row := self.read(f"jobs/{job}"))["state"] in ("waiting", "running"):
            time.sleep(POLLED)
        if row["state"] != "done":
            raise RuntimeError(f"job {job} is {row['state']}: {row['error']}")
        return row["result"]  # type: ignore[no-any-return]

    # One request -----------------------------------------------------------------------------------

    def _ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> tuple[Any, str]:
        """The answer and its ETag. One key for all repeats of a write: the server does it once."""
        sent = self.headers | (headers or {})
        if method != "GET":
            sent["Idempotency-Key"] = str(uuid.uuid4())
        content = None if body is None else json.dumps(body).encode()
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with urlopen(Request(self.root + path, content, sent, method=method), timeout=PATIENCE) as answer:
                    return json.load(answer), answer.headers.get("ETag", "")
            except HTTPError as error:
                wait = error.headers.get("Retry-After")  # 429: too many requests; 503: the database is busy
                if wait is None or (error.code != 429 and time.monotonic() > until):
                    raise Refused(json.load(error)) from None
                print(f"the server asks to wait {wait} s")
                time.sleep(float(wait))
            except (URLError, ConnectionError, TimeoutError):
                if time.monotonic() > until:
                    raise
                time.sleep(1)
