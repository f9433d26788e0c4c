"""Binding one WeChat to one candidate, by what WeChat tells of scans and follows; and the scans
that ask to sign in, which are led on to `scan_sign_in`.

The signed event proves the WeChat, the ticket the candidate: it was shown to nobody else. Both
sides are unique in the table, and the ticket is taken by an UPDATE, so of two events that race
for one candidate, one WeChat or one ticket, one binds and the other changes nothing.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from baoming import clock
from baoming.database import execute, rows, transaction
from baoming.wechat import scan_codes, scan_sign_in
from baoming.wechat.events import Event, Forged
from baoming.wechat.tables import Binding, Ticket

Outcome = Literal[
    "bound",  # just now
    "following",  # bound before, and follows (again)
    "taken",  # this WeChat is another candidate's
    "elsewhere",  # this candidate has another WeChat
    "used",  # the ticket was used, ran out, or is not ours
    "unfollowed",
    "nothing",  # nothing to say: repeated, or not about binding
    scan_sign_in.Answer,  # to a code of a computer that wants to be signed in
]

SENTENCES: dict[Outcome, str] = {
    "bound": "绑定成功，您已关注公众号。请回到报名网站继续。报名进展会在这里提醒您。",
    "following": "您的微信已绑定，并已关注公众号。报名进展会在这里提醒您。",
    "taken": "没有绑定：这个微信已绑定另一名考生。一个微信只能绑定一名考生，请先在原账号解除绑定。",
    "elsewhere": "没有绑定：这名考生已绑定另一个微信。要更换，请先在报名网站解除原来的绑定。",
    "used": "没有绑定：这个二维码已使用或已过期，请回到报名网站刷新页面，再扫新的二维码。",
    "stranger": "没有登录：这个微信没有绑定考生。请先在电脑上用用户名或证件号码登录，"
    "再到“微信绑定与关注”中绑定。",
    "late": "没有登录：这个二维码已使用、已过期，或已被另一个微信扫过。请在电脑上刷新页面，"
    "再扫新的二维码。",
    "reset": "没有登录：考点刚为您重设了密码。请先用一次性验证码登录，设置新密码后再扫码登录。",
    "wait": "没有登录：近来多次拒绝或选错数字，暂时不能扫码登录。请 15 分钟后再试，"
    "或用用户名和密码登录。",
}
REFUSED: tuple[Outcome, ...] = ("taken", "elsewhere", "used")


@dataclass(frozen=True)
class Handled:
    outcome: Outcome
    account: UUID | None = None
    secret: str = ""
    """Of the page that allows a sign-in, where one was `asked` for."""

    @property
    def sentence(self) -> str:
        """What the person reads in WeChat; empty where nothing is to be said."""
        return SENTENCES.get(self.outcome, "")


async def handle(event: Event) -> Handled:
    """Once, however often WeChat repeats it: that it was seen is written in the same transaction
    as what it changed. Forged where its signature has served another one."""
    handled = Handled("nothing")
    async with transaction():
        if await _first_time(event.key):
            if event.signature and not await _first_time(f"signature:{event.signature}"):
                raise Forged("used")
            handled = await _change(event)
    return handled


async def unbind(account: UUID) -> bool:
    """Whether there was a binding. It closes `apply` and `submit` until the next one, and takes
    back what this WeChat was asked to sign in."""
    async with transaction():
        gone = await Binding.delete().where(Binding.account == account).returning(Binding.account)
        await scan_codes.forget(account)
    return bool(gone)


async def _change(event: Event) -> Handled:
    handled = await _handle(event)
    if handled.outcome in REFUSED:
        await _tell_the_page(event.scene, handled.outcome)
    return handled


async def _handle(event: Event) -> Handled:
    if event.kind == "unsubscribe":
        await _follows(event.openid, False)
        return Handled("unfollowed")
    if event.kind not in ("subscribe", "SCAN"):
        return Handled("nothing")
    account = await _follows(event.openid, True)
    if event.scene.startswith(scan_codes.PREFIX):
        scanned = await scan_sign_in.scanned(event.scene, account)
        return Handled(scanned.answer, account, scanned.secret)
    if account:
        return await _own_again(event, account)
    return await _bind(event) if event.scene else Handled("nothing")


async def _tell_the_page(scene: str, outcome: Outcome) -> None:
    """The candidate whose code it was looks at another by now, where this one was used."""
    await execute(
        "UPDATE wechat_ticket SET refused = {} WHERE used_at IS NULL"
        " AND account = (SELECT t.account FROM wechat_ticket t WHERE t.scene = {})",
        outcome,
        scene,
    )


async def _first_time(seen: str) -> bool:
    return bool(
        await rows(
            "INSERT INTO wechat_event (id, at) VALUES ({}, {}) ON CONFLICT DO NOTHING RETURNING id",
            seen,
            clock.real(),
        )
    )


async def _follows(openid: str, following: bool) -> UUID | None:
    """Whoever is bound to this WeChat."""
    found = (
        await Binding.update({Binding.following: following})
        .where(Binding.openid == openid)
        .returning(Binding.account)
    )
    return found[0]["account"] if found else None


async def _own_again(event: Event, account: UUID) -> Handled:
    """A bound WeChat scans: its own candidate's code is used up, another's stays as it was."""
    shown = await Ticket.select(Ticket.account).where(Ticket.scene == event.scene).first()
    if shown and shown["account"] != account:
        return Handled("taken", account)
    await execute(
        "UPDATE wechat_ticket SET used_at = {} WHERE scene = {}", clock.real(), event.scene
    )
    return Handled("following", account)


async def _bind(event: Event) -> Handled:
    account = await _take(event.scene)
    if account is None:
        return Handled("used")
    bound = await rows(
        "INSERT INTO wechat_binding (account, openid, following, bound_at)"
        " VALUES ({}, {}, {}, {}) ON CONFLICT DO NOTHING RETURNING account",
        account,
        event.openid,
        True,
        clock.now(),
    )
    if bound:
        return Handled("bound", account)
    await execute("UPDATE wechat_ticket SET used_at = NULL WHERE scene = {}", event.scene)
    return await _lost(event.openid, account)


async def _take(scene: str) -> UUID | None:
    """The candidate of this ticket, which from now on serves nobody else."""
    now = clock.real()
    found = await rows(
        "UPDATE wechat_ticket SET used_at = {} WHERE scene = {} AND used_at IS NULL"
        " AND expires_at > {} AND EXISTS (SELECT 1 FROM account a"
        " WHERE a.id = wechat_ticket.account AND a.deleted_at IS NULL) RETURNING account",
        now,
        scene,
        now,
    )
    return found[0]["account"] if found else None


async def _lost(openid: str, account: UUID) -> Handled:
    """Somebody was faster, or was there before: whose side is taken?"""
    found = await Binding.select(Binding.account).where(Binding.openid == openid).first()
    if found is None:
        return Handled("elsewhere", account)
    return Handled("following" if found["account"] == account else "taken", account)
