import csv
import io
import json
import re
from urllib.parse import quote

from openpyxl import load_workbook
from tests.app import Browser
from tests.papers import ONLINE, application
from tests.people import account, officer, resident_id

from baoming.audit.tables import Look
from baoming.desk import queue


def numbers(text: str) -> list[str]:
    return re.findall(r'href="/desk/applications/(\d+)"', text)


async def test_a_list_masks_document_numbers(visitor: Browser) -> None:
    number = resident_id()
    await application(owner=await account(id_number=number))
    person = await officer(visitor, "zone", zone="43")

    page = await person.get("/desk/applications")

    assert number not in page.text
    assert f"{number[:3]}{'*' * 11}{number[-4:]}" in page.text


async def test_every_filter_of_the_contract_narrows_the_list(visitor: Browser) -> None:
    one = await application(**ONLINE)
    other = await application(
        "draft", site="430200", specialty="204", owner=await account(name="李四")
    )
    person = await officer(visitor, "center")

    for query, expected in (
        ("", [one, other]),
        ("status=draft", [other]),
        ("status=submitted", [one]),
        (f"q={quote('李')}", [other]),
        (f"q={other.row.number}", [other]),
        (f"q={one.code}", [one]),
        ("site=430200", [other]),
        ("site=310101", [one]),
        ("point=31010101", [one]),
        ("zone=43", [other]),
        ("specialty=203", [one]),
        ("status=draft&specialty=203", []),
        ("page=2", []),
    ):
        page = await person.get(f"/desk/applications?{query}")
        assert page.status_code == 200, query
        assert numbers(page.text) == [paper.row.number for paper in expected], query


async def test_what_was_asked_for_stays_chosen(visitor: Browser) -> None:
    await application(**ONLINE)
    person = await officer(visitor, "zone", zone="31")

    page = await person.get(
        "/desk/applications?q=%E7%8E%8B&status=submitted&site=310101&specialty=203"
    )

    assert 'name="q" value="王"' in page.text
    assert '<option value="submitted" selected>' in page.text
    assert '<option value="310101" selected>黄浦区</option>' in page.text
    assert 'value="203"' in page.text
    assert 'name="point"' not in page.text
    page = await person.get("/desk/applications?point=31010101")
    assert '<option value="31010101" selected>' in page.text


async def test_a_bad_filter_keeps_the_others(visitor: Browser) -> None:
    person = await officer(visitor, "zone", zone="43")

    page = await person.get("/desk/applications?status=king&q=%E7%8E%8B")

    assert page.status_code == 422
    assert 'href="#status"' in page.text
    assert 'name="q" value="王"' in page.text


async def test_a_script_in_the_query_is_text(visitor: Browser) -> None:
    person = await officer(visitor, "zone", zone="43")

    page = await person.get("/desk/applications?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")

    assert page.status_code == 200
    assert "<script>alert" not in page.text


async def test_pages_carry_the_filters_on(visitor: Browser) -> None:
    for _ in range(3):
        await application()
    person = await officer(visitor, "zone", zone="43")
    size = queue.PAGE
    queue.PAGE = 2
    try:
        first = await person.get("/desk/applications?status=submitted&q=&page=1")
        second = await person.get("/desk/applications?status=submitted&page=2")
    finally:
        queue.PAGE = size

    assert len(numbers(first.text)) == 2
    assert 'href="?status=submitted&amp;page=2" rel="next"' in first.text
    assert "共 3 份" in first.text
    assert "第 1 页，共 2 页" in first.text
    assert len(numbers(second.text)) == 1
    assert 'rel="prev"' in second.text
    assert 'rel="next"' not in second.text


async def test_a_search_by_document_number_is_logged_and_others_are_not(visitor: Browser) -> None:
    number = resident_id()
    paper = await application(owner=await account(id_number=number))
    person = await officer(visitor, "zone", zone="43")

    await person.get("/desk/applications?q=%E7%8E%8B")
    await person.get(f"/desk/applications?q={paper.code}")
    assert await Look.count() == 0
    await person.get(f"/desk/applications?q={number}")
    await person.get(f"/desk/applications?q={resident_id()}")

    looks = await Look.objects().order_by(Look.id)
    assert [(look.action, look.actor) for look in looks] == [
        ("id_number:search", str(person.staff.id))
    ] * 2
    assert [json.loads(look.detail) for look in looks] == [
        {"found": [paper.row.number]},
        {"found": []},
    ]
    assert number not in looks[0].subject


async def test_the_export_is_the_filtered_list_and_stands_in_the_log(visitor: Browser) -> None:
    paper = await application()
    await application("draft")
    await application(**ONLINE)
    person = await officer(visitor, "zone", zone="43")

    page = await person.get("/desk/applications?status=submitted")
    assert 'href="/desk/export.csv?status=submitted"' in page.text
    answer = await person.get("/desk/export.csv?status=submitted")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="applications-20231205-1200.csv"'
    )
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["报名序号"] for row in rows] == [paper.row.number]
    (look,) = await Look.objects()
    assert (look.action, json.loads(look.detail)) == (
        "applications:export",
        {"rows": 1, "query": "status=submitted"},
    )


async def test_the_workbook_is_the_filtered_list_too(visitor: Browser) -> None:
    paper = await application()
    await application("draft")
    person = await officer(visitor, "zone", zone="43")

    page = await person.get("/desk/applications?status=submitted")
    assert 'href="/desk/export.xlsx?status=submitted"' in page.text
    answer = await person.get("/desk/export.xlsx?status=submitted")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="applications-20231205-1200.xlsx"'
    )
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert [row[0].value for row in sheet.rows] == ["报名序号", paper.row.number]
    (look,) = await Look.objects()
    assert (look.action, look.subject) == ("applications:export", "xlsx")
