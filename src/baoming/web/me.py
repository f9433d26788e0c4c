"""/me: what is to do, the three preparations, the applications (我的报名)."""

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from litestar import get

from baoming import clock
from baoming.accounts.identity import id_number_of
from baoming.accounts.tables import Account
from baoming.applications import preparations
from baoming.applications.deadlines import LABELS, Deadline, Standing, lapses_at, standing
from baoming.applications.dossier import terms_of
from baoming.applications.preparations import Preparations
from baoming.catalogue import codes, current
from baoming.database import look
from baoming.outbox.fate import MAILED, TOLD, Told, told
from baoming.web.home import phase
from baoming.web.page import Answer, page
from baoming.web.visit import Visit
from baoming.wechat.binding import Condition

_ROWS = f"""
SELECT (SELECT count(*) FROM education e WHERE e.account = a.id AND e.deleted_at IS NULL)
 AS educations, p.number AS number, p.exam AS exam, p.zone AS zone, p.status AS status,
 p.status_before AS status_before, p.abandoned_by AS abandoned_by, p.reason AS reason,
 p.personal_until AS personal_until, p.untouched AS untouched,
 p.version AS version, {TOLD}
FROM account a LEFT JOIN application p ON p.account = a.id
LEFT JOIN outbox_message m ON m.id = (SELECT MAX(x.id) FROM outbox_message x
 WHERE x.application = p.id AND x.channel = 'wechat' AND x.dropped_at IS NULL) {MAILED}
WHERE a.id = {{}} ORDER BY p.created_at DESC
"""  # noqa: S608  # our own parts


LABELS_OF_PREPARATIONS = {
    "photo": "基本照片",
    "education": "学历学位信息",
    "wechat": "微信绑定与关注",
}


@dataclass(frozen=True)
class Step:
    """Something to do, and until when."""

    label: str
    href: str
    until: Deadline | None = None
    key: str = ""
    """Tells it from every other of the person, also when its date moves."""
    about: str = ""
    version: int = 0
    """Grows when the date moves."""


@dataclass(frozen=True)
class Own:
    """One application as the list shows it."""

    number: str
    exam: str
    zone: str
    online: bool
    reason: str
    reopened: bool
    standing: Standing
    missed: str
    ends: Deadline | None
    """When time runs out for what is to do now."""
    version: int
    told: Told | None
    """What became of the last message about it."""

    @property
    def status(self) -> str:
        """By the clock."""
        return self.standing.status

    @property
    def href(self) -> str:
        return f"/applications/{self.number}"

    @property
    def step(self) -> Step | None:
        """What its candidate has to do now; nothing while others are to act."""
        label = {
            "draft": "填写报考信息并提交",
            "refused": "按要求修改后再次提交",
        }.get(self.status)
        if self.status == "submitted" and self.reopened:
            label = "考区已退回：撤回、修改后再次提交"
        elif self.status == "submitted" and not self.online:
            label = "打印报名申请表，盖章后到现场确认"
        if not label:
            return None
        key, about = f"{self.number}-{self.status}", f"报名序号 {self.number}，{self.zone}考区。"
        return Step(label, self.href, self.ends, key, about, self.version)

    @property
    def said(self) -> str:
        """What happens next where nothing is to do."""
        if self.step is not None:
            return ""
        return {
            "submitted": "网上确认机构正在审核材料，请留意确认结果。",
            "confirmed": "您已完成报名确认，请等待考点和考区考试管理机构进行资格审核。",
            "site_approved": "考点审核已通过，请等待考区考试管理机构终审。",
            "qualified": "考点、考区均已审核通过。缴费和准考证打印请看考区通知。",
            "rejected": f"原因：{self.reason}" if self.reason else "",
            "abandoned": f"已过{self.missed}时间，没有完成办理。有疑问请联系考区。",
        }.get(self.status, "")


@dataclass(frozen=True)
class Overview:
    """Where a candidate stands."""

    book: current.Book
    educations: int
    applications: list[Own]
    prepared: Preparations
    steps: list[Step]
    """To-dos, the most urgent first."""


@get("/me", audience="candidate")
async def me(visit: Visit) -> Answer:
    person, found = visit.person, await overview(visit)
    newest = found.book.newest().exam
    return page(
        visit,
        "me.html",
        id_type=codes.ID_TYPES[person.id_type],
        id_number=id_number_of(person),
        preparations=_rows_of(found.prepared, person, found.educations, visit.wechat),
        applications=found.applications,
        steps=found.steps,
        exam=newest,
        phase=phase(newest, visit.now),
    )


async def overview(visit: Visit) -> Overview:
    """One query."""
    person, book = visit.person, await current.book()
    found = await look(_ROWS, person.id)
    educations = int(found[0]["educations"])
    own = [_own(row, book.get(row["exam"]), visit.now) for row in found if row["number"]]
    prepared = preparations.stand(person, educations=educations, wechat=visit.wechat)
    steps = _steps(prepared, own, book, visit.now)
    return Overview(book, educations, own, prepared, steps)


ROUTES = [me]


def _own(row: dict[str, Any], catalogue: current.Catalogue, now: datetime) -> Own:
    dated = SimpleNamespace(
        status=row["status"],
        personal_until=row["personal_until"],
        untouched=bool(row["untouched"]),
    )
    terms = terms_of(catalogue, row["zone"])
    stands = standing(dated, terms, now)
    missed = stands.deadline.name if stands.deadline else row["abandoned_by"]
    return Own(
        number=row["number"],
        exam=catalogue.exam.name,
        zone=catalogue.zone(row["zone"]).name,
        online=terms.online,
        reason=row["reason"] or "",
        reopened=dated.untouched and not stands.move,
        standing=stands,
        missed=LABELS.get(missed or "", "截止"),
        ends=None if stands.move else lapses_at(dated, terms),
        version=row["version"],
        told=told(row, now) if row["kind"] else None,
    )


def _rows_of(
    prepared: Preparations, person: Account, educations: int, wechat: Condition
) -> list[dict[str, str]]:
    """The list of preparations, each with how far it is."""
    bound = "尚未绑定"
    if wechat.bound:
        bound = "已绑定并关注" if wechat.following else "已绑定，但已取消关注公众号"
    if wechat.met and not (wechat.bound and wechat.following) and wechat.waived_until:
        until = wechat.waived_until.astimezone(clock.ZONE)
        bound += f"，考点已临时放行至 {until.month}月{until.day}日 {until:%H:%M}"
    notes = {
        "photo": "已上传" if person.photo else "白色背景的证件照",
        "education": f"已有 {educations} 条" if educations else "毕业证书上的信息",
        "wechat": bound,
    }
    return [
        {
            "name": each.name,
            "label": LABELS_OF_PREPARATIONS[each.name],
            "href": each.href,
            "state": "done" if each.done else "todo",
            "note": notes[each.name],
        }
        for each in prepared.each
    ]


def _steps(prepared: Preparations, own: list[Own], book: current.Book, now: datetime) -> list[Step]:
    """The most urgent first: what a deadline ends, then what the window waits for."""
    steps = sorted(
        (each.step for each in own if each.step),
        key=lambda step: (step.until is None, step.until.at if step.until else now),
    )
    # Nothing is submitted without them.
    waiting = [step for step in steps if step.key.endswith(("-draft", "-refused"))]
    first = waiting[0] if waiting else Step("", "")
    steps += [
        Step(
            each.label,
            each.href,
            first.until,
            f"{each.name}-{first.key}",
            first.about,
            first.version,
        )
        for each in prepared.missing
    ]
    names = {each.exam for each in own}
    for catalogue in book.open(now):
        if catalogue.exam.name not in names and not prepared.missing:
            until = Deadline("window", catalogue.exam.closes_at)
            label, key = f"报考{catalogue.exam.name}", f"apply-{catalogue.exam.code}"
            steps.append(Step(label, "/apply", until, key))
    return steps
