"""The code that a signed-in candidate scans: good for one binding, for half an hour.

WeChat's time is the real one, whatever a demo's clock says, and so are the times kept here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from baoming import clock
from baoming.database import execute
from baoming.security import token
from baoming.wechat import scan_codes
from baoming.wechat.client import WeChat
from baoming.wechat.tables import Ticket

LASTS = timedelta(minutes=30)
STILL_GOOD = timedelta(minutes=5)
"""Left over for finding the phone; with less, the page shows a new code."""


@dataclass(frozen=True)
class Shown:
    ticket: str
    url: str
    expires_at: datetime
    """By Baoming's clock."""
    refused: str = ""
    """Why the last scan did not bind, an `Outcome` of `bind`."""


async def show(wechat: WeChat, account: UUID) -> Shown:
    """The one that the candidate has, so that a page loaded again does not call WeChat; else a
    new one. WeChatError when WeChat does not answer."""
    return await held(account) or await _new(wechat, account)


async def held(account: UUID, left: timedelta = STILL_GOOD) -> Shown | None:
    """The newest that was not used and stays good for a while."""
    found = (
        await Ticket.objects()
        .where(
            (Ticket.account == account)
            & Ticket.used_at.is_null()
            & (Ticket.expires_at > clock.real() + left)
        )
        .order_by(Ticket.created_at, ascending=False)
        .first()
    )
    return _shown(found) if found else None


async def sweep(now: datetime) -> None:
    """`now` is the real time. What was used or ran out a day ago is of no use to anybody."""
    await execute("DELETE FROM wechat_ticket WHERE expires_at < {}", now - timedelta(days=1))
    await execute("DELETE FROM wechat_event WHERE at < {}", now - timedelta(days=1))
    await scan_codes.sweep(now)


async def _new(wechat: WeChat, account: UUID) -> Shown:
    scene = token()
    made = await wechat.create_qr(scene, int(LASTS.total_seconds()))
    row = Ticket(
        scene=scene,
        ticket=made.ticket,
        url=made.url,
        account=account,
        created_at=clock.real(),
        expires_at=made.expires_at - clock.offset(),
    )
    await row.save()
    return _shown(row)


def _shown(row: Ticket) -> Shown:
    until = row.expires_at.astimezone(clock.ZONE) + clock.offset()
    return Shown(row.ticket, row.url, until, row.refused or "")
