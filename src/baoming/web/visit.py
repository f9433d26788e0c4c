"""One request, as the pages and handlers see it: who, where, what was sent."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection, Request

from baoming import clock
from baoming.accounts.sign_ins import SignedIn
from baoming.accounts.tables import Account
from baoming.desk.officer import Officer
from baoming.fields import Given, Upload
from baoming.security import keys, token
from baoming.settings import Settings
from baoming.web.address import caller
from baoming.web.webview import vendor_of
from baoming.wechat.binding import Condition

Connection = ASGIConnection[Any, Any, Any, Any]


GUEST = "guest-"
"""Begins the cookie of somebody who is not signed in: no look-up is needed to know it."""
LEFT = GUEST + "left-"
"""Of somebody who signed out in a mini program: it does not sign in again by itself."""


TOKEN = 32
"""Characters of a form token, 128 bits: it stands on every page, several times, and cannot be
compressed."""


class Guest(Exception):
    """A personal page, and nobody signed in: to the sign-in, and back afterwards."""


@dataclass
class Visit:
    """`cookie` is the sign-in's, or a guest's random one to which the form token is tied."""

    settings: Settings
    method: str
    path: str
    query: str
    headers: dict[str, str]
    address: str
    desk: bool
    cookie: str | None
    came_back: bool = False
    """A cookie came along: this browser has had a page of ours, and the style sheet with it."""
    signed_in: SignedIn | None = None
    form: Given = field(default_factory=dict)
    new_cookie: str | None = None
    """Set on the answer; empty takes the cookie away."""
    leads_to: tuple[str, ...] = ()
    """Origins of others that a form of this page may be answered with."""

    @classmethod
    def of(cls, connection: Connection) -> "Visit":
        """The visit of this request, made when it is first asked for."""
        scope = cast("dict[str, Any]", connection.scope)
        if "visit" not in scope:
            settings: Settings = connection.app.state.settings
            path = connection.scope["path"]
            cookie = connection.cookies.get(cookie_name(settings)) or None
            scope["visit"] = cls(
                settings=settings,
                method=scope.get("method", "GET"),
                path=path,
                query=connection.scope["query_string"].decode("latin-1"),
                headers=dict(connection.headers.items()),
                address=caller(connection.client, connection.headers, settings.trusted_proxies),
                desk=path == "/desk" or path.startswith("/desk/"),
                cookie=cookie,
                came_back=cookie is not None,
            )
        return cast("Visit", scope["visit"])

    @property
    def now(self) -> datetime:
        return clock.now()

    @property
    def demo(self) -> bool:
        return self.settings.mode == "demo"

    @property
    def person(self) -> Account:
        """The signed-in candidate; the gate has let nobody else in."""
        if self.signed_in is None or self.signed_in.account is None:
            raise Guest
        return self.signed_in.account

    @property
    def wechat(self) -> Condition:
        """Where the signed-in candidate stands with WeChat."""
        if self.signed_in is None:
            raise Guest
        return self.signed_in.wechat

    @property
    def officer(self) -> Officer:
        if self.signed_in is None or self.signed_in.officer is None:
            raise Guest
        return self.signed_in.officer

    @property
    def account(self) -> str | None:
        """The candidate's name, for the head of the page."""
        found = self.signed_in.account if self.signed_in else None
        return found.name if found else None

    @property
    def staff(self) -> str | None:
        found = self.signed_in.officer if self.signed_in else None
        return found.username if found else None

    @property
    def csrf_token(self) -> str:
        """Tied to the cookie; a guest without one gets it with this page."""
        if self.cookie is None:
            self.cookie = self.new_cookie = GUEST + token()
        return keys().mac("form token", self.cookie)[:TOKEN]

    @property
    def webview(self) -> str:
        """`wechat`, `alipay` or `baidu` inside of its mini program."""
        return vendor_of(self.headers.get("user-agent", ""))

    @property
    def htmx(self) -> bool:
        """HTMX wants the inner part: not for a boosted link, nor for going back in history."""
        asked = self.headers.get("hx-request") == "true"
        return asked and not (
            self.headers.get("hx-boosted") == "true"
            or self.headers.get("hx-history-restore-request") == "true"
        )

    def sign_in(self, cookie: str) -> None:
        self.cookie = self.new_cookie = cookie

    def sign_out(self) -> None:
        self.new_cookie = LEFT + token() if self.webview else ""

    def text(self, name: str) -> str:
        """The last plain value of this name, or nothing."""
        found = [value for value in self.form.get(name, ()) if isinstance(value, str)]
        return found[-1] if found else ""

    def upload(self, name: str) -> Upload | None:
        found = [value for value in self.form.get(name, ()) if isinstance(value, Upload)]
        return found[0] if found and found[0].name else None


# Litestar has msgspec check what a handler is given, down to the settings' networks, which msgspec
# cannot. Without this mark a Visit is a class like any other to it.
del Visit.__dataclass_fields__


def visit_of(request: Request[Any, Any, Any]) -> Visit:
    return Visit.of(request)


def cookie_name(settings: Settings) -> str:
    """`__Host-` only where the site is https: the prefix demands it."""
    return "__Host-baoming" if settings.base_url.startswith("https:") else "baoming"


def back_address(text: str) -> str:
    """Where to go after signing in: an address of this site, or nothing."""
    parts = urlsplit(text)
    plain = text.startswith("/") and not text.startswith(("//", "/\\")) and not parts.netloc
    return text if plain and text.isprintable() and "\\" not in text else ""
