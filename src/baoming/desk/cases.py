"""Candidates' requests at the desk: who decides which, once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from baoming import clock
from baoming.accounts.cases import KINDS, STATUSES
from baoming.accounts.tables import Account, RequestCase
from baoming.applications.tables import Application
from baoming.audit.record import note
from baoming.database import rows, transaction
from baoming.desk.officer import Officer
from baoming.errors import Conflict, NotAllowed, NotFound
from baoming.outbox.post import post
from baoming.returning import merging

Decision = Literal["approve", "refuse"]
DECIDED = {"approve": "approved", "refuse": "refused"}

APPROVALS: dict[str, Callable[[RequestCase], Awaitable[None]]] = {"merge_scores": merging.approve}

SHOWN = 100


@dataclass(frozen=True)
class Case:
    request: RequestCase
    account: Account
    application: Application | None
    """The latest of this candidate."""

    @property
    def kind(self) -> str:
        return KINDS[self.request.kind]


def require_decider(officer: Officer) -> None:
    if officer.role == "point":
        raise NotAllowed("考生的申请由考点、考区和人才中心处理，您的账号没有这项权限。")


def require_undecided(case: Case) -> None:
    if case.request.status != "open":
        raise _decided(case.request.id)


async def listed(officer: Officer) -> list[dict[str, Any]]:
    """In scope, the open ones first, of them the one that waits longest."""
    condition, values = _scope(officer)
    return await rows(
        "SELECT r.id, r.kind, r.status, r.created_at, c.name, a.number FROM request_case r"  # noqa: S608
        f" JOIN account c ON c.id = r.account {_LATEST} WHERE {condition}"
        f" ORDER BY CASE WHEN r.status = 'open' THEN 0 ELSE 1 END,"
        f" CASE WHEN r.status = 'open' THEN r.id ELSE -r.id END LIMIT {SHOWN}",
        *values,
    )


async def in_scope(id: int, officer: Officer) -> Case:
    """NotFound for what is unknown and for what is another's."""
    condition, values = _scope(officer)
    found = await rows(
        f"SELECT r.id, a.id AS application FROM request_case r {_LATEST}"  # noqa: S608
        f" WHERE r.id = {{}} AND {condition}",
        id,
        *values,
    )
    if not found:
        raise NotFound("没有找到这份申请，或者它不在您的管辖范围内。")
    request = await RequestCase.objects().get(RequestCase.id == id)
    account = await Account.objects().get(Account.id == request.account) if request else None
    if request is None or account is None:
        raise NotFound
    application = await Application.objects().get(Application.id == found[0]["application"])
    return Case(request, account, application)


async def decide(case: Case, officer: Officer, decision: Decision, reason: str) -> None:
    """Once. Conflict when it was decided already."""
    require_decider(officer)
    request, now = case.request, clock.now()
    async with transaction():
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
        if decision == "approve":
            await APPROVALS[request.kind](request)
        await note("staff", str(officer.id), f"request:{decision}", str(request.id))
        words = {"status": f"{case.kind}：{STATUSES[DECIDED[decision]]}", "reason": reason}
        await post(f"request:{request.id}", request.account, "request", words, at=now)


def _decided(id: int) -> Conflict:
    return Conflict("这份申请已经有了处理结果。", link=(f"/desk/requests/{id}", "查看申请"))


_LATEST = """
LEFT JOIN application a ON a.id = (SELECT MAX(x.id) FROM application x WHERE x.account = r.account)
"""


def _scope(officer: Officer) -> tuple[str, list[Any]]:
    """With an application it is where the application is; without, with the zone it named."""
    if officer.role == "center":
        return "1 = 1", []
    if officer.role == "zone":
        return "(a.zone = {} OR (a.id IS NULL AND r.zone = {}))", [officer.zone, officer.zone]
    column = {"site": "site", "point": "registration_point"}[officer.role]
    code = officer.site if officer.role == "site" else officer.point
    return f"(a.zone = {{}} AND a.{column} = {{}})", [officer.zone, code]
