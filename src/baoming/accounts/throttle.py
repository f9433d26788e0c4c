"""Limits on guessing: counted tries in a window, by whom they concern (contract, section 2).

A try is counted before its answer is known and given back when it was right, so that a hundred
at once are not a hundred free ones. Nobody is locked out for what others got right.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from baoming import clock
from baoming.accounts.tables import Throttle
from baoming.database import execute, rows
from baoming.errors import TooMany
from baoming.security import keys


@dataclass(frozen=True)
class Limit:
    name: str
    tries: int
    window: timedelta


SIGN_IN = Limit("sign_in", 10, timedelta(minutes=15))
"""By login and address: a hospital of 200 shares one address."""
NUMBER_TAKEN = Limit("number_taken", 30, timedelta(hours=1))
"""By address: how often registering may say that a number has an account."""
ANSWER = Limit("answer", 10, timedelta(hours=23))
"""By login, known or not; "open again within a day"."""
PASSWORD = Limit("password", 10, timedelta(minutes=15))
"""By account: the present password, asked before something is changed."""
DESK = Limit("desk", 10, timedelta(minutes=15))

_COUNT = """
INSERT INTO throttle (id, tries, open_again_at) VALUES ({}, 1, {})
ON CONFLICT (id) DO UPDATE SET
 tries = CASE WHEN throttle.open_again_at <= {} OR throttle.open_again_at > {}
  THEN 1 ELSE throttle.tries + 1 END,
 open_again_at = CASE WHEN throttle.open_again_at <= {} OR throttle.open_again_at > {}
  THEN {} ELSE throttle.open_again_at END
RETURNING tries, open_again_at
"""


async def count(limit: Limit, *whom: str) -> None:
    """Count a try; TooMany, saying when to come back, beyond the limit."""
    now = clock.now()
    end = now + limit.window
    # A window that ends later than a whole one from now is of a demo whose clock went back.
    found = await rows(_COUNT, _key(limit, whom), end, now, end, now, end, end)
    if found[0]["tries"] > limit.tries:
        raise _too_many(found[0]["open_again_at"], now)


async def check(limit: Limit, *whom: str) -> None:
    """TooMany when the limit was reached before; counts nothing."""
    now = clock.now()
    row = await Throttle.select().where(Throttle.id == _key(limit, whom)).first()
    if row and row["tries"] >= limit.tries and now < row["open_again_at"] <= now + limit.window:
        raise _too_many(row["open_again_at"], now)


async def give_back(limit: Limit, *whom: str) -> None:
    """It was right: what was counted before is forgotten."""
    await Throttle.delete().where(Throttle.id == _key(limit, whom))


async def sweep() -> None:
    await execute("DELETE FROM throttle WHERE open_again_at <= {}", clock.now())


def _key(limit: Limit, whom: tuple[str, ...]) -> str:
    """Hashed: the table tells neither logins nor addresses."""
    return f"{limit.name}:{keys().mac('throttle', limit.name, *whom)}"


def _too_many(again: datetime, now: datetime) -> TooMany:
    seconds = max(1, int((again - now).total_seconds()) + 1)
    at = again.astimezone(clock.ZONE)
    day = "" if at.date() == now.date() else f"{at.month}月{at.day}日 "
    return TooMany(f"尝试次数过多，请在 {day}{at:%H:%M} 以后再试。", seconds)
