import pytest
from tests.app import Browser
from tests.papers import ONLINE, application, printed
from tests.people import officer

from baoming.applications.tables import Application
from baoming.audit.tables import Look


async def test_the_code_has_the_focus_and_enter_sends_it(visitor: Browser) -> None:
    person = await officer(visitor, "site", zone="43", site="430100")

    page = await person.get("/desk/scan")

    assert page.status_code == 200
    assert '<form class="filters" action="/desk/scan">' in page.text
    assert page.text.count("autofocus") == 1
    assert "data-verdict" not in page.text


async def test_a_match_shows_the_person_and_one_button_that_confirms(visitor: Browser) -> None:
    paper = await application()
    person = await officer(visitor, "site", zone="43", site="430100")

    page = await person.get(f"/desk/scan?code=%20{paper.code.lower().replace('-', '%20')}")

    assert 'data-verdict="match"' in page.text
    assert f'href="/desk/applications/{paper.row.number}' in page.text
    assert f'action="/desk/applications/{paper.row.number}/confirm"' in page.text
    assert f'<input type="hidden" name="code" value="{paper.code}">' in page.text
    assert "王𬀩" in page.text
    # Were the focus on the confirmation, the next paper's Enter would confirm this one.
    assert page.text.count("autofocus") == 1
    (look,) = await Look.objects()
    assert (look.action, look.subject) == ("application:scan", paper.row.number)


async def test_a_mismatch_names_every_change_and_offers_no_confirmation(visitor: Browser) -> None:
    paper = await application()
    old = paper.code
    await Application.update({Application.employer: "湘雅医院"}).where(
        Application.id == paper.row.id
    )
    await paper.reload()
    await printed(paper)
    person = await officer(visitor, "site", zone="43", site="430100")

    page = await person.get(f"/desk/scan?code={old}")

    assert 'data-verdict="mismatch"' in page.text
    assert "打印之后改动了 1 处" in page.text
    assert "单位名称" in page.text
    assert "长沙市第一医院" in page.text
    assert "湘雅医院" in page.text
    assert f'href="/desk/applications/{paper.row.number}' in page.text
    assert "/confirm" not in page.text


async def test_what_is_confirmed_already_is_not_offered_again(visitor: Browser) -> None:
    paper = await application("confirmed")
    person = await officer(visitor, "site", zone="43", site="430100")

    page = await person.get(f"/desk/scan?code={paper.code}")

    assert 'data-verdict="match"' in page.text
    assert 'data-status="confirmed"' in page.text
    assert "/confirm" not in page.text


@pytest.mark.parametrize("code", ["K7QM3X-02", "%E7%8E%8B", "<script>", "1"])
async def test_an_unknown_code_is_told_so(visitor: Browser, code: str) -> None:
    person = await officer(visitor, "center")

    page = await person.get(f"/desk/scan?code={code}")

    assert page.status_code == 200
    assert 'data-verdict="unknown"' in page.text
    assert "<script>" not in page.text


async def test_a_code_out_of_scope_is_unknown_and_leaves_no_line(visitor: Browser) -> None:
    paper = await application(**ONLINE)
    person = await officer(visitor, "zone", zone="43")

    page = await person.get(f"/desk/scan?code={paper.code}")

    assert 'data-verdict="unknown"' in page.text
    assert paper.row.number not in page.text
    assert "王𬀩" not in page.text
    assert await Look.count() == 0


@pytest.mark.parametrize("code", ["", "%00", "x" * 201])
async def test_what_cannot_be_a_code_is_told_at_the_field(visitor: Browser, code: str) -> None:
    person = await officer(visitor, "center")

    page = await person.get(f"/desk/scan?code={code}")

    assert page.status_code == 422
    assert 'href="#code"' in page.text
    assert "data-verdict" not in page.text


async def test_a_done_of_another_s_application_says_nothing(visitor: Browser) -> None:
    paper = await application("confirmed", **ONLINE)
    person = await officer(visitor, "zone", zone="43")

    page = await person.get(f"/desk/scan?done={paper.row.number}")

    assert page.status_code == 200
    assert paper.row.number not in page.text
