"""The code on a computer that waits to be signed in by scan.

It is bound to the waiting browser by its cookie, good for one sign-in and for five minutes. Times
are the real ones, like WeChat's, whatever a demo's clock says.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from baoming import clock
from baoming.accounts import throttle
from baoming.accounts.throttle import Limit
from baoming.database import execute, rows
from baoming.security import keys, token, token_hash
from baoming.wechat.client import WeChat, WeChatError
from baoming.wechat.tables import ScanSignIn

PREFIX = "login-"
"""Begins the scene of every such code: no look-up is needed to know it."""
LASTS = timedelta(minutes=5)
STILL_GOOD = timedelta(minutes=1)
"""Left over for finding the phone; with less, the page shows a new code."""
CODES = Limit("scan_code", 300, timedelta(minutes=15))
"""By address, codes since the last one that signed in: a hospital of 200 shares one address, and
WeChat makes 100,000 a day."""

State = Literal["waiting", "scanned", "allowed", "refused", "over"]
_SHOWN = "scene, ticket, url, account, created_at, expires_at, allowed_at, used_at"


@dataclass(frozen=True)
class Code:
    """As the computer shows it."""

    scene: str
    ticket: str
    url: str
    state: State
    expires_at: datetime
    """By Baoming's clock."""

    @property
    def number(self) -> str:
        return numbers(self.scene)[0]


async def show(wechat: WeChat, cookie: str, address: str, browser: str) -> Code:
    """The code of this browser, else a new one. WeChatError when WeChat does not answer, and then
    it does not count; TooMany for an address that takes codes without using them."""
    held = await of_browser(cookie)
    if held and (held.state in ("scanned", "allowed") or _lasts(held)):
        return held
    scene, network = PREFIX + token(), throttle.network(address)
    await throttle.count(CODES, network)
    try:
        made = await wechat.create_qr(scene, int(LASTS.total_seconds()))
    except WeChatError:
        await throttle.give_back(CODES, network)
        raise
    row = ScanSignIn(
        scene=scene,
        ticket=made.ticket,
        url=made.url,
        browser=token_hash(cookie),
        address=address[:45],
        agent=browser,
        created_at=clock.real(),
        expires_at=made.expires_at - clock.offset(),
    )
    await row.save()
    return _code(row.to_dict())


async def of_browser(cookie: str) -> Code | None:
    """The newest that this browser was shown, whatever became of it."""
    found = await rows(
        f"SELECT {_SHOWN} FROM scan_sign_in WHERE browser = {{}}"  # noqa: S608  # ours
        " ORDER BY created_at DESC LIMIT 1",
        token_hash(cookie),
    )
    return _code(found[0]) if found else None


async def forget(account: UUID) -> None:
    """Inside a transaction: what was asked for this account, and perhaps allowed, is void."""
    await execute("DELETE FROM scan_sign_in WHERE account = {}", account)


async def sweep(now: datetime) -> None:
    """`now` is the real time."""
    await execute("DELETE FROM scan_sign_in WHERE expires_at < {}", now - timedelta(days=1))


def state_of(row: dict[str, Any]) -> State:
    if row["used_at"] is not None:
        return "over" if row["allowed_at"] is not None else "refused"
    if row["expires_at"] <= clock.real():
        return "over"
    if row["allowed_at"] is not None:
        return "allowed"
    return "waiting" if row["account"] is None else "scanned"


def told(at: datetime) -> datetime:
    return at.astimezone(clock.ZONE) + clock.offset()


def numbers(scene: str) -> list[str]:
    """Three of two digits, all different; the first is the one on the computer's screen."""
    lot = int(keys().mac("number of a sign-in by scan", scene), 16)
    left = list(range(10, 100))
    drawn = []
    for _ in range(3):
        lot, place = divmod(lot, len(left))
        drawn.append(str(left.pop(place)))
    return drawn


def _lasts(held: Code) -> bool:
    return held.state == "waiting" and held.expires_at > clock.now() + STILL_GOOD


def _code(row: dict[str, Any]) -> Code:
    return Code(row["scene"], row["ticket"], row["url"], state_of(row), told(row["expires_at"]))
