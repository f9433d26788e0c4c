import pytest
from tests.app import demo_settings, running
from tests.applied import again, application
from tests.people import add_education, candidate, catalogue

from baoming.candidates.tables import Education
from baoming.database import counted

FORM = {
    "qualification": "bachelor",
    "degree": "bachelor",
    "school": "吉林大学",
    "school_note": "",
    "major": "护理学",
    "study_form": "full_time",
    "years_of_schooling": "4",
    "graduated_on": "2015-07-01",
    "certificate_number": "101831201505001234",
}
PAGE = "/me/education"


@pytest.fixture
async def site(database_url, tmp_path):
    async with running(demo_settings(database_url, tmp_path)) as site:
        await catalogue()
        yield site


@pytest.fixture
async def wang(site):
    return await candidate(site, education=False)


async def records(person):
    return await (
        Education.select()
        .where((Education.account == person.account.id) & Education.deleted_at.is_null())
        .order_by(Education.id)
    )


async def test_record_is_added_and_listed(wang) -> None:
    answer = await wang.post(PAGE, FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    (record,) = await records(wang)
    assert (record["school"], record["years_of_schooling"]) == ("吉林大学", 4)
    page = await wang.get(PAGE)
    assert "吉林大学" in page.text
    assert 'data-verification="unverified">未核验' in page.text


async def test_sixth_record_is_a_conflict(wang) -> None:
    for _ in range(5):
        assert (await wang.post(PAGE, FORM)).status_code == 303
    sixth = await wang.post(PAGE, FORM)
    assert sixth.status_code == 409
    assert "最多 5 条" in sixth.text
    assert (await wang.post(PAGE, {})).status_code == 409
    assert len(await records(wang)) == 5
    assert "最多" in (await wang.get(PAGE)).text


@pytest.mark.parametrize("rows", [1, 3])
async def test_list_costs_three_queries(wang, rows: int) -> None:
    for _ in range(rows):
        await add_education(wang.account.id)
    await wang.get(PAGE)
    with counted() as queries:
        await wang.get(PAGE)
    assert len([query for query in queries if "setting" not in query]) <= 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("qualification", "phd"),
        ("qualification", ""),
        ("degree", "x"),
        ("school", ""),
        ("school", "校" * 101),
        ("major", "护理\x00学"),
        ("study_form", "full-time"),
        ("years_of_schooling", "0"),
        ("years_of_schooling", "4.5"),
        ("graduated_on", "2023-12-06"),
        ("graduated_on", "2015/07/01"),
        ("certificate_number", "1" * 41),
    ],
)
async def test_bad_value_is_told_at_its_field_and_saves_nothing(wang, name, value) -> None:
    answer = await wang.post(PAGE, {**FORM, name: value})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert f'href="#{name}"' in answer.text
    assert f'id="{name}-error"' in answer.text
    assert answer.text.count('aria-invalid="true"') == 1
    if name != "major":
        assert 'value="护理学"' in answer.text
    assert await records(wang) == []


async def test_everything_missing_is_told_at_once(wang) -> None:
    answer = await wang.post(PAGE, {})
    assert (answer.status_code, answer.text.count('aria-invalid="true"')) == (422, 8)


async def test_record_is_changed_and_loses_its_verification(wang) -> None:
    row = await add_education(wang.account.id, verification="passed")
    address = f"{PAGE}/{row.id}"
    shown = await wang.get(address)
    assert 'value="138221201306000123"' in shown.text
    assert "核验通过" in shown.text
    refused = await wang.post(address, {**FORM, "major": ""})
    assert refused.status_code == 422
    answer = await wang.post(address, FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    (record,) = await records(wang)
    assert (record["major"], record["verification"]) == ("护理学", "unverified")


async def test_record_is_deleted_after_a_question(wang) -> None:
    row = await add_education(wang.account.id)
    draft = await application(wang.account.id, education=row.id)
    address = f"{PAGE}/{row.id}/delete"
    assert "须重新选择" in (await wang.get(address)).text
    answer = await wang.post(address)
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    assert await records(wang) == []
    assert (await again(draft)).education is None
    assert (await wang.post(address, page=PAGE)).status_code == 404


async def test_record_of_a_submitted_application_is_closed(wang) -> None:
    row = await add_education(wang.account.id)
    await application(wang.account.id, status="submitted", education=row.id)
    address = f"{PAGE}/{row.id}"
    assert "已用于报名" in (await wang.get(PAGE)).text
    shown = await wang.get(address)
    assert (shown.status_code, 'name="school"' in shown.text) == (200, False)
    assert "长春医学高等专科学校" in shown.text
    assert (await wang.get(f"{address}/delete")).status_code == 409
    for posted in (
        await wang.post(address, FORM),
        await wang.post(address, {}),
        await wang.post(f"{address}/delete", page=PAGE),
    ):
        assert posted.status_code == 409
        assert f'href="{PAGE}"' in posted.text
    (record,) = await records(wang)
    assert record["major"] == "护理"


async def test_record_of_a_refused_application_is_open(wang) -> None:
    row = await add_education(wang.account.id)
    await application(wang.account.id, zone="31", status="refused", education=row.id)
    assert (await wang.post(f"{PAGE}/{row.id}", FORM)).status_code == 303


async def test_diploma_after_the_cut_off_day_is_remarked(database_url, tmp_path) -> None:
    settings = demo_settings(database_url, tmp_path, BAOMING_CLOCK="2024-02-01T12:00:00+08:00")
    async with running(settings) as site:
        await catalogue()
        wang = await candidate(site, education=False)
        await wang.post(PAGE, {**FORM, "graduated_on": "2024-01-01"})
        assert "2023年12月31日之后取得，本次考试不计入" in (await wang.get(PAGE)).text


async def test_anothers_record_is_unknown(site, wang) -> None:
    row = await add_education(wang.account.id)
    li = await candidate(site)
    for address in (f"{PAGE}/{row.id}", f"{PAGE}/{row.id}/delete"):
        assert (await li.get(address)).status_code == 404
        assert (await li.post(address, FORM, page=PAGE)).status_code == 404
        assert (await site.get(address)).headers["location"] == f"/login?next={address}"
    (record,) = await records(wang)
    assert (record["major"], record["verification"]) == ("护理", "passed")


@pytest.mark.parametrize("id", ["0", "-1", "9" * 30, "x", "1.5"])
async def test_unknown_records(wang, id: str) -> None:
    assert (await wang.get(f"{PAGE}/{id}")).status_code == 404


async def test_post_without_token(wang) -> None:
    assert (await wang.client.post(PAGE, data=FORM)).status_code == 403
    assert await records(wang) == []


async def test_markup_in_a_school_is_text(wang) -> None:
    await wang.post(PAGE, {**FORM, "school": "<b>校</b>"})
    page = await wang.get(PAGE)
    assert "&lt;b&gt;校&lt;/b&gt;" in page.text
    assert "<b>校" not in page.text
