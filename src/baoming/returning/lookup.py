"""Last year's row of a candidate: by document type and number, or by an approved merge.

Where there is none, a row of the same name and birth date under another document raises the
guard: whether it is the candidate's is for the office to decide, and nothing of it is shown.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from baoming.accounts.names import comparable
from baoming.accounts.tables import Account
from baoming.database import rows
from baoming.returning.past import Past

Case = Literal["open", "approved", "refused"]


@dataclass(frozen=True)
class Found:
    past: Past | None = None
    namesake: bool = False
    """Somebody of this name and birth date, whose row nobody else was given."""
    case: Case | None = None
    """The latest request to merge scores."""

    @property
    def guarded(self) -> bool:
        """Until the case is decided, one way or the other."""
        return self.past is None and self.namesake and self.case in (None, "open")


async def find(account: Account, exam: str, born: date | None) -> Found:
    """One query. `exam` is the one before; empty where there was none."""
    if not exam or account.id_number_index is None:
        return Found()
    found = {
        row["kind"]: row["value"]
        for row in await rows(
            _QUERY,
            exam,
            account.id_number_index,
            account.id_type,
            exam,
            account.id,
            exam,
            comparable(account.name),
            born,
            account.id,
            exam,
        )
    }
    own = found.get("own") or found.get("linked")
    past = Past.stored(exam, own) if own else None
    return Found(past, "namesake" in found, found.get("case"))


# The last row of a kind counts: the latest import, the latest case.
_QUERY = """
SELECT kind, value FROM (
SELECT 'own' AS kind, i.sequence AS place, p.data AS value
  FROM past_result p JOIN history_import i ON i.id = p.history_import
  WHERE p.exam = {} AND p.id_number_index = {} AND p.id_type = {} AND i.sequence IS NOT NULL
UNION ALL
SELECT 'linked', i.sequence, p.data
  FROM past_result_link l
  JOIN past_result p ON p.id_number_index = l.id_number_index AND p.exam = l.exam
    AND p.id_type = l.id_type
  JOIN history_import i ON i.id = p.history_import
  WHERE l.exam = {} AND l.account = {} AND i.sequence IS NOT NULL
UNION ALL
SELECT 'namesake', i.sequence, ''
  FROM past_result p JOIN history_import i ON i.id = p.history_import
  WHERE p.exam = {} AND p.name_key = {} AND p.birth_date = {} AND i.sequence IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM past_result_link l WHERE l.exam = p.exam
      AND l.id_number_index = p.id_number_index AND l.id_type = p.id_type)
UNION ALL
SELECT 'case', id, status FROM request_case
  WHERE account = {} AND exam = {} AND kind = 'merge_scores'
) found ORDER BY place
"""
