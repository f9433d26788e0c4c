import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from tests.applications.made import ANSWERED, dossier

from baoming.applications.snapshot import (
    ALPHABET,
    CITED,
    RANDOM_LENGTH,
    changed,
    digest,
    new_code,
    plain_code,
    taken,
)

values = st.none() | st.booleans() | st.integers() | st.text()
data = st.dictionaries(st.text(min_size=1), values)
spaces = st.text(" \t-_.:\n", max_size=3)


@given(st.integers(1, 100_000))
def test_a_code_ends_with_its_revision_also_after_the_hundredth(revision: int) -> None:
    code = new_code(revision)
    assert re.fullmatch(rf"[{ALPHABET}]{{{RANDOM_LENGTH}}}-[0-9]{{2,}}", code)
    assert int(code.rpartition("-")[2]) == revision
    assert len(code) <= 20


@given(st.integers(1, 100_000), st.lists(spaces, min_size=14, max_size=14), st.booleans())
def test_a_code_is_read_however_it_is_typed(revision: int, gaps: list[str], lower: bool) -> None:
    code = new_code(revision)
    letters = code.replace("-", "")
    typed = "".join(gap + letter for gap, letter in zip(gaps, letters, strict=False))
    assert plain_code(typed.lower() if lower else typed) == code
    assert plain_code(code) == code


@given(st.text())
def test_any_text_has_a_plain_form_that_stays_as_it_is(text: str) -> None:
    once = plain_code(text)
    assert plain_code(once) == once


def test_no_character_of_a_code_is_taken_for_another() -> None:
    assert not set("0O1IL2Z5S8B") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET)


@given(data, st.randoms())
def test_the_digest_is_of_the_values_not_of_their_order(before: dict, random: object) -> None:
    names = list(before)
    random.shuffle(names)  # type: ignore[attr-defined]
    assert digest({name: before[name] for name in names}) == digest(before)


@given(data, data)
def test_what_changed_is_exactly_what_differs(before: dict, after: dict) -> None:
    found = changed(before, after)
    assert {name: new for name, (_, new) in found.items()} == {
        name: after.get(name) for name in found
    }
    assert all(old != new for old, new in found.values())
    same = (before.keys() | after.keys()) - found.keys()
    assert all(before.get(name) == after.get(name) for name in same)
    assert (changed(before, before), list(found)) == ({}, sorted(found))


def test_a_snapshot_holds_all_that_is_printed_and_no_number() -> None:
    data = taken(dossier())
    assert {name: data[name] for name in ANSWERED} == {
        **ANSWERED,
        "birth_date": "1992-03-04",
        "id_expires_on": "2030-01-01",
    }
    assert (data["name"], data["id_type"], data["zone"]) == ("王𬀩", "passport", "43")
    assert data["graduated_on"] == date(2013, 7, 1).isoformat()
    assert data.keys() >= set(CITED)
    assert not [name for name in data if "number" in name and name != "certificate_number"]
