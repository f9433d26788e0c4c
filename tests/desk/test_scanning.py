from datetime import date

import pytest
from tests.papers import ONLINE, application, printed
from tests.people import add_education

from baoming.applications.tables import Application
from baoming.desk.officer import Officer
from baoming.desk.scanning import scan

HUNAN = Officer(2, "hunan", "zone", zone="43")


async def test_the_last_print_matches_however_it_is_typed() -> None:
    paper = await application()
    code = paper.code

    for typed in (
        code,
        code.lower(),
        f"  {code[:3]} {code[3:]} ",
        code.replace("-", ""),
        f"http://localhost/desk/scan?code={code}",
    ):
        found = await scan(typed, HUNAN)
        assert (found.verdict, found.code, found.changes) == ("match", code, []), typed
        assert found.dossier is not None
        assert found.dossier.row.id == paper.row.id


async def test_an_older_print_tells_each_value_that_changed_in_words() -> None:
    paper = await application()
    old = paper.code
    later = await add_education(paper.account.id, school="湖南中医药大学", degree="bachelor")
    await Application.update(
        {
            Application.employer: "湘雅医院",
            Application.specialty: "204",
            Application.birth_date: date(1992, 3, 5),
            Application.subjects: "practice",
            Application.phone: "0731-8412345",
            Application.education: later.id,
            Application.photo: "q" * 43,
        }
    ).where(Application.id == paper.row.id)
    await paper.reload()
    paper.account.photo = "q" * 43
    await printed(paper)

    found = await scan(old, HUNAN)

    assert found.verdict == "mismatch"
    changed = {each["field"]: (each["label"], each["old"], each["new"]) for each in found.changes}
    assert changed == {
        "employer": ("单位名称", "长沙市第一医院", "湘雅医院"),
        "specialty": ("报考专业", "203 护理学", "204 中医护理学"),
        "birth_date": ("出生日期", "1992-03-04", "1992-03-05"),
        "subjects": ("报考科目", "基础知识、相关专业知识、专业知识、专业实践能力", "专业实践能力"),
        "phone": ("固定电话", "", "0731-8412345"),
        "school": ("毕业学校", "长春医学高等专科学校", "湖南中医药大学"),
        "degree": ("学位", "无", "学士"),
        "photo": ("报名照片", "原来的照片", "已更换的照片"),
    }
    assert (await scan(paper.code, HUNAN)).verdict == "match"


async def test_an_older_print_is_outdated_even_when_nothing_changed() -> None:
    paper = await application(prints=2)

    found = await scan(paper.codes[0], HUNAN)

    assert (found.verdict, found.changes) == ("mismatch", [])


async def test_what_is_being_changed_after_withdrawing_counts_already() -> None:
    paper = await application()
    await Application.update({Application.status: "draft", Application.employer: "湘雅医院"}).where(
        Application.id == paper.row.id
    )

    found = await scan(paper.code, HUNAN)

    assert found.verdict == "mismatch"
    assert [each["field"] for each in found.changes] == ["employer"]


@pytest.mark.parametrize("code", ["K7QM3X-02", "", "-", "不是验证码", "K" * 200, "a\x00b"])
async def test_a_code_that_never_was_is_unknown(code: str) -> None:
    await application()

    assert (await scan(code, HUNAN)).verdict == "unknown"


async def test_a_code_out_of_scope_is_as_unknown() -> None:
    paper = await application(**ONLINE)

    found = await scan(paper.code, HUNAN)

    assert (found.verdict, found.dossier) == ("unknown", None)
