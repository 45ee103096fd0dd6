"""What stands before every page: where a request comes from, how large and slow it is, how many come, what is logged.

Pure ASGI (version 3.0), so that a body is counted while it arrives.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOGGER = logging.getLogger("policygen.serve")
# CSP level 3: only our own files, no inline script or style; a form goes back to this server and nowhere else.
POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
    "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
))  # fmt: skip
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# Kept for going back in the same browser only; shared caches have nothing of a visitor.
PRIVATE = "private, no-cache"
_TOO_LARGE = 413
# Bytes of a body that is refused and still read: a browser shows the refusal only once it has sent its file, and an
# error of its own if the connection ends before. A school's policies have some 15 MB.
_PASSED_BY = 40_000_000


class BodyRefused(Exception):
    """A request's body cannot be taken: `status` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """The bytes of a body, and of all bodies that are in memory at the same time; the seconds that may pass until more
    of one arrives, until all of it has, and until a browser takes more of an answer.
    """

    largest: int = 4_000_000
    together: int = 200_000_000
    pause: float = 20.0
    whole: float = 120.0
    taking: float = 60.0


@dataclass(slots=True)
class Allowance:
    """How many requests each client may send: `burst` at once, then `rate` a second. The oldest are forgotten."""

    rate: float = 8.0
    burst: float = 80.0
    most: int = 20_000
    _seen: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def takes(self, client: str, now: float) -> bool:
        """Count a request at `now` (seconds); return whether it is allowed."""
        left, last = self._seen.pop(client, (self.burst, now))
        left = min(self.burst, left + (now - last) * self.rate)
        self._seen[client] = (max(left - 1, 0.0), now)
        while len(self._seen) > self.most:
            self._seen.popitem(last=False)
        return left >= 1


class Guard:
    """Lets a request through to `app` or answers it. `origin` is the address that browsers see, "" for this machine.

    `pages` are what a refused visitor sees, by status, and `failed` gives the page for an error of the app, of which
    nothing is passed on: a server would log it, and its message can hold an answer. Behind a proxy the client is the
    last address that it names.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        origin: str = "",
        limits: BodyLimits | None = None,
        allowance: Allowance | None = None,
        pages: Mapping[int, str] | None = None,
        failed: Callable[[Request, Exception], Awaitable[Response]] | None = None,
    ) -> None:
        self._app, self.limits, self._pages, self._failed = app, limits or BodyLimits(), pages or {}, failed
        self._held = 0
        self._origin = origin.rstrip("/")
        self._allowance = allowance or Allowance()
        self._salt = secrets.token_bytes(16)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, headers = time.monotonic(), Headers(scope=scope)
        scope.setdefault("state", {})["client"] = self._client(scope, headers)
        sent: dict[str, int] = {"status": 500, "bytes": 0}
        body = _Body(self, receive, headers)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent["status"] = message["status"]
                changed = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    changed.setdefault(name, value)
                changed.setdefault("cache-control", PRIVATE)
                if body.is_arriving:
                    # What still comes would be read and thrown away for as long as somebody sends it.
                    changed["connection"] = "close"
                if self._origin.startswith("https://"):
                    changed.setdefault("strict-transport-security", "max-age=31536000")
            elif message["type"] == "http.response.body":
                sent["bytes"] += len(message.get("body", b""))
            async with asyncio.timeout(self.limits.taking):
                await send(message)

        try:
            refused = self._refusal(scope, headers, started)
            if refused:
                if refused == _TOO_LARGE:
                    await body.pass_by()
                await HTMLResponse(self._pages.get(refused, ""), refused)(scope, receive, sending)
            else:
                await self._app(scope, body.receive, sending)
        except BodyRefused as error:
            page = self._pages.get(error.status, "")
            await HTMLResponse(page, error.status, {"connection": "close"})(scope, receive, sending)
        except Exception as error:
            if sent["bytes"] or self._failed is None:
                raise ConnectionAbortedError from None
            response = await self._failed(Request(scope), error)
            await response(scope, receive, sending)
        finally:
            self._held -= body.seen
            _log(scope, sent, time.monotonic() - started)

    def holds(self, size: int) -> bool:
        """Count more bytes of a body; return whether all bodies together still have room."""
        self._held += size
        return self._held <= self.limits.together

    def _refusal(self, scope: Scope, headers: Headers, now: float) -> int:
        """Return the status with which a request is refused, or 0."""
        host = headers.get("host", "")
        if not self._is_ours(host):
            return 421
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self.limits.largest:
            return _TOO_LARGE
        if scope["method"] == "POST":
            own = (self._origin or f"http://{host}").lower()
            site, origin = headers.get("sec-fetch-site", ""), headers.get("origin", "").lower()
            # A browser says at least one of the two with every form that another site could have sent.
            if (site and site not in ("same-origin", "none")) or (origin and origin not in (own, "null")):
                return 403
            if not site and origin in ("", "null"):
                return 403
        return 0 if scope["path"] == "/health" or self._allowance.takes(scope["state"]["client"], now) else 429

    def _is_ours(self, host: str) -> bool:
        if self._origin:
            return host.lower() in (urlsplit(self._origin).netloc.lower(), "localhost", "127.0.0.1")
        # A name that leads here by somebody else's DNS is none of ours.
        return urlsplit(f"//{host}").hostname in ("127.0.0.1", "localhost", "::1")

    def _client(self, scope: Scope, headers: Headers) -> str:
        address = (scope.get("client") or ("",))[0]
        if self._origin:
            address = headers.get("x-forwarded-for", address).rpartition(",")[2].strip()
        return hashlib.sha256(self._salt + address.encode()).hexdigest()[:16]


class _Body:
    """A body while it arrives: it is counted, and it must not take for ever."""

    def __init__(self, guard: Guard, receive: Receive, headers: Headers) -> None:
        self._guard, self._receive = guard, receive
        self._until = 0.0
        self._length = headers.get("content-length", "0")
        self._announced = "transfer-encoding" in headers or self._length != "0"
        self.seen, self._more = 0, True

    @property
    def is_arriving(self) -> bool:
        """Whether there is a body of which not all has come."""
        return self._announced and self._more

    async def receive(self) -> Message:
        """Return the next part. Raises BodyRefused."""
        if not self._more:
            return await self._receive()  # that nobody waits any longer
        limits, loop = self._guard.limits, asyncio.get_running_loop()
        self._until = self._until or loop.time() + limits.whole
        try:
            async with asyncio.timeout_at(min(self._until, loop.time() + limits.pause)):
                message = await self._receive()
        except TimeoutError:
            raise BodyRefused(408) from None
        size = len(message.get("body", b""))
        self._more = bool(message.get("more_body"))
        self.seen += size
        if not self._guard.holds(size):
            raise BodyRefused(503)
        if self.seen > limits.largest:
            raise BodyRefused(_TOO_LARGE)
        return message

    async def pass_by(self) -> None:
        """Read a body that is refused and keep nothing of it, unless it is longer than any file of ours."""
        if not self._length.isdecimal() or int(self._length) > _PASSED_BY:
            return
        passed, limits = 0, self._guard.limits
        with suppress(TimeoutError):
            async with asyncio.timeout(limits.whole):
                while self._more and passed <= _PASSED_BY:
                    async with asyncio.timeout(limits.pause):
                        message = await self._receive()
                    passed += len(message.get("body", b""))
                    self._more = bool(message.get("more_body"))


def _log(scope: Scope, sent: dict[str, int], seconds: float) -> None:
    """Log a line of JSON without address, answers or anything of a path that only one visitor knows."""
    route = scope.get("route")
    fields = {
        "method": scope["method"],
        "page": getattr(route, "path", "") or "-",
        "status": sent["status"],
        "bytes": sent["bytes"],
        "ms": round(seconds * 1000),
    }
    LOGGER.info(json.dumps(fields))
