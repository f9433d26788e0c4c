import csv
import io
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.papers import application
from tests.people import account, resident_id

from baoming.applications.tables import Application
from baoming.desk import export
from baoming.desk.changes import LABELS
from baoming.desk.officer import Officer

HUNAN = Officer(2, "hunan", "zone", zone="43")


async def table(ids: list[int]) -> list[dict[str, str]]:
    data = b"".join([line async for line in export.csv_file(HUNAN, ids)])
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


async def sheet(ids: list[int]) -> Any:
    data = b"".join([piece async for piece in export.xlsx_file(HUNAN, ids)])
    return load_workbook(io.BytesIO(data)).active


async def test_a_row_says_everything_in_words() -> None:
    number = resident_id()
    paper = await application(owner=await account(id_number=number))

    (row,) = await table([paper.row.id])

    assert row == {
        "报名序号": paper.row.number,
        "状态": "已提交，待报名确认",
        "姓名": "王𬀩",
        "证件类型": "居民身份证",
        "证件号码": number,
        "报考考区": "湖南",
        "考点": "长沙市",
        "报名点": "",
        "专业类别": "护理",
        "报考级别": "初级（师）",
        "报考专业": "203 护理学",
        "报考科目": "基础知识、相关专业知识、专业知识、专业实践能力",
        "性别": "女",
        "出生日期": "1992-03-04",
        "民族": "汉族",
        "执业类别": "护理",
        "首次注册年月": "2014-08",
        "住培合格证书发证年月": "",
        "现有技术资格": "初级（士）",
        "取得资格年月": "2014-06",
        "从事本专业年限": "9",
        "单位名称": "长沙市第一医院",
        "单位性质": "综合医院",
        "单位所属": "地（市）级",
        "参加本专业工作年月": "2014-07",
        "手机号码": "13800001234",
        "学历": "大专",
        "学位": "无",
        "毕业学校": "长春医学高等专科学校",
        "毕业专业": "护理",
        "毕业时间": "2013-07-01",
        "学历证书编号": "138221201306000123",
        "提交时间": "2023-12-05 12:00",
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_looks_like_a_formula_is_only_shown(start: str) -> None:
    assert export.harmless(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["", "王", "1-2", "a=b", "护理@长沙"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert export.harmless(text) == text


async def test_a_formula_as_employer_and_a_half_filled_draft_are_exported() -> None:
    bad = await application(employer='=HYPERLINK("http://evil"),"x"')
    draft = await application("draft", site=None, education=None, specialty=None)

    rows = await table([bad.row.id, draft.row.id])

    assert rows[0]["单位名称"] == '\'=HYPERLINK("http://evil"),"x"'
    assert (rows[1]["考点"], rows[1]["毕业学校"], rows[1]["提交时间"]) == ("", "", "")


async def test_batches_keep_the_order_and_leave_out_what_left_the_scope() -> None:
    papers = [await application() for _ in range(5)]
    ids = [paper.row.id for paper in reversed(papers)]
    await Application.update({Application.zone: "44"}).where(Application.id == ids[1])

    size = export.BATCH
    export.BATCH = 2
    try:
        rows = await table(ids)
    finally:
        export.BATCH = size
    numbers = [paper.row.number for paper in reversed(papers)]
    assert [row["报名序号"] for row in rows] == [numbers[0], *numbers[2:]]


async def test_the_workbook_holds_the_same_as_text() -> None:
    number = resident_id()
    paper = await application(owner=await account(id_number=number), employer="=1+1 <&>\x0b")

    head, row = (await sheet([paper.row.id])).rows

    (plain,) = await table([paper.row.id])
    assert [cell.value for cell in head] == list(plain)
    shown = {title.value: cell.value for title, cell in zip(head, row, strict=True)}
    assert shown["证件号码"] == number
    assert shown["学历证书编号"] == "138221201306000123"
    assert shown["单位名称"] == "=1+1 <&>"
    assert {cell.data_type for cell in row if cell.value is not None} == {"s"}
    assert {cell.number_format for cell in row} == {"@"}


def test_every_answer_of_an_application_has_a_label() -> None:
    """What a print holds can change; the desk then names it."""
    answers = [column._meta.name for column in Application._meta.columns]
    answers = answers[answers.index("site") :]
    assert set(answers) - set(LABELS) == {"education"}
