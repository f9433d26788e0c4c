"""Workbooks as offices save them."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook
from tests.returning.lists import HEAD, row

from baoming.catalogue.current import Catalogue
from baoming.returning import excel
from baoming.returning.importing import Counts, take_file
from baoming.returning.reading import Unreadable, of_bytes, records


def workbook(*lines: list[Any]) -> bytes:
    book = Workbook()
    for line in lines:
        book.active.append(line)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_cells_are_read_as_somebody_would_have_typed_them() -> None:
    data = workbook(
        ["name", "born", "mark", "absent", "id"],
        ["王𬀩", date(1992, 3, 4), 71, True, "001"],
        [],
        ["李", datetime(1992, 3, 4), 71.0, None, None],  # noqa: DTZ001  # a cell has no zone
        ["张", "1992/3/4", 60.5, False],
    )
    assert list(records(of_bytes(data))) == [
        (1, ["name", "born", "mark", "absent", "id"]),
        (2, ["王𬀩", "1992-03-04", "71", "yes", "001"]),
        (4, ["李", "1992-03-04", "71", "", ""]),
        (5, ["张", "1992/3/4", "60.5", "", ""]),
    ]


async def test_a_workbook_is_the_same_list_as_its_csv(book: Catalogue) -> None:
    typed = {"score_basic": 71, "years_of_schooling": 3, "birth_date": date(1992, 3, 4)}
    cells = [typed.get(name, value) for name, value in row().items()]
    data = workbook(list(HEAD), cells)
    assert await take_file(of_bytes(data), "2023", "2023.xlsx") == Counts(new=1)
    text = ",".join(HEAD) + "\n" + ",".join(row().values()) + "\n"
    assert await take_file(of_bytes(text.encode()), "2023", "2023.csv") == Counts(equal=1)


@pytest.mark.parametrize(
    ("member", "content", "reason"),
    [
        ("xl/sharedStrings.xml", b" " * 2000, "这个 Excel 文件太大"),
        ("xl/workbook.xml", b"<", "这个 Excel 文件已损坏"),
    ],
)
def test_a_hostile_workbook_is_refused(
    monkeypatch: pytest.MonkeyPatch, member: str, content: bytes, reason: str
) -> None:
    monkeypatch.setattr(excel, "MOST_SHARED", 1000)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, content)
    with pytest.raises(Unreadable) as refused:
        list(records(of_bytes(made.getvalue())))
    assert refused.value.reason.startswith(reason)


def test_a_truncated_workbook_is_refused() -> None:
    data = workbook(["a"], ["b"])
    with pytest.raises(Unreadable):
        list(records(of_bytes(data[: len(data) // 2])))
