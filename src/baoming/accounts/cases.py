"""What candidates ask an office to decide (申请), as cases that both sides can follow."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from baoming import clock
from baoming.accounts.documents import normalise
from baoming.accounts.identity import index_of
from baoming.accounts.names import clean_name
from baoming.accounts.tables import RequestCase
from baoming.database import is_unique_violation, rows, transaction
from baoming.errors import Conflict
from baoming.files.tables import StoredFile
from baoming.security import keys

KINDS = {"merge_scores": "合并考试成绩"}
STATUSES = {"open": "待处理", "approved": "已同意", "refused": "未同意"}


async def open_case(
    account: UUID,
    kind: str,
    data: Mapping[str, Any],
    evidence: StoredFile | None = None,
    exam: str | None = None,
) -> int:
    """`data`: zone, reason, and where the kind wants them name, id_type, id_number. Conflict
    while one of the same kind is open."""
    number = normalise(data["id_number"]) if data.get("id_number") else None
    case = RequestCase(
        kind=kind,
        account=account,
        zone=data.get("zone"),
        exam=exam,
        name=clean_name(data["name"]) if data.get("name") else None,
        id_type=data.get("id_type"),
        id_number=keys().encrypt(number, _where(account)) if number else None,
        id_number_index=index_of(number) if number else None,
        reason=data["reason"],
        evidence=evidence.id if evidence else None,
        created_at=clock.now(),
    )
    try:
        async with transaction():
            if evidence is not None:
                await evidence.save()
            await case.save()
    except Exception as error:
        if not is_unique_violation(error):
            raise
        raise Conflict(
            "您已有一份同类申请正在处理，请等待结果。", link=("/me/requests", "查看申请")
        ) from error
    return int(case.id)


async def of_account(account: UUID) -> list[dict[str, Any]]:
    """The candidate's own, the latest first."""
    return await rows(
        "SELECT id, kind, status, name, reason, created_at, decided_at, decision_reason,"
        " evidence FROM request_case WHERE account = {} ORDER BY id DESC",
        account,
    )


def id_number_of(case: RequestCase) -> str | None:
    return keys().decrypt(case.id_number, _where(case.account)) if case.id_number else None


def _where(account: UUID) -> str:
    return f"request_case.id_number:{account}"
