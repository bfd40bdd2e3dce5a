"""One exchange over REST."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any

PATIENCE = 15.0


@dataclass(frozen=True)
class Rest:
    """Who asks, and where."""

    port: int
    secret: str

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, Any]]:
        """Status and answer. Raises OSError or HTTPException when the connection breaks."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        known = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, f"/api/v1/{path}", content, known | headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read() or b"{}")
        finally:
            connection.close()

    def get(self, path: str) -> dict[str, Any]:
        return self.send("GET", path)[1]
