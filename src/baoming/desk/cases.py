# ruff: noqa: S608  (SQL of our own parts; every value is bound)
"""Requests at the desk: who decides which, once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from baoming import clock
from baoming.accounts.cases import KINDS, STATUSES
from baoming.accounts.tables import Account, RequestCase
from baoming.applications.tables import Application
from baoming.audit.record import note
from baoming.catalogue import current
from baoming.database import execute, rows, transaction
from baoming.desk.approving import Approval, take_effect
from baoming.desk.case_scope import JOINED, scope
from baoming.desk.officer import Officer
from baoming.desk.place import unit
from baoming.errors import Conflict, NotAllowed, NotFound
from baoming.outbox.post import post

Decision = Literal["approve", "refuse"]
DECIDED = {"approve": "approved", "refuse": "refused"}

SHOWN = 100


@dataclass(frozen=True)
class Case:
    request: RequestCase
    account: Account | None
    """Whom it is about: of a number that is taken its holder, if there is one."""
    applications: tuple[Application, ...]
    """Of this account, the latest first."""

    @property
    def kind(self) -> str:
        return KINDS[self.request.kind]


@dataclass(frozen=True)
class Step:
    """One line of a case's history."""

    label: str
    at: datetime
    who: str
    note: str


def require_decider(officer: Officer) -> None:
    if officer.role == "point":
        raise NotAllowed("考生的申请由考点、考区和人才中心处理，您的账号没有这项权限。")


def require_undecided(case: Case) -> None:
    if case.request.status != "open":
        raise _decided(case.request.id)


async def listed(officer: Officer, status: str | None = None) -> list[dict[str, Any]]:
    """In scope, the open ones first, of them the one that waits longest."""
    condition, values = scope(officer)
    if status:
        condition, values = f"{condition} AND r.status = {{}}", [*values, status]
    return await rows(
        "SELECT r.id, r.kind, r.status, r.created_at, COALESCE(r.mobile, '') AS mobile,"
        " CASE WHEN r.kind = 'taken' THEN r.name ELSE c.name END AS name, a.number"
        f" FROM request_case r {JOINED} WHERE {condition}"
        " ORDER BY CASE WHEN r.status = 'open' THEN 0 ELSE 1 END,"
        f" CASE WHEN r.status = 'open' THEN r.id ELSE -r.id END LIMIT {SHOWN}",
        *values,
    )


async def in_scope(id: int, officer: Officer) -> Case:
    """NotFound for what is unknown and for what is another's."""
    condition, values = scope(officer)
    found = await rows(
        f"SELECT c.id AS account FROM request_case r {JOINED} WHERE r.id = {{}} AND {condition}",
        id,
        *values,
    )
    request = await RequestCase.objects().get(RequestCase.id == id) if found else None
    if request is None:
        raise NotFound("没有找到这份申请，或者它不在您的管辖范围内。")
    key = found[0]["account"]
    account = await Account.objects().get(Account.id == key) if key else None
    held = await Application.objects().where(Application.account == key) if key else []
    return Case(request, account, tuple(sorted(held, key=lambda row: -row.id)))


async def decide(case: Case, officer: Officer, decision: Decision, reason: str) -> None:
    """Once, with what follows from it, in one transaction. Conflict when it was decided already."""
    require_decider(officer)
    request, now = case.request, clock.now()
    async with transaction():
        if case.account:  # its row first, as everywhere: two at once wait, and neither for ever
            await execute("UPDATE account SET photo = photo WHERE id = {}", case.account.id)
        decided = await rows(
            "UPDATE request_case SET status = {}, decided_at = {}, decided_by = {},"
            " decision_reason = {} WHERE id = {} AND status = 'open' RETURNING id",
            DECIDED[decision],
            now,
            officer.id,
            reason,
            request.id,
        )
        if not decided:
            raise _decided(request.id)
        told = None
        if decision == "approve":
            told = await take_effect(Approval(request, case.account, officer, reason, now))
        await note("staff", str(officer.id), f"request:{decision}", str(request.id))
        await _tell(case, decision, reason, now, told)


async def steps(case: Case) -> list[Step]:
    """What happened to it: asked, and decided by which office."""
    request = case.request
    by = "申请人（未登录）" if request.kind == "taken" else "考生本人"
    found = [Step("提出申请", request.created_at, by, request.reason)]
    if request.decided_at:
        label, why = STATUSES[request.status], request.decision_reason or ""
        found.append(Step(label, request.decided_at, await _decider(request), why))
    return found


async def _tell(
    case: Case, decision: Decision, reason: str, now: datetime, openid: str | None
) -> None:
    """The candidate. Of a number that is taken its holder, when the account was deleted; who asked
    has a page of the case."""
    status = f"{case.kind}：{STATUSES[DECIDED[decision]]}"
    if case.request.kind == "taken":
        if decision == "refuse":
            return
        status = "您的注册信息已被删除"
    if case.account:
        subject, words = f"request:{case.request.id}", {"status": status, "reason": reason}
        latest = next(iter(case.applications), None)
        if latest:
            words["number"] = latest.number
        await post(
            subject,
            case.account.id,
            "request",
            words,
            at=now,
            application=latest.id if latest else None,
            openid=openid,
        )


async def _decider(request: RequestCase) -> str:
    """The office and its officer; nobody where the account ended meanwhile."""
    found = await rows(
        "SELECT id, username, role, zone, site, point FROM staff WHERE id = {}", request.decided_by
    )
    if not found:
        return "系统"
    officer = Officer(**found[0])
    return f"{unit(officer, await current.newest())} {officer.username}"


def _decided(id: int) -> Conflict:
    return Conflict("这份申请已经有了处理结果。", link=(f"/desk/requests/{id}", "查看申请"))
