"""Rolling scores, by the worked example of the notices and by every combination."""

from hypothesis import given
from hypothesis import strategies as st

from baoming.catalogue.codes import SUBJECTS
from baoming.catalogue.current import Catalogue
from baoming.returning import rolling
from baoming.returning.past import Past

A, B, C, D = SUBJECTS
MARKS = st.one_of(st.none(), st.integers(0, 100))
SCORES = st.fixed_dictionaries(dict.fromkeys(SUBJECTS, MARKS))


def test_the_worked_example_of_the_notice() -> None:
    """2025 passes A and B; 2026 sits C and D, and passes C: A and B lapse, 2027 sits A, B, D."""
    of_2025 = {A: 60, B: 75, C: 59, D: 30}
    assert rolling.to_sit(of_2025) == (C, D)
    of_2026 = {C: 60, D: 59}
    assert not rolling.complete(of_2025, of_2026)
    assert rolling.to_sit(of_2026) == (A, B, D)
    of_2027 = {A: 60, B: 60, D: 60}
    assert rolling.complete(of_2026, of_2027)
    assert not rolling.complete(of_2025, of_2027 | {A: 0})


@given(last=SCORES)
def test_a_subject_is_passed_or_to_sit_unless_all_are_passed(last: dict[str, int | None]) -> None:
    done = {subject for subject, mark in last.items() if mark is not None and mark >= 60}
    assert set(rolling.passed(last)) == done
    assert set(rolling.to_sit(last)) == (set(SUBJECTS) - done or set(SUBJECTS))


@given(first=SCORES, second=SCORES, third=SCORES)
def test_marks_live_for_one_exam_after_their_own(
    first: dict[str, int | None], second: dict[str, int | None], third: dict[str, int | None]
) -> None:
    """Told as a story: who keeps to what is left completes at the next exam, or starts again
    from what that exam brought."""
    sat = {s: second[s] for s in rolling.to_sit(first)}
    if rolling.complete(first, sat):
        assert set(rolling.passed(sat)) | set(rolling.passed(first)) == set(SUBJECTS)
        return
    kept = set(rolling.passed(sat))
    assert set(SUBJECTS) - set(rolling.to_sit(sat)) == kept
    then = {s: third[s] for s in rolling.to_sit(sat)}
    assert rolling.complete(sat, then) == (kept | set(rolling.passed(then)) == set(SUBJECTS))


async def test_marks_go_on_in_the_same_specialty_and_its_successor_alone(book: Catalogue) -> None:
    last = {A: 60, B: 59}
    successor = next(each for each in book.contents.specialties if each.predecessors)
    earlier = successor.predecessors[0]
    assert rolling.carried_over(book, last, "368", "368") == (A,)
    assert rolling.carried_over(book, last, "368", "369") == ()
    assert rolling.carried_over(book, last, "368", None) == ()
    assert rolling.carried_over(book, last, earlier, successor.code) == (A,)


async def test_who_passed_everything_has_nothing_left_out(book: Catalogue) -> None:
    assert rolling.carried_over(book, dict.fromkeys(SUBJECTS, 60), "368", "368") == ()


async def test_marks_of_a_violation_are_void_and_those_beside_an_absence_are_not(
    book: Catalogue,
) -> None:
    row = {"specialty": "368", "score_basic": 88}
    assert Past("2023", {**row, "absent": True}).carried_over(book, "368") == (A,)
    assert Past("2023", {**row, "violation": True}).carried_over(book, "368") == ()
