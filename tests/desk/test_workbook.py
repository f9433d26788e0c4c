import io
from collections.abc import AsyncIterator, Iterable
from zipfile import ZipFile

from openpyxl import load_workbook

from baoming.desk.workbook import LONGEST, Row, workbook


async def batches(*found: list[Row]) -> AsyncIterator[Iterable[Row]]:
    for batch in found:
        yield batch


async def test_a_table_comes_in_pieces_and_is_one_file() -> None:
    pieces = [
        piece
        async for piece in workbook(
            "甲<乙", ["姓名", "号"], batches([["王𬀩", "430102199203040023"]], [["", " 0 "]])
        )
    ]
    assert len(pieces) == 3
    file = io.BytesIO(b"".join(pieces))
    assert ZipFile(file).testzip() is None
    book = load_workbook(file)
    assert book.sheetnames == ["甲<乙"]
    found = [[cell.value for cell in row] for row in book["甲<乙"].rows]
    assert found == [["姓名", "号"], ["王𬀩", "430102199203040023"], [None, " 0 "]]
    assert book["甲<乙"].freeze_panes == "A2"


async def test_a_cell_holds_what_excel_can_hold() -> None:
    text = "\x00=1+1\n\ud800" + "长" * LONGEST
    data = b"".join([piece async for piece in workbook("表", ["甲"], batches([[text]]))])
    sheet = load_workbook(io.BytesIO(data)).active
    cell = sheet["A2"]
    assert (cell.value[:6], len(cell.value), cell.data_type) == (
        "=1+1\n长",
        LONGEST,
        "s",
    )


async def test_an_empty_list_is_a_head_alone() -> None:
    data = b"".join([piece async for piece in workbook("表", ["甲", "乙"], batches())])
    assert [
        [cell.value for cell in row] for row in load_workbook(io.BytesIO(data)).active.rows
    ] == [["甲", "乙"]]
