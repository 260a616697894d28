"""Who may ask, and how much: checked for every request before a route sees it.

A page of another site can make a browser send requests to this machine. What gives it away: its `Origin`; for a
name that was re-bound to 127.0.0.1, the `Host`; and `Sec-Fetch-Site`, which the browser itself adds.
"""

import hmac
import ipaddress
import re
import socket
import time

from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shuzi.serving.body import Body
from shuzi.serving.refusals import Refusal
from shuzi.serving.services import Services

COOKIE = "shuzi_token"

_OPEN = ("/v2/health/live", "/v2/health/ready")
"""What needs no token, for whoever watches over the server."""
_PAGES = ("/", "/docs", "/favicon.ico")

_HOST = re.compile(r"^(?P<name>\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(:(?P<port>[0-9]{1,5}))?$")

_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    b"worker-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: list[tuple[bytes, bytes]] = [
    (b"content-security-policy", _POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), microphone=(), geolocation=()"),
]


class Guard:
    """Wraps the application."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        """Guard the application with the token and the limits in the settings."""
        self._app = app
        self._services = services
        self._settings = services.settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or refuse one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])
        began, status = time.perf_counter(), 0

        async def send_guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                await body.drain()
                message["headers"] = [*message["headers"], *_HEADERS]
                if self._services.draining or not body.complete:
                    message["headers"].append((b"connection", b"close"))
            await send(message)

        metrics = self._services.metrics
        metrics.under_way.inc()
        body = Body(receive, headers, self._settings.limits)
        try:
            self._check(scope, headers)
            body.check()
            await self._app(scope, body.receive, send_guarded)
        except Refusal as refusal:
            await refusal.response()(scope, receive, send_guarded)
        finally:
            metrics.under_way.dec()
            route = getattr(scope.get("route"), "path", "other")
            metrics.answered(route, status, time.perf_counter() - began)

    def _check(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        host = headers.get(b"host", b"").decode("latin-1")
        match = _HOST.match(host)
        if match is None or sum(name == b"host" for name, _ in scope["headers"]) != 1:
            raise Refusal(400, "the header Host is missing or makes no sense; expected one such as 127.0.0.1:8000.")
        if not self._is_ours(match["name"]):
            message = f"the server is not called {match['name'][:80]}; use the address that it printed."
            raise Refusal(403, message, code="other_name")
        path: str = scope["path"]
        if path in _PAGES or path.startswith("/web/"):
            self._check_token(scope, headers, page=True)
            return
        _check_origin(headers, host)
        if path not in _OPEN:
            self._check_token(scope, headers, page=False)

    def _is_ours(self, name: str) -> bool:
        """Return whether a Host names this server; addresses always do when it was opened to other machines."""
        if name.lower() in ("localhost", self._settings.host.lower()):
            return True
        try:
            address = ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            beyond = not is_loopback(self._settings.host)
            return beyond and name.lower().split(".")[0] == socket.gethostname().lower().split(".")[0]
        return address.is_loopback or not is_loopback(self._settings.host)

    def _check_token(self, scope: Scope, headers: dict[bytes, bytes], *, page: bool) -> None:
        token = self._settings.token
        if token is None:
            return
        query = scope["query_string"].decode("latin-1")
        if page and scope["path"] == "/" and hmac.compare_digest(query, f"token={token}"):
            raise Refusal(
                303,
                "the token is right; go on to the page.",
                headers={"Location": "/", "Set-Cookie": f"{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict"},
            )
        given = headers.get(b"authorization", b"").decode("latin-1").removeprefix("Bearer ")
        if not given:
            given = cookie_parser(headers.get(b"cookie", b"").decode("latin-1")).get(COOKIE, "")
        if not hmac.compare_digest(given.encode(), token.encode()):
            raise Refusal(
                401,
                "a token is needed; open the address that the server printed, or send it as `Authorization: Bearer …`.",
                headers={"WWW-Authenticate": "Bearer"},
            )


def is_loopback(host: str) -> bool:
    """Return whether only programs of this machine can reach a host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_origin(headers: dict[bytes, bytes], host: str) -> None:
    origin = headers.get(b"origin")
    if origin is not None and origin.decode("latin-1").partition("://")[2] != host:
        message = "the request comes from the page of another site; only this server's own page may ask."
        raise Refusal(403, message, code="other_site")
    if headers.get(b"sec-fetch-site", b"none") not in (b"same-origin", b"none"):
        message = "the request comes from another site; only this server's own page may ask."
        raise Refusal(403, message, code="other_site")
