"""The broker as a direct child, without persistence: the job table in PostgreSQL is what keeps work."""

from __future__ import annotations

import socket

from erp.services.engines import choose_broker
from erp.services.places import Places


class Valkey:
    """Valkey, or Redis, behind one private socket."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.engine = choose_broker()
        self.program = places.reachable(self.engine.program, self.engine.package)
        self.socket = places.sockets / "valkey"
        self.url = f"redis+socket://{self.socket}"

    def command(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.places.sockets),
            "save": "",
            "appendonly": "no",
            "loglevel": "warning",
            "maxmemory-policy": "noeviction",
        }
        return [str(self.program), *(part for name, value in settings.items() for part in (f"--{name}", value))]

    def ready(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False
