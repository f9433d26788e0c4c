"""Limits on guessing: counted failures in a window, by whom they concern (contract, section 2).

A guess is looked at twice: `check` before the work, so that nobody buys argon2 for nothing, and
after it `count` when it failed, `check` again when it did not. So of a hundred guesses sent at
once no more than the limit hear "wrong", and from then on the right one is refused like the
others; while a hundred right ones at once, from one hospital, are all let in.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from baoming import clock
from baoming.accounts.tables import Throttle
from baoming.database import execute, rows
from baoming.errors import TooMany
from baoming.security import keys


@dataclass(frozen=True)
class Limit:
    name: str
    failures: int
    window: timedelta


SIGN_IN = Limit("sign_in", 10, timedelta(minutes=15))
"""By login and address: a hospital of 200 shares one address."""
NUMBER_TAKEN = Limit("number_taken", 30, timedelta(hours=1))
"""By address: how often registering may say that a number has an account."""
ANSWER = Limit("answer", 10, timedelta(hours=23))
"""By login, known or not; "open again within a day"."""
FACE = Limit("face", 5, timedelta(hours=23))
"""By login, known or not: each verification costs money, passed or not."""
FACE_FROM = Limit("face_from", 40, timedelta(hours=1))
"""By address; one that ended in a new password is given back."""
FACE_LOOK = Limit("face_look", 12, timedelta(minutes=30))
"""By verification: how often the provider is asked what came of it."""
RESET = Limit("reset", 20, timedelta(hours=1))
"""By officer: codes handed out at a counter, each after a look at a document."""
PASSWORD = Limit("password", 10, timedelta(minutes=15))
"""By account: the present password, asked before something is changed."""
TAKEN = Limit("taken", 10, timedelta(hours=1))
"""By address: requests from outside, each with a file that is looked through."""
DESK = Limit("desk", 10, timedelta(minutes=15))

SLACK = timedelta(minutes=1)
"""A window that ends later than a whole one from now is of a demo whose clock went back; by less,
of a request that looked at the clock first and came to the database second."""

_COUNT = """
INSERT INTO throttle (id, tries, open_again_at) VALUES ({}, 1, {})
ON CONFLICT (id) DO UPDATE SET
 tries = CASE WHEN throttle.open_again_at <= {} OR throttle.open_again_at > {}
  THEN 1 ELSE throttle.tries + 1 END,
 open_again_at = CASE WHEN throttle.open_again_at <= {} OR throttle.open_again_at > {}
  THEN {} ELSE throttle.open_again_at END
RETURNING tries
"""


async def count(limit: Limit, *whom: str) -> None:
    """One more failure, in one statement; TooMany when it is one too many."""
    now = clock.now()
    end = now + limit.window
    latest = end + SLACK
    found = await rows(_COUNT, _key(limit, whom), end, now, latest, now, latest, end)
    if found[0]["tries"] > limit.failures:
        await check(limit, *whom)


async def check(limit: Limit, *whom: str) -> int:
    """The failures so far; TooMany, saying when to come back, once they are as many as may be."""
    now = clock.now()
    row = await Throttle.select().where(Throttle.id == _key(limit, whom)).first()
    if row is None or not now < row["open_again_at"] <= now + limit.window + SLACK:
        return 0
    if row["tries"] >= limit.failures:
        raise _too_many(row["open_again_at"], now)
    return int(row["tries"])


async def passed(limit: Limit, *whom: str) -> None:
    """The guess was right: former failures are forgotten. TooMany when others used them up."""
    if await check(limit, *whom):
        await forget(limit, *whom)


async def forget(limit: Limit, *whom: str) -> None:
    """What was counted ended well."""
    await Throttle.delete().where(Throttle.id == _key(limit, whom))


async def give_back(limit: Limit, *whom: str) -> None:
    """One that was counted beforehand and should not have been."""
    await execute(
        "UPDATE throttle SET tries = tries - 1 WHERE id = {} AND tries > 0", _key(limit, whom)
    )


async def sweep() -> None:
    """Remove the windows that are over."""
    await execute("DELETE FROM throttle WHERE open_again_at <= {}", clock.now())


def network(address: str) -> str:
    """Whom an address counts for: with IPv6 one subscriber has a whole /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))


def _key(limit: Limit, whom: tuple[str, ...]) -> str:
    """Hashed: the table tells neither logins nor addresses."""
    return f"{limit.name}:{keys().mac('throttle', limit.name, *whom)}"


def _too_many(again: datetime, now: datetime) -> TooMany:
    """The minute is rounded up: at the time that is said it is open."""
    seconds = max(1, math.ceil((again - now).total_seconds()))
    at = (again.astimezone(clock.ZONE) + timedelta(seconds=59)).replace(second=0, microsecond=0)
    day = "" if at.date() == now.date() else f"{at.month}月{at.day}日 "
    return TooMany(f"尝试次数过多，请在 {day}{at:%H:%M} 以后再试。", seconds)
