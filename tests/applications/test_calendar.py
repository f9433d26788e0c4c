"""Calendar files, read back by a reader that takes nothing but what RFC 5545 allows."""

import re
from datetime import UTC, datetime

import pytest

from baoming import clock
from baoming.applications.calendar import Event, folded, written

NOW = clock.at("2023-12-05T12:00:00+08:00")
WORDS = "报名；截止, 带上\\材料\n第二行;" + "长" * 60
Component = tuple[str, dict[str, str], list["Component"]]


def event(at: str, **changed: object) -> Event:
    given = {
        "uid": "u1",
        "summary": WORDS,
        "description": "说明",
        "url": "http://x/",
        "sequence": 3,
    }
    return Event(**{**given, **changed}, at=clock.at(at))  # type: ignore[arg-type]


def read(file: bytes) -> Component:
    """Unfolded, every line a property, every component closed in its order."""
    assert file.endswith(b"\r\n") and b"\n" not in file.replace(b"\r\n", b"")
    lines = file[:-2].split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    for line in lines:
        line.decode()  # no character is cut in two
    root: Component = ("", {}, [])
    open_ones = [root]
    for line in file.decode().replace("\r\n ", "").split("\r\n")[:-1]:
        name, value = re.fullmatch(r"([A-Z-]+):(.*)", line, re.S).groups()  # type: ignore[union-attr]
        if name == "BEGIN":
            made: Component = (value, {}, [])
            open_ones[-1][2].append(made)
            open_ones.append(made)
        elif name == "END":
            assert open_ones.pop()[0] == value
        else:
            assert name not in open_ones[-1][1], f"{name} twice"
            open_ones[-1][1][name] = value
    assert open_ones == [root]
    return root[2][0]


def text(value: str) -> str:
    assert not re.search(r"(?<!\\)(?:\\\\)*[,;]", value), value
    meanings = {"n": "\n", "N": "\n"}
    return re.sub(r"\\(.)", lambda found: meanings.get(found[1], found[1]), value)


def moment(value: str) -> datetime:
    return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def test_a_file_holds_what_was_put_into_it() -> None:
    name, head, (entry,) = read(written([event("2023-12-15T00:00:00+08:00")], NOW))
    assert (name, head["VERSION"], "PRODID" in head) == ("VCALENDAR", "2.0", True)
    kind, entry_has, (alarm,) = entry
    assert (kind, entry_has["UID"], entry_has["SEQUENCE"]) == ("VEVENT", "u1", "3")
    assert text(entry_has["SUMMARY"]) == WORDS
    assert moment(entry_has["DTSTAMP"]) == NOW
    assert alarm == (
        "VALARM",
        {"ACTION": "DISPLAY", "DESCRIPTION": entry_has["SUMMARY"], "TRIGGER": "-P1D"},
        [],
    )


@pytest.mark.parametrize(
    ("at", "begin"),
    [
        ("2023-12-15T00:00:00+08:00", "2023-12-14T09:00:00+08:00"),
        ("2023-12-15T17:00:00+08:00", "2023-12-15T09:00:00+08:00"),
        ("2023-12-15T08:30:00+08:00", "2023-12-15T07:30:00+08:00"),
    ],
)
def test_an_entry_lies_on_its_last_day(at: str, begin: str) -> None:
    _, _, ((_, entry, _),) = read(written([event(at)], NOW))
    assert moment(entry["DTSTART"]) == clock.at(begin)
    assert moment(entry["DTEND"]) == clock.at(at)


@pytest.mark.parametrize("length", range(20, 30))
def test_a_line_is_folded_between_characters(length: int) -> None:
    line = "x" * (length % 3) + "长" * length * 3
    parts = folded(line).removesuffix(b"\r\n").split(b"\r\n ")
    assert b"".join(parts).decode() == line
    assert all(len(part) <= 75 - bool(n) for n, part in enumerate(parts))
    assert len(parts[0]) > 72, "no line is left half empty"
