"""One candidate's row of last year, and what it entitles to."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from baoming.catalogue.codes import SUBJECTS
from baoming.catalogue.lookups import Catalogue
from baoming.returning import rolling


@dataclass(frozen=True)
class Past:
    exam: str
    data: dict[str, Any]
    """By column of the file, codes for words; empty cells are missing."""

    @classmethod
    def stored(cls, exam: str, text: str) -> "Past":
        return cls(exam, json.loads(text))

    @cached_property
    def scores(self) -> dict[str, int | None]:
        return {subject: self.data.get(f"score_{subject}") for subject in SUBJECTS}

    @property
    def may_be_confirmed(self) -> bool:
        """Sat last year's exam and did not pass it, without absence or violation (notice of
        2024, automatic confirmation of last year's candidates)."""
        barred = any(self.data.get(name) for name in ("absent", "violation", "qualified"))
        return not barred and len(rolling.passed(self.scores)) < len(SUBJECTS)

    def carried_over(self, catalogue: Catalogue, specialty: str | None) -> tuple[str, ...]:
        """The subjects that need not be sat again; marks of a violation are void."""
        if self.data.get("violation"):
            return ()
        return rolling.carried_over(catalogue, self.scores, self.data["specialty"], specialty)
