"""What a reminder says, at the moment at which it is sent: until when, and what is missing."""

import math
from datetime import datetime, timedelta
from typing import Any

from baoming.accounts.tables import Account
from baoming.applications import dossier as dossiers
from baoming.applications import readiness, refusal
from baoming.applications.deadlines import lapses_at, last_moment
from baoming.applications.dossier import Dossier
from baoming.applications.reminding import nearest_step
from baoming.applications.sections import BY_NAME
from baoming.applications.tables import Application
from baoming.database import rows
from baoming.wechat.binding import Condition

ENDS = {
    "window": "网上报名",
    "confirmation": "现场确认",
    "reupload": "重新上传材料",
    "personal": "考区给您的期限",
}


async def words(application: int, known: dict[str, Any]) -> dict[str, str] | None:
    """`None` where it concerns nobody any more: another status or date, or a nearer step is due."""
    row = await Application.objects().get(Application.id == application)
    account = await Account.objects().get(Account.id == row.account) if row else None
    if row is None or account is None or account.deleted_at:
        return None
    dossier = await dossiers.of(row, account)
    ends = lapses_at(row, dossier.terms)
    meant = (known["deadline"], datetime.fromisoformat(known["at"]))
    if ends is None or (ends.name, ends.at) != meant:
        return None
    if nearest_step(ends.at, dossier.now) != known["days"]:
        return None
    left = math.ceil((ends.at - dossier.now) / timedelta(days=1))
    return {
        "number": row.number,
        "status": f"{ENDS[ends.name]}还有不到{left}天截止",
        "reason": missing(dossier, await _wechat_wanted(account, dossier.now)),
        "until": last_moment(ends),
    }


def missing(dossier: Dossier, wechat: str = "") -> str:
    """What the candidate has still to do, in one line; the first words matter most. `wechat`:
    what WeChat still wants before anything is submitted; mail and telephone say so too."""
    row, first = dossier.row, [wechat] if wechat else []
    if dossier.status == "draft":
        owed = first + _owed(dossier)
        return f"还差：{'、'.join(owed)}" if owed else "已填完，请核对后提交"
    if dossier.status == "refused":
        named = (row.refused_items or "").split()
        items = [refusal.label(dossier, name) for name in named]
        return f"请修改：{'、'.join(items + first)}"
    if row.untouched:
        return "考区已退回，请撤回修改后再提交"
    return f"带申请表到{_place(dossier)}确认"


async def _wechat_wanted(account: Account, now: datetime) -> str:
    found = await rows("SELECT following FROM wechat_binding WHERE account = {}", account.id)
    following = bool(found and found[0]["following"])
    if Condition(bool(found), following, account.wechat_waived_until, now).met:
        return ""
    return "关注公众号" if found else "绑定并关注微信"


def _owed(dossier: Dossier) -> list[str]:
    states = readiness.section_states(dossier)
    owed = [BY_NAME[name].title for name, state in states.items() if state == "todo"]
    return owed + (["上传材料"] if readiness.owed_materials(dossier) else [])


def _place(dossier: Dossier) -> str:
    """The nearest that is known."""
    catalogue, row = dossier.catalogue, dossier.row
    point, site = catalogue.point(row.registration_point), catalogue.site(row.site)
    if point:
        return point.name
    return f"{site.name}考点" if site else f"{dossier.zone.name}考区"
