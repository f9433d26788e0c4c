"""The moves of an application: the only writer of `status`.

Each verb is guard, write, record, tell, in one transaction (see `moving`).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from baoming import clock
from baoming.applications import deadlines, readiness, suggestions
from baoming.applications import snapshot as snapshots
from baoming.applications.conflicts import link_to
from baoming.applications.dossier import Dossier
from baoming.applications.moving import SYSTEM, Who, follow, opening, record, write
from baoming.applications.states import MENDABLE, Move, moves_of
from baoming.applications.tables import Application, Snapshot
from baoming.database import transaction
from baoming.errors import Conflict, Invalid
from baoming.materials import filling
from baoming.wechat.binding import Condition


async def submit(dossier: Dossier, who: Who, wechat: Condition) -> None:
    """Conflict outside the window or without WeChat; Invalid names everything missing."""
    move = await opening(dossier, "submit", who)
    _require_open_window(dossier)
    wechat.require("提交报名信息", dossier.status)
    missing = readiness.missing(dossier)
    if missing:
        raise Invalid({f"{m.section}.{m.field}": m.sentence for m in missing}, "还不能提交。")
    data, verdict = snapshots.taken(dossier), dossier.verdict
    changes = {
        "revision": dossier.row.revision + 1,
        "submitted_at": dossier.now,
        "untouched": False,
        "reason": None,
        "refused_items": None,
    }
    async with transaction():
        # The snapshot is of what was read: a section saved or a cited record changed meanwhile
        # counts up the version.
        await write(dossier, move, changes, version=dossier.row.version)
        before = await snapshots.last(dossier.row)
        code = await snapshots.keep(dossier, data)
        await record(dossier, move, who, detail={"code": code, **verdict.note})
        await suggestions.count(before, data)
        if verdict.automatic:
            await _confirm_at_once(dossier)


async def withdraw(dossier: Dossier, who: Who) -> None:
    move = await opening(dossier, "withdraw", who)
    until = deadlines.withdraws_until(dossier.row, dossier.terms)
    if until.passed(dossier.now):
        raise Conflict(
            "网上报名已经截止，不能再撤回。需要修改的，请联系考区退回修改。",
            dossier.status,
            link_to(dossier),
        )
    async with transaction():
        await write(dossier, move, {"untouched": False})
        await record(dossier, move, who)


async def change_zone(dossier: Dossier, who: Who, zone: str) -> None:
    """To another zone; every answer and material of this application is cleared,
    nothing else."""
    move = await opening(dossier, "change_zone", who)
    async with transaction():
        await write(dossier, move, {**_unanswered(), "zone": zone})
        await filling.clear(dossier.row.id)
        await record(dossier, move, who, detail={"from": dossier.row.zone, "to": zone})


async def confirm(dossier: Dossier, who: Who, code: str | None) -> None:
    """On site only with the code of the last submission; online without."""
    move = await opening(dossier, "confirm", who)
    if not dossier.online:
        await _check_code(dossier, code)
    async with transaction():
        await write(dossier, move, {"untouched": False}, revision=dossier.row.revision)
        await record(dossier, move, who)


async def refuse(
    dossier: Dossier, who: Who, reason: str, items: list[str], until: date | None
) -> None:
    """Online zones. After the re-upload deadline only with a personal date."""
    move = await opening(dossier, "refuse", who)
    changes: dict[str, Any] = {
        "reason": reason,
        "refused_items": " ".join(items),
        "rounds": dossier.row.rounds + 1,
        "untouched": False,
    }
    if until is not None:
        changes["personal_until"] = _personal(until, dossier.now)
    _require_time_to_mend(dossier, changes.get("personal_until"))
    async with transaction():
        await write(dossier, move, changes)
        detail = {"items": items} | ({"until": until.isoformat()} if until else {})
        await record(dossier, move, who, reason, detail)


async def reopen(dossier: Dossier, who: Who, reason: str, until: date) -> None:
    move = await opening(dossier, "reopen", who)
    changes = {"personal_until": _personal(until, dossier.now), "untouched": True}
    await _decide(dossier, move, who, changes, reason, until)


async def extend(dossier: Dossier, who: Who, reason: str, until: date) -> None:
    move = await opening(dossier, "extend", who)
    await _decide(
        dossier, move, who, {"personal_until": _personal(until, dossier.now)}, reason, until
    )


async def restore(dossier: Dossier, who: Who, reason: str, until: date) -> None:
    move = await opening(dossier, "restore", who)
    if dossier.account.deleted_at:
        raise Conflict("这名考生的注册信息已经删除，报名不能恢复。", dossier.status)
    changes = {"personal_until": _personal(until, dossier.now), "abandoned_by": None}
    await _decide(dossier, move, who, changes, reason, until)


async def approve(dossier: Dossier, who: Who) -> None:
    move = await opening(dossier, "approve", who)
    await _decide(dossier, move, who, {})


async def reject(dossier: Dossier, who: Who, reason: str) -> None:
    move = await opening(dossier, "reject", who)
    stage = "site" if move.origins == ("confirmed",) else "zone"
    changes = {"stage": stage, "reason": reason, "status_before": dossier.row.status}
    await _decide(dossier, move, who, changes, reason)


async def send_back(dossier: Dossier, who: Who, reason: str) -> None:
    """`return`: from the zone to the site."""
    move = await opening(dossier, "return", who)
    await _decide(dossier, move, who, {}, reason)


async def revoke(dossier: Dossier, who: Who, reason: str) -> None:
    move = await opening(dossier, "revoke", who)
    await _decide(dossier, move, who, {"stage": None, "reason": None}, reason)


async def give_up(dossier: Dossier, who: Who, reason: str) -> None:
    """The account is being deleted, in the transaction around this: what was not confirmed ends
    with it (`lapse`, by an officer and with a reason), what was stays with the office."""
    await follow(dossier)
    if dossier.row.status not in MENDABLE:
        return
    move = moves_of("lapse")[0]
    changes = {"abandoned_by": "deleted", "status_before": dossier.row.status, "untouched": False}
    await write(dossier, move, changes, version=dossier.row.version)
    await record(dossier, move, who, f"注册信息已删除。{reason}", {"deleted": True})


async def _confirm_at_once(dossier: Dossier) -> None:
    """Nothing differs from last year: a second move, in the transaction of the submission."""
    dossier.row.status = "submitted"
    move = moves_of("auto_confirm")[0]
    await write(dossier, move, {})
    await record(dossier, move, SYSTEM)


def _require_open_window(dossier: Dossier) -> None:
    opens = dossier.terms.opens_at
    if dossier.now < opens:
        raise Conflict(
            f"网上报名 {opens:%Y年%m月%d日 %H:%M} 开始，届时才能提交。您填写的内容已保存。",
            dossier.status,
        )


def _require_time_to_mend(dossier: Dossier, personal: datetime | None) -> None:
    ends = dossier.terms.reupload
    known = personal or dossier.row.personal_until
    if ends is None or dossier.now < ends or (known is not None and dossier.now < known):
        return
    raise Invalid({"until": "重新上传材料的截止时间已过，请给考生一个新的截止日期。"})


def _personal(until: date, now: datetime) -> datetime:
    """The first instant after the day that is given."""
    end = clock.end_of_day(until)
    if end <= now:
        raise Invalid({"until": "截止日期不能早于今天。"})
    return end


async def _check_code(dossier: Dossier, code: str | None) -> None:
    if not code:
        raise Invalid({"code": "请扫描或输入报名申请表上的验证码。"})
    found = (
        await Snapshot.select(Snapshot.revision)
        .where(
            (Snapshot.application == dossier.row.id) & (Snapshot.code == snapshots.plain_code(code))
        )
        .first()
    )
    if found is None:
        raise Invalid({"code": "验证码与这份报名不符，请核对申请表。"})
    if found["revision"] != dossier.row.revision:
        raise Invalid(
            {"code": "这份申请表是旧的：考生之后又提交过，请考生重新打印最新的报名申请表。"}
        )


async def _decide(
    dossier: Dossier,
    move: Move,
    who: Who,
    changes: Mapping[str, Any],
    reason: str | None = None,
    until: date | None = None,
) -> None:
    async with transaction():
        await write(dossier, move, changes)
        await record(dossier, move, who, reason, {"until": until.isoformat()} if until else None)


_TICKS = ("notice_agreed", "id_permanent")


def _unanswered() -> dict[str, Any]:
    """Every answer of the sections as it was before anything was typed."""
    names = [column._meta.name for column in Application._meta.columns]
    answers = names[names.index("notice_agreed") :]
    return {name: False if name in _TICKS else None for name in answers}
