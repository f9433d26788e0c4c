"""What an office is asked to decide (申请), as cases that both sides can follow."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from baoming import clock
from baoming.accounts.documents import normalise
from baoming.accounts.identity import index_of
from baoming.accounts.names import clean_name
from baoming.accounts.tables import RequestCase
from baoming.database import is_unique_violation, rows, transaction
from baoming.errors import Conflict, NotFound
from baoming.files.tables import StoredFile
from baoming.security import keys, token, token_hash

ASKED = {
    "change": "修改姓名或证件类型",
    "delete": "删除注册信息",
    "merge_scores": "合并考试成绩",
}
"""By a candidate, of the own account."""
KINDS = {**ASKED, "taken": "证件号码被他人注册"}
STATUSES = {"open": "待处理", "approved": "已同意", "refused": "未同意"}


async def require_none_open(account: UUID, kind: str) -> None:
    """One of a kind at a time."""
    if await RequestCase.exists().where(
        (RequestCase.account == account)
        & (RequestCase.kind == kind)
        & (RequestCase.status == "open")
    ):
        raise _one_is_open()


async def open_case(
    account: UUID,
    kind: str,
    data: Mapping[str, Any],
    evidence: StoredFile | None = None,
    exam: str | None = None,
) -> int:
    """`data`: zone, reason, and where the kind wants them name, id_type, id_number. Conflict
    while one of the same kind is open."""
    case = _case(kind, data, evidence)
    case.account, case.exam = account, exam
    _seal(case, data)
    try:
        await _keep(case, evidence)
    except Exception as error:
        if not is_unique_violation(error):
            raise
        raise _one_is_open() from error
    return int(case.id)


async def open_from_outside(data: Mapping[str, Any], evidence: StoredFile) -> str:
    """Somebody else registered the number. Answers the ticket: the address of the case.

    Nobody is looked up here, so that neither the answer nor its time tells whether the number
    has an account.
    """
    ticket = token()
    case = _case("taken", data, evidence)
    case.ticket, case.mobile = token_hash(ticket), data["mobile"]
    _seal(case, data)
    await _keep(case, evidence)
    return ticket


async def of_account(account: UUID) -> list[dict[str, Any]]:
    """The candidate's own, the latest first."""
    return await rows(
        "SELECT id, kind, status, name, reason, created_at, decided_at, decision_reason,"
        " evidence FROM request_case WHERE account = {} ORDER BY id DESC",
        account,
    )


async def of_ticket(ticket: str) -> dict[str, Any]:
    """How the case stands, and nothing of whoever holds the number. NotFound without one."""
    found = await rows(
        "SELECT status, zone, created_at, decided_at, decision_reason FROM request_case"
        " WHERE ticket = {}",
        token_hash(ticket),
    )
    if not found:
        raise NotFound("没有找到这份申请，请核对地址。")
    return found[0]


def id_number_of(case: RequestCase) -> str | None:
    return keys().decrypt(case.id_number, _where(case)) if case.id_number else None


def _case(kind: str, data: Mapping[str, Any], evidence: StoredFile | None) -> RequestCase:
    return RequestCase(
        kind=kind,
        zone=data.get("zone"),
        name=clean_name(data["name"]) if data.get("name") else None,
        id_type=data.get("id_type"),
        reason=data["reason"],
        evidence=evidence.id if evidence else None,
        created_at=clock.now(),
    )


def _seal(case: RequestCase, data: Mapping[str, Any]) -> None:
    if data.get("id_number"):
        number = normalise(data["id_number"])
        case.id_number = keys().encrypt(number, _where(case))
        case.id_number_index = index_of(number)


async def _keep(case: RequestCase, evidence: StoredFile | None) -> None:
    async with transaction():
        if evidence is not None:
            await evidence.save()
        await case.save()


def _one_is_open() -> Conflict:
    return Conflict("您已有一份同类申请正在处理，请等待结果。", link=("/me/requests", "查看申请"))


def _where(case: RequestCase) -> str:
    return f"request_case.id_number:{case.ticket or case.account}"
