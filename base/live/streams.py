"""`/live/`: an ASGI application that holds any number of open streams in one process. It never asks the database."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from redis import RedisError
from redis.asyncio import Redis

from base.live.telling import address, channel
from base.live.tickets import LASTS, Ticket, read
from base.live.topics import EVERY, heard

BEAT_SECONDS = 20.0  # so that a proxy keeps the stream, and a page knows that it lives
REST_SECONDS = 1.0
REMEMBERED = 20_000  # topics
HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-accel-buffering", b"no"),
]
Message = MutableMapping[str, Any]
log = logging.getLogger(__name__)


class Stream:
    """One open page. What changed is gathered until it is sent, so a slow page costs no memory."""

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        self.changed: set[str] = set()
        self.woken = asyncio.Event()

    def nudge(self, topics: Iterable[str]) -> None:
        if new := set(topics):
            self.changed |= new
            self.woken.set()

    def taken(self) -> list[str]:
        topics = sorted(self.changed)
        self.changed.clear()
        self.woken.clear()
        return topics


class Memory:
    """When each topic changed last, as far back as a ticket lasts: what a page missed before it listened."""

    def __init__(self) -> None:
        self.since = time.time()
        self._at: dict[tuple[int, str], float] = {}

    def keep(self, tenant_id: int, topics: Iterable[str]) -> None:
        now = time.time()
        for topic in topics:
            self._at.pop((tenant_id, topic), None)
            self._at[tenant_id, topic] = now
        while len(self._at) > REMEMBERED:
            self.since = self._at.pop(next(iter(self._at)))

    def missed(self, ticket: Ticket, since: float) -> set[str]:
        """What changed of a page's topics since then; everything when that is longer ago than is remembered."""
        if since < max(self.since, time.time() - LASTS):
            return {EVERY}
        changed = [topic for (tenant, topic), at in self._at.items() if tenant == ticket.tenant_id and at >= since]
        return heard(ticket.topics, changed)


class Live:
    """Streams of nudges: one subscription to Valkey for the whole process."""

    def __init__(self) -> None:
        self.streams: set[Stream] = set()
        self.memory = Memory()
        self.ending = False
        self._listening: asyncio.Task[None] | None = None

    async def __call__(self, scope: Message, receive: Callable[[], Any], send: Callable[[Message], Any]) -> None:
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        ticket = read(asked.get("ticket", [""])[0])
        if ticket is None or not address() or self.ending:
            await _refuse(send, 403 if ticket is None else 204)  # 204 tells the browser not to come back
            return
        stream = Stream(ticket)
        self._listen()
        self.streams.add(stream)
        stream.nudge(self.memory.missed(ticket, _since(scope, asked, ticket)))
        try:
            await self._serve(stream, receive, send)
        finally:
            self.streams.discard(stream)

    async def _serve(self, stream: Stream, receive: Callable[[], Any], send: Callable[[Message], Any]) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send(_event("hello", []))
        gone = asyncio.ensure_future(_gone(receive))
        try:
            while not (gone.done() or self.ending or time.time() > stream.ticket.ends):
                woken = asyncio.ensure_future(stream.woken.wait())
                await asyncio.wait({gone, woken}, timeout=BEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                woken.cancel()
                topics = stream.taken()
                await send(_event("changed" if topics else "beat", topics))
            await send({**_event("expired", []), "more_body": False})
        finally:
            gone.cancel()

    def end(self) -> None:
        """The server stops: whoever listens is let go."""
        self.ending = True
        for stream in self.streams:
            stream.woken.set()

    def _listen(self) -> None:
        if self._listening is None or self._listening.done():
            self._listening = asyncio.ensure_future(self._subscribe())

    async def _subscribe(self) -> None:
        while not self.ending:
            try:
                await self._hear()
            except (RedisError, OSError) as error:
                log.warning("open pages hear nothing, asking again: %s", error)
            await asyncio.sleep(REST_SECONDS)

    async def _hear(self) -> None:
        """Pass on nudges as they come."""
        client = Redis.from_url(address(), socket_connect_timeout=1, health_check_interval=15)
        async with contextlib.aclosing(client), client.pubsub() as subscription:
            await subscription.psubscribe(channel(EVERY))
            async for message in subscription.listen():
                if message["type"] == "psubscribe":
                    self._forget()
                elif message["type"] == "pmessage":
                    self._pass_on(message["channel"].decode(), json.loads(message["data"]))

    def _forget(self) -> None:
        """What was said before we listened is not known, so every page asks once."""
        self.memory = Memory()
        for stream in self.streams:
            stream.nudge({EVERY})

    def _pass_on(self, name: str, topics: list[str]) -> None:
        tenant_id = int(name.rpartition(".")[2])
        self.memory.keep(tenant_id, topics)
        for stream in self.streams:
            if stream.ticket.tenant_id == tenant_id:
                stream.nudge(heard(stream.ticket.topics, topics))


async def lifespan(receive: Callable[[], Any], send: Callable[[Message], Any], live: Live) -> None:
    """Start and stop as uvicorn tells it."""
    await receive()
    _end_on_signal(live)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


def _end_on_signal(live: Live) -> None:
    """The server waits for open answers before it stops; a stream would never end by itself."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        known = signal.getsignal(number)

        def stop(sent: int, frame: Any, known: Any = known) -> None:
            loop.call_soon_threadsafe(live.end)
            if callable(known):
                known(sent, frame)

        signal.signal(number, stop)


def _since(scope: Message, asked: dict[str, list[str]], ticket: Ticket) -> float:
    """Up to when the page knows: the last event it got, else when it was made."""
    headers = dict(scope["headers"])
    text = headers.get(b"last-event-id", b"").decode("latin-1") or asked.get("since", [""])[0]
    try:
        return float(text)
    except ValueError:
        return ticket.at


def _event(name: str, topics: list[str]) -> Message:
    """One server-sent event; its id is the time up to which the page now knows."""
    text = f"id: {time.time():.3f}\nevent: {name}\ndata: {json.dumps(topics)}\n\n"
    return {"type": "http.response.body", "body": text.encode(), "more_body": True}


async def _gone(receive: Callable[[], Any]) -> None:
    """Until the page is closed."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Callable[[Message], Any], status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})
