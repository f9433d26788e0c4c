"""The outermost layer: what every answer carries, whoever made it."""

from http.cookies import SimpleCookie
from typing import Any, cast

from litestar import Litestar
from litestar.types import Message, Receive, Scope, Send

from baoming.settings import Settings
from baoming.web.static_files import csp, static_files
from baoming.web.visit import Visit, cookie_name


class Edge:
    """Wraps the application: security headers, and the cookie that a visit has earned."""

    def __init__(self, inner: Litestar, settings: Settings) -> None:
        self.inner = inner
        self.https = settings.base_url.startswith("https:")
        self.cookie_name = cookie_name(settings)
        self.policy = _policy()
        self.headers = [
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),
        ]
        if self.https:
            self.headers.append((b"strict-transport-security", b"max-age=31536000"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if str(scope["type"]) != "http":
            await self.inner(scope, receive, send)
            return

        # Load balancers ask with HEAD: a GET whose body stays here.
        headless = cast("dict[str, Any]", scope)["method"] == "HEAD"
        asked = cast("Scope", {**scope, "method": "GET"}) if headless else scope

        async def finish(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(cast("dict[str, Any]", message), cast("dict[str, Any]", asked))
            elif headless and message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        await self.inner(asked, receive, finish)

    def _add(self, message: dict[str, Any], scope: dict[str, Any]) -> None:
        visit: Visit | None = scope.get("visit")
        policy = _policy(*visit.leads_to) if visit and visit.leads_to else self.policy
        headers = [*message.get("headers", ()), policy, *self.headers]
        if visit is not None and visit.new_cookie is not None:
            headers.append((b"set-cookie", self._cookie(visit.new_cookie).encode()))
        message["headers"] = headers

    def _cookie(self, value: str) -> str:
        jar = SimpleCookie()
        jar[self.cookie_name] = value
        morsel = jar[self.cookie_name]
        morsel["path"], morsel["httponly"], morsel["samesite"] = "/", True, "Lax"
        if self.https:
            morsel["secure"] = True
        if not value:
            morsel["max-age"] = 0
        return morsel.OutputString()


def _policy(*leads_to: str) -> tuple[bytes, bytes]:
    policy = csp(static_files().critical_hash, *leads_to)
    return b"content-security-policy", policy.encode()
