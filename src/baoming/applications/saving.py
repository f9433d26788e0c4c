"""Starting an application, and saving its sections one by one."""

import secrets
from collections.abc import Mapping
from typing import Any

from baoming import clock
from baoming.accounts import documents
from baoming.accounts.identity import id_number_of
from baoming.accounts.tables import Account
from baoming.applications.conflicts import link_to
from baoming.applications.dossier import Dossier, records
from baoming.applications.moving import true_status
from baoming.applications.preparations import Preparations
from baoming.applications.sections import OPEN, Section, columns
from baoming.applications.states import STATUSES
from baoming.applications.tables import Application
from baoming.catalogue import current
from baoming.database import is_unique_violation, rows, transaction
from baoming.errors import Conflict, Invalid
from baoming.returning import lookup, prefill

LOCKED = ("category", "level", "specialty", "subjects")


async def start(account: Account, exam: str, zone: str, prepared: Preparations) -> str:
    """A new application; answers its number. One per account and exam: a second call, however
    simultaneous, answers the number of the first."""
    if number := await number_of(account, exam):
        return number
    catalogue = await current.get(exam)
    require_window(catalogue)
    prepared.require()
    now, known = clock.now(), await _known(account, catalogue, zone)
    try:
        row = Application(
            number=new_number(exam),
            account=account.id,
            exam=exam,
            zone=zone,
            created_at=now,
            status_since=now,
            **known,
        )
        async with transaction():
            await _require_account(account)
            await row.save()
    except Exception as error:
        if not is_unique_violation(error):
            raise
        return await number_of(account, exam) or await start(account, exam, zone, prepared)
    return row.number


async def _require_account(account: Account) -> None:
    """It holds the row: an account that is being closed has no application, or stays open."""
    if not await rows(
        "UPDATE account SET photo = photo WHERE id = {} AND deleted_at IS NULL RETURNING id",
        account.id,
    ):
        raise Conflict("这个账户刚刚已经注销。", link=("/register", "用户注册"))


async def _known(account: Account, catalogue: current.Catalogue, zone: str) -> dict[str, Any]:
    """What last year's data answers already."""
    found = await lookup.find(account, catalogue.exam.previous)
    if found.past is None:
        return {}
    known = prefill.application(catalogue, zone, found.past, await records(account.id))
    number = id_number_of(account)
    fixed = {
        "gender": documents.gender(account.id_type, number),
        "birth_date": documents.birth_date(account.id_type, number),
    }
    return known | {name: value for name, value in fixed.items() if value}


async def number_of(account: Account, exam: str) -> str | None:
    found = (
        await Application.select(Application.number)
        .where((Application.account == account.id) & (Application.exam == exam))
        .first()
    )
    return found["number"] if found else None


def require_window(catalogue: current.Catalogue) -> None:
    """Conflict before and after the registration window, with its dates."""
    exam, now = catalogue.exam, clock.now()
    if now < exam.opens_at:
        raise Conflict(f"{exam.name}网上报名 {exam.opens_at:%Y年%m月%d日 %H:%M} 开始。")
    if now >= exam.closes_at:
        raise Conflict(f"{exam.name}网上报名已经截止，不能再新报名。")


def new_number(exam: str) -> str:
    """Twelve digits that tell neither place nor order: `2024` and eight random ones."""
    return f"{exam}{secrets.randbelow(10**8):08d}"


def require_open(dossier: Dossier) -> None:
    """Conflict unless the sections may be changed now."""
    status = dossier.status
    if status in OPEN:
        return
    raise Conflict(f"这份报名{_WHY[status]}", status, link_to(dossier))


async def save(
    dossier: Dossier, section: Section, values: Mapping[str, Any], **guards: int
) -> None:
    """Write the columns of this section and nothing else, if the sections are still open and the
    zone is the one that the answers were judged by."""
    require_open(dossier)
    written = columns(section, dossier.frame, values)
    if dossier.zone.lock_specialty_after_auto_confirm:
        await _require_unlocked(dossier, written)
    await write_open(dossier, written, **guards)


async def _require_unlocked(dossier: Dossier, written: Mapping[str, Any]) -> None:
    """Once confirmed automatically, specialty and subjects stay (a province's notice of 2025)."""
    kept = dossier.row.to_dict()
    changed = [name for name in LOCKED if name in written and written[name] != kept[name]]
    if not changed:
        return
    confirmed = await rows(
        "SELECT 1 FROM event WHERE application = {} AND kind = 'auto_confirm' LIMIT 1",
        dossier.row.id,
    )
    if confirmed:
        sentence = "自动报名确认成功后，不能再修改报考专业和报考科目。"
        raise Invalid(dict.fromkeys(changed, sentence))


async def write_open(dossier: Dossier, written: Mapping[str, Any], **guards: int) -> None:
    """These columns, guarded as every saving is, and by what else must not have changed."""
    row, changes = dossier.row, "".join(f"{name} = {{}}, " for name in written)
    guarded = "".join(f" AND {name} = {{}}" for name in guards)
    saved = await rows(
        f"UPDATE application SET {changes}version = version + 1"  # noqa: S608  # our own columns
        f" WHERE id = {{}} AND status IN {OPEN} AND zone = {{}}{guarded} RETURNING id",
        *(*written.values(), row.id, row.zone, *guards.values()),
    )
    if not saved:
        status = await true_status(dossier)
        raise Conflict(
            f"这份报名{_WHY.get(status, '刚刚有变化，请重试。')}", status, link_to(dossier)
        )
    for name, value in written.items():
        setattr(row, name, value)
    dossier.forget()


_WHY = {
    "submitted": "已经提交。需要修改的，请先撤回信息提交，改完后再次提交。",
    "confirmed": "已经完成报名确认，不能再修改。确有错误的，请联系考区退回修改。",
    "site_approved": "已经通过考点审核，不能再修改。",
    "qualified": "已经通过资格审核，不能再修改。",
    "rejected": f"的结果是“{STATUSES['rejected']}”，不能再修改。有疑问请联系考区。",
    "abandoned": "已过截止时间，视为自动放弃，不能再修改。有疑问请联系考区。",
}
