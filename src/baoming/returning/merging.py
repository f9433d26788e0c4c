"""Merging last year's scores into an account whose document has changed (合并考试成绩).

Source: notice of 2024: whoever's document type or number differs from last year's applies with
proof, or the scores are forfeited.
"""

from baoming import clock
from baoming.accounts.tables import Account, RequestCase
from baoming.database import is_unique_violation, rows
from baoming.errors import Conflict, Invalid
from baoming.returning import lookup
from baoming.returning.past import Past
from baoming.returning.tables import PastResultLink


async def require_sense(account: Account, exam: str) -> None:
    """Conflict where there is nothing to merge: no exam before this one, or an own row of it."""
    if not exam:
        raise Conflict("本次考试没有上一年度，不用合并成绩。")
    if (await lookup.find(account, exam)).past is not None:
        raise Conflict(
            "上一年度的成绩已经在您现在的证件下，不用申请合并。", link=("/me", "我的报名")
        )


async def meant(case: RequestCase) -> Past | None:
    """Last year's row of the document that the candidate names; for the office."""
    found = await rows(
        "SELECT p.data FROM past_result p JOIN history_import i ON i.id = p.history_import"
        " WHERE p.exam = {} AND p.id_number_index = {} AND p.id_type = {}"
        " AND i.sequence IS NOT NULL ORDER BY i.sequence DESC LIMIT 1",
        case.exam,
        case.id_number_index,
        case.id_type,
    )
    return Past.stored(str(case.exam), found[0]["data"]) if found else None


async def approve(case: RequestCase) -> None:
    """In the transaction of the decision: the row counts as the account's own."""
    if await meant(case) is None:
        raise Invalid({"decision": "上一年度的成绩中没有这个证件，不能同意合并。"})
    link = PastResultLink(
        account=case.account,
        exam=case.exam,
        id_type=case.id_type,
        id_number_index=case.id_number_index,
        created_at=clock.now(),
    )
    try:
        await link.save()
    except Exception as error:
        if not is_unique_violation(error):
            raise
        raise Conflict("这个证件的成绩已经合并给别的考生，或者这位考生已经合并过。") from error
