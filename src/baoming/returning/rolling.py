"""Rolling scores (两年滚动): all four subjects of one specialty within two exams in a row.

Source: notices of 2024 and 2025. A subject passed last year need not be sat again this year; if
the exam is not complete then, it has lapsed, and what was passed this year goes on to the next.
"""

from collections.abc import Mapping

from baoming.catalogue.codes import SUBJECTS
from baoming.catalogue.lookups import Catalogue

PASS_MARK = 60

Scores = Mapping[str, int | None]
"""By subject; None or missing: not registered for, or not sat."""


def passed(scores: Scores) -> tuple[str, ...]:
    """In the order of the subjects."""
    return tuple(subject for subject in SUBJECTS if (scores.get(subject) or 0) >= PASS_MARK)


def complete(last: Scores, this: Scores) -> bool:
    """Whether the two exams together make the whole."""
    return {*passed(last), *passed(this)} == set(SUBJECTS)


def to_sit(last: Scores) -> tuple[str, ...]:
    """What is left; all four again for whoever has the whole exam already."""
    done = passed(last)
    return tuple(s for s in SUBJECTS if s not in done) or tuple(SUBJECTS)


def carried_over(
    catalogue: Catalogue, last: Scores, earlier_specialty: str, specialty: str | None
) -> tuple[str, ...]:
    """The subjects that need not be sat in this specialty: last year's passes in it, or in one
    that was merged into it. Marks of different specialties are never added up."""
    if not specialty or not catalogue.marks_go_on(earlier_specialty, specialty):
        return ()
    wanted = to_sit(last)
    return tuple(subject for subject in SUBJECTS if subject not in wanted)
