import pytest
from tests.app import Browser
from tests.papers import application
from tests.people import account, officer, resident_id


async def test_the_log_says_who_did_what_in_words(visitor: Browser) -> None:
    number = resident_id()
    paper = await application(owner=await account(id_number=number))
    person = await officer(visitor, "site", zone="43", site="430100", username="changsha")
    await person.get(f"/desk/applications/{paper.row.number}")
    await person.get(f"/desk/applications?q={number}")
    await person.get("/desk/export.csv?status=submitted")
    await person.get(f"/desk/scan?code={paper.code}")
    await person.post(
        f"/desk/applications/{paper.row.number}/education",
        {"verification": "failed"},
        page="/desk",
    )
    zone = await officer(visitor, "zone", zone="43")

    page = await zone.get("/desk/log")

    for words in (
        "考点 changsha",
        "查看报名",
        "按证件号码查询",
        f"找到 {paper.row.number}",
        "导出报名列表",
        "1 份，条件：status=submitted",
        "扫描申请表",
        "相符",
        "登记学历核验结果",
        "核验通过 → 核验未通过",
    ):
        assert words in page.text, words
    assert number not in page.text


async def test_lines_are_found_by_application_and_by_document_number(visitor: Browser) -> None:
    number = resident_id()
    paper = await application(owner=await account(id_number=number))
    other = await application()
    center = await officer(visitor, "center")
    await center.get(f"/desk/applications/{paper.row.number}")
    await center.get(f"/desk/applications/{other.row.number}")
    await center.get(f"/desk/applications?q={number}")

    by_application = await center.get(f"/desk/log?q={paper.row.number}")
    by_document = await center.get(f"/desk/log?q={number.lower()}")

    assert by_application.text.count("<tr>") == 2
    assert f'href="/desk/applications/{paper.row.number}"' in by_application.text
    assert other.row.number not in by_application.text
    assert by_document.text.count("按证件号码查询") == 1


async def test_a_zone_does_not_read_another_zone_s_lines(visitor: Browser) -> None:
    paper = await application()
    await (await officer(visitor, "center", username="the.center")).get(
        f"/desk/applications/{paper.row.number}"
    )
    zone = await officer(visitor, "zone", zone="44")

    page = await zone.get("/desk/log")

    assert "没有符合条件的记录。" in page.text


@pytest.mark.parametrize("role", ["site", "point"])
async def test_a_site_and_a_point_may_not_read_the_log(visitor: Browser, role: str) -> None:
    person = await officer(visitor, role, zone="43", site="430100", point="43010001")

    page = await person.get("/desk/log")

    assert page.status_code == 403
    assert "考区和人才中心" in page.text
