"""Lets only those into a project's pages who may see it: the person at this machine, or whom a proxy signed in.

Pure ASGI (version 3.0), behind the guard.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

_FIELD = "token"


class Owner:
    """Passes a request on to `app` if it has the cookie of this server, or else answers it with `refusal`.

    The cookie is given for the token in an address, once, and the address is then shown without it. It lasts as long as
    the browser is open or the server runs. With `header`, the proxy's header must be there instead. Who it names is
    neither kept nor logged.
    """

    def __init__(self, app: ASGIApp, *, token: str = "", header: str = "", refusal: Callable[[], Response]) -> None:
        if not token and not header:
            raise ValueError
        self._app, self._token, self._header, self._refusal = app, token, header.lower(), refusal
        # Cookies do not know ports: each server has its own name for one.
        self._name = f"policygen-{hashlib.sha256(token.encode()).hexdigest()[:12]}"
        self._cookie = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = self._answer(scope, Headers(scope=scope))
        await (answer or self._app)(scope, receive, send)

    def _answer(self, scope: Scope, headers: Headers) -> Response | None:
        """Return what to say to a request that is not passed on, or None."""
        if self._header:
            return None if headers.get(self._header, "").strip() else self._refusal()
        if scope["method"] == "GET" and (given := self._given(scope)) is not None:
            token, rest = given
            return self._signed_in(scope, rest) if _same(token, self._token) else self._refusal()
        # The refusal needs its style sheet; what is under this address is the same for everybody.
        is_open = scope["method"] == "GET" and scope["path"].startswith("/static/")
        return None if is_open or self._is_known(headers) else self._refusal()

    def _given(self, scope: Scope) -> tuple[str, str] | None:
        """Return the token in an address and the other fields, or None if there is no token."""
        try:
            fields = parse_qsl(scope["query_string"].decode("ascii"), keep_blank_values=True, max_num_fields=50)
        except ValueError:
            return None
        tokens = [value for name, value in fields if name == _FIELD]
        return (tokens[0], urlencode([one for one in fields if one[0] != _FIELD])) if tokens else None

    def _signed_in(self, scope: Scope, rest: str) -> Response:
        # Two slashes would lead to another site.
        path = "/" + scope["path"].lstrip("/\\")
        answer = RedirectResponse(f"{path}?{rest}" if rest else path, 303, {"cache-control": "no-store"})
        answer.set_cookie(self._name, self._cookie, path="/", httponly=True, samesite="strict")
        return answer

    def _is_known(self, headers: Headers) -> bool:
        return _same(cookie_parser(headers.get("cookie", "")).get(self._name, ""), self._cookie)


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), known.encode())
