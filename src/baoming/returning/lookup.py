"""Last year's row of a candidate: by document type and number, or by an approved merge.

Where there is none, a row of the same name and birth date under another document raises the
guard: whether it is the candidate's is for the office to decide, and nothing of it is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from baoming.accounts import documents
from baoming.accounts.identity import id_number_of
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


async def find(account: Account, exam: str, born: date | None = None) -> Found:
    """One query. `exam` is the one before, empty where there was none; `born` is what the
    candidate says, where the number says nothing."""
    if not exam:
        return Found()
    found = await rows(_FIND, *values(account, born), exam)
    return read(found[0], exam)


def columns(exam: str, born: str) -> str:
    """What a query asks for beside its own, `exam` and `born` being SQL; `read` reads it."""
    return _COLUMNS.replace("$exam", exam).replace("$born", born)


def values(account: Account, *born: date | None) -> tuple[Any, ...]:
    """For the places of `columns`."""
    fixed = documents.birth_date(account.id_type, id_number_of(account))
    birth_dates = [fixed or each for each in born] or [fixed]
    return (
        account.id_number_index,
        account.id_type,
        account.id,
        comparable(account.name),
        *birth_dates,
        account.id,
    )


def read(row: Mapping[str, Any], exam: str) -> Found:
    own = row["past_own"] or row["past_linked"]
    return Found(
        past=Past.stored(exam, own) if own else None,
        namesake=row["past_namesake"] is not None,
        case=row["past_case"],
    )


_COLUMNS = """
(SELECT p.data FROM past_result p JOIN history_import i ON i.id = p.history_import
  WHERE p.exam = $exam AND p.id_number_index = {} AND p.id_type = {} AND i.sequence IS NOT NULL
  ORDER BY i.sequence DESC LIMIT 1) AS past_own,
(SELECT p.data FROM past_result_link l
  JOIN past_result p ON p.id_number_index = l.id_number_index AND p.exam = l.exam
    AND p.id_type = l.id_type
  JOIN history_import i ON i.id = p.history_import
  WHERE l.exam = $exam AND l.account = {} AND i.sequence IS NOT NULL
  ORDER BY i.sequence DESC LIMIT 1) AS past_linked,
(SELECT p.id FROM past_result p JOIN history_import i ON i.id = p.history_import
  WHERE p.exam = $exam AND p.name_key = {} AND p.birth_date = $born AND i.sequence IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM past_result_link l WHERE l.exam = p.exam
      AND l.id_number_index = p.id_number_index AND l.id_type = p.id_type)
  LIMIT 1) AS past_namesake,
(SELECT r.status FROM request_case r
  WHERE r.account = {} AND r.exam = $exam AND r.kind = 'merge_scores'
  ORDER BY r.id DESC LIMIT 1) AS past_case
"""

_FIND = (
    f"SELECT {columns('x.previous', '{}')}"  # noqa: S608  # of our own parts
    " FROM (SELECT CAST({} AS VARCHAR) AS previous) x"
)
