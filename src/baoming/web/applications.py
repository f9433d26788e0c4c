"""The flow: where an application stands, what is to do next, until when, and what happened."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from litestar import get
from litestar.params import FromPath

from baoming.applications import advice, deadlines, flow, history, readiness, refusal, states
from baoming.applications.deadlines import Deadline
from baoming.applications.dossier import Dossier, open_own
from baoming.applications.form_sheet import DRAWN, PRINTED
from baoming.applications.history import Line
from baoming.applications.moving import Who
from baoming.applications.sections import BY_NAME, OPEN, SECTIONS
from baoming.web import last_year
from baoming.web.page import Answer, page
from baoming.web.visit import Visit

LAST_HOURS = timedelta(hours=48)
"""Before the window closes: a line that drops in the middle costs the year."""

DEADLINE_LABELS = {
    "window": "网上报名截止",
    "confirmation": "现场确认截止",
    "reupload": "重新上传截止",
    "personal": "您的个人期限",
}
UNANNOUNCED = "考区未公布，以考区通知为准"


@get("/applications/{number:str}", audience="candidate")
async def show(visit: Visit, number: FromPath[str]) -> Answer:
    dossier = await open_own(number, visit.person)
    found = await history.lines(dossier.row.id)
    sections = readiness.section_states(dossier)
    pointed = refusal.items(dossier) if dossier.status == "refused" else ()
    return page(
        visit,
        "applications/flow.html",
        dossier=dossier,
        row=dossier.row,
        zone=dossier.zone,
        exam=dossier.catalogue.exam,
        place=place(dossier),
        nodes=nodes(dossier, sections),
        tasks=_tasks(dossier, sections, pointed),
        next_section=next_section(sections),
        pointed=pointed,
        materials=_materials(dossier),
        deadlines=_dates(dossier),
        missed=_missed(dossier),
        moves=candidates_moves(dossier),
        has_form=has_form(dossier),
        wechat=visit.wechat,
        verdict=dossier.verdict,
        stopped=last_year.stopped(dossier, found),
        at_once=last_year.confirmed_at_once(found),
        reopened=_reopened(dossier, found),
        events=[_event(line) for line in found],
    )


def myself(visit: Visit) -> Who:
    person = visit.person
    return Who("candidate", "candidate", str(person.id), person.name)


def nodes(dossier: Dossier, sections: dict[str, str]) -> tuple[flow.Node, ...]:
    return flow.nodes(
        dossier.status,
        online=dossier.online,
        sections=sections,
        materials_owed=bool(readiness.owed_materials(dossier)),
        before=dossier.status_before,
    )


def next_section(sections: dict[str, str], after: str = "") -> str | None:
    """The next that is to do, those after this one first, this one never."""
    names = [section.name for section in SECTIONS]
    here = names.index(after) + 1 if after else 0
    order = [name for name in names[here:] + names[:here] if name != after]
    return next((name for name in order if sections[name] == "todo"), None)


@dataclass(frozen=True)
class CandidatesMoves:
    """What the candidate may do now; `withdraw_until` is set where withdrawing is one of it."""

    submit: bool
    change_zone: bool
    withdraw_until: Deadline | None
    last_hours: bool


def candidates_moves(dossier: Dossier) -> CandidatesMoves:
    verbs = {move.verb for move in states.open_to("candidate", dossier.status, dossier.online)}
    until = deadlines.withdraws_until(dossier.row, dossier.terms) if "withdraw" in verbs else None
    if until is not None and until.passed(dossier.now):
        until = None
    return CandidatesMoves(
        submit="submit" in verbs,
        change_zone="change_zone" in verbs,
        withdraw_until=until,
        last_hours=until is not None and until.at - dossier.now <= LAST_HOURS,
    )


def has_form(dossier: Dossier) -> bool:
    if dossier.status in PRINTED:
        return dossier.row.revision > 0
    return dossier.online and dossier.status in DRAWN


def place(dossier: Dossier) -> list[str]:
    """Where to confirm, the nearest first."""
    point = dossier.catalogue.point(dossier.row.registration_point)
    site = dossier.catalogue.site(dossier.row.site)
    found = [f"{point.name} {point.address}".strip()] if point else []
    return [*found, *([f"{dossier.zone.name} {site.name}"] if site else []), dossier.zone.place]


def _tasks(
    dossier: Dossier, sections: dict[str, str], pointed: tuple[refusal.Item, ...]
) -> list[dict[str, Any]]:
    here = f"/applications/{dossier.row.number}"
    asked = {each.name: each for each in pointed}
    told = advice.warnings(dossier)
    found = []
    for name, state in sections.items():
        task: dict[str, Any] = {"name": name, "label": BY_NAME[name].title}
        task |= {"state": state, "note": ""}
        task["href"] = f"{here}/{name}" if dossier.status in OPEN else ""
        if item := asked.get(f"{refusal.SECTION}{name}"):
            task |= {"words": item.words, "unticked": item.state == "failed"}
        if name == "basic" and told:
            task["note"] = "证件在考试前到期"
        found.append(task)
    return found


def _materials(dossier: Dossier) -> dict[str, Any] | None:
    """The way to the materials, in online zones."""
    if not dossier.online:
        return None
    owed = len(readiness.owed_materials(dossier))
    to_mend = dossier.status == "refused" and any(each.to_mend for each in dossier.slots)
    there = sum(1 for each in dossier.slots if each.files)
    return {
        "name": "materials",
        "label": "上传材料",
        "state": "failed" if to_mend else "todo" if owed else "done",
        "note": f"已上传 {there} 项" + (f"，还差 {owed} 项" if owed else ""),
        "href": f"/applications/{dossier.row.number}/materials",
    }


def _dates(dossier: Dossier) -> list[dict[str, Any]]:
    """The deadlines that bind it now, soonest first."""
    if dossier.standing.move:
        return []
    zone = dossier.zone
    silent = {
        "confirmation": not zone.confirmation_announced,
        "reupload": not zone.reupload_announced,
    }
    return [
        {
            "name": each.name,
            "at": each.at,
            "label": _date_label(dossier, each),
            "caution": UNANNOUNCED if silent.get(each.name) else "",
        }
        for each in deadlines.binding(dossier.row, dossier.terms)
        if not each.passed(dossier.now)
    ]


def _date_label(dossier: Dossier, deadline: Deadline) -> str:
    if deadline.name == "window" and dossier.status == "submitted":
        return "撤回修改截止"
    return DEADLINE_LABELS[deadline.name]


def _missed(dossier: Dossier) -> dict[str, Any] | None:
    """The deadline by which it was abandoned, and when that was."""
    name = dossier.missed
    if name is None:
        return None
    at: dict[str, datetime | None] = {
        "window": dossier.terms.window,
        "confirmation": dossier.terms.confirmation,
        "reupload": dossier.terms.reupload,
        "personal": dossier.row.personal_until,
    }
    return {"label": DEADLINE_LABELS[name], "at": at[name]}


def _reopened(dossier: Dossier, found: list[Line]) -> Line | None:
    """The zone's last word where the candidate is to mend what was confirmed already."""
    if not dossier.row.untouched or dossier.status != "submitted":
        return None
    return next((line for line in reversed(found) if line.kind == "reopen"), None)


def _event(line: Line) -> dict[str, Any]:
    who = {"candidate": "考生本人", "clock": "系统", "system": "系统"}.get(line.by, line.name)
    until = f"截止日期 {line.until}" if line.until else ""
    lost = f"消息未送达：{line.unreached}" if line.unreached else ""
    note = " ".join(part for part in (line.reason or "", until, lost) if part)
    return {"name": line.kind, "label": line.label, "at": line.at, "who": who, "note": note}


ROUTES = [show]
