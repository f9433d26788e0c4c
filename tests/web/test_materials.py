"""Materials over HTTP: who may, when, what; the pages and their marks."""

import re

import pytest
from tests.app import Browser
from tests.filling import apply, errors, fill, marks, row_of, submit
from tests.people import Candidate, candidate, officer
from tests.slots import held, pdf, photo, send, send_owed
from tests.visiting import measured, move_clock

from baoming.materials.requirements import all_held
from baoming.web.body import LIMIT
from baoming.wechat.tables import Binding

IN_TIANJIN = [
    "stamped_form",
    "truth_pledge",
    "identity",
    "diploma",
    "licence",
    "title_certificate",
]
"""What a nurse with a college diploma owes there."""


@pytest.fixture
async def wang(visitor: Browser) -> Candidate:
    return await candidate(visitor)


@pytest.fixture
async def number(wang: Candidate) -> str:
    """A draft of Tianjin, filled in, without materials."""
    number = await apply(wang, "12")
    await fill(wang, number)
    return number


async def files_of(number: str) -> list[str]:
    row = await row_of(number)
    return [each.requirement for each in await held(row.id)]


def states(text: str) -> dict[str, str]:
    return dict(marks(text, "data-material", "data-state"))  # type: ignore[arg-type]


def deletions(text: str) -> list[str]:
    return re.findall(r'action="(/applications/\d+/materials/\d+/delete)"', text)


async def test_the_overview_shows_what_is_owed_and_leads_to_the_form(
    wang: Candidate, number: str
) -> None:
    page = await wang.get(f"/applications/{number}/materials")
    shown = states(page.text)
    assert [code for code, state in shown.items() if state == "todo"] == IN_TIANJIN
    assert [code for code, state in shown.items() if state == "optional"] == [
        "employment",
        "experience",
        "social_insurance",
    ]
    assert next(iter(shown)) == "stamped_form"
    slot = await wang.get(f"/applications/{number}/materials/stamped_form")
    assert f'href="/applications/{number}/form"' in slot.text


async def test_before_the_answers_the_overview_says_that_more_may_follow(wang: Candidate) -> None:
    number = await apply(wang, "12")
    page = await wang.get(f"/applications/{number}/materials")
    assert list(states(page.text)) == IN_TIANJIN[:4]
    assert "才能确定全部材料" in page.text


async def test_materials_stand_between_the_photo_and_the_submission(
    wang: Candidate, number: str
) -> None:
    here = f"/applications/{number}"
    flow = await wang.get(here)
    assert dict(marks(flow.text, "data-node", "data-state"))["materials"] == "current"  # type: ignore[arg-type]
    refused = await wang.post(f"{here}/submit", page=here)
    assert refused.status_code == 422
    assert [f"{here}/materials/{code}" in refused.text for code in IN_TIANJIN] == [True] * 6
    await send_owed(wang, number)
    flow = await wang.get(here)
    assert dict(marks(flow.text, "data-node", "data-state"))["submit"] == "current"  # type: ignore[arg-type]
    await submit(wang, number)
    flow = await wang.get(here)
    assert dict(marks(flow.text, "data-node", "data-state"))["materials"] == "done"  # type: ignore[arg-type]


async def test_a_file_is_taken_shown_and_given_back(wang: Candidate, number: str) -> None:
    answer = await send(wang, number, "identity", photo(), "正面.jpg")
    here = f"/applications/{number}/materials/identity"
    assert (answer.status_code, answer.headers["location"]) == (303, here)
    page = await wang.get(here)
    small, large = (
        re.search(r'src="(/files/[^"]+)"', page.text),
        re.search(r'href="(/files/[^"]+)"', page.text),
    )
    assert small and large
    kept = await wang.get(large[1])
    assert (kept.status_code, kept.headers["content-type"]) == (200, "image/jpeg")
    assert kept.headers["x-content-type-options"] == "nosniff"
    assert len((await wang.get(small[1])).content) < len(kept.content)
    (deletion,) = deletions(page.text)
    gone = await wang.post(deletion, page=here)
    assert (gone.status_code, gone.headers["location"]) == (303, here)
    assert (await wang.get(large[1])).status_code == 404
    assert await files_of(number) == []


async def test_a_pdf_is_served_as_nothing_else(wang: Candidate, number: str) -> None:
    data = pdf(2).replace(b"%PDF-1.3", b"%PDF-1.3\n<script>alert(1)</script>")
    assert (await send(wang, number, "diploma", data, "a.html")).status_code == 303
    page = await wang.get(f"/applications/{number}/materials/diploma")
    found = re.search(r'href="(/files/[^"]+)"', page.text)
    assert found
    kept = await wang.get(found[1])
    assert (kept.headers["content-type"], kept.headers["x-content-type-options"]) == (
        "application/pdf",
        "nosniff",
    )
    assert kept.content == data


async def test_a_name_from_a_strange_device_is_shown_as_text(wang: Candidate, number: str) -> None:
    await send(wang, number, "identity", photo(), '"><img src=x>.jpg')
    page = await wang.get(f"/applications/{number}/materials/identity")
    assert "<img src=x>" not in page.text
    assert "&lt;img src=x&gt;.jpg" in page.text or "%22" in page.text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "0 字节"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "这是 SVG 文件"),
        (b"<!doctype html><p>", "这是网页文件"),
        (photo()[:3000], "不完整或已损坏"),
        (pdf(1, lambda writer: writer.encrypt("secret")), "密码"),
        (pdf(300), "300 页"),
        (bytes(11 * 1024 * 1024), "文件太大"),
    ],
    ids=["empty", "svg", "html", "truncated", "encrypted", "300 pages", "large"],
)
async def test_a_file_that_cannot_be_taken_changes_nothing_and_is_told_at_the_field(
    wang: Candidate, number: str, data: bytes, sentence: str
) -> None:
    await send(wang, number, "identity", photo(), "正面.jpg")
    answer = await send(wang, number, "identity", data)
    assert answer.status_code == 422
    assert [sentence in each for each in errors(answer.text)] == [True]
    assert 'role="alert"' in answer.text
    control = re.search(r'<input[^>]*id="file"[^>]*>', answer.text)
    assert control and 'aria-invalid="true"' in control[0]
    assert 'aria-describedby="file-error file-hint"' in control[0]
    assert "正面.jpg" in answer.text
    assert await files_of(number) == ["identity"]


async def test_a_form_without_a_file_is_refused(wang: Candidate, number: str) -> None:
    here = f"/applications/{number}/materials/identity"
    answer = await wang.post(here, {"file": "text"})
    assert (answer.status_code, errors(answer.text)) == (422, ["请选择要上传的文件。"])


async def test_a_full_slot_asks_which_file_shall_go(wang: Candidate, number: str) -> None:
    for name in ("正面.jpg", "反面.jpg"):
        await send(wang, number, "identity", photo(), name)
    full = await send(wang, number, "identity", photo(), "又一张.jpg")
    assert (full.status_code, errors(full.text)) == (
        422,
        ["这项材料最多 2 个文件，已经放满。请选择更换其中一个，或先删除。"],
    )
    (first, _) = re.findall(r'name="replaces" value="(\d+)"', full.text)
    answer = await send(wang, number, "identity", photo(), "新的.jpg", replaces=first)
    assert answer.status_code == 303
    page = await wang.get(f"/applications/{number}/materials/identity")
    assert re.findall(r"(\w+)\.jpg", page.text) == ["新的", "反面"]
    bad = await send(wang, number, "identity", photo(), replaces="999999")
    assert bad.status_code == 422


async def test_the_application_of_somebody_else_is_unknown(
    visitor: Browser, wang: Candidate, number: str
) -> None:
    await send(wang, number, "identity", photo())
    page = await wang.get(f"/applications/{number}/materials/identity")
    (deletion,) = deletions(page.text)
    li = await candidate(visitor)
    own = await apply(li, "12")
    mine = f"/applications/{own}/materials"
    for address in (
        f"/applications/{number}/materials",
        f"/applications/{number}/materials/identity",
    ):
        assert (await li.get(address)).status_code == 404
    file = {"file": ("a.jpg", photo(), "image/jpeg")}
    foreign = await li.post(f"/applications/{number}/materials/identity", page=mine, files=file)
    assert foreign.status_code == 404
    assert (await li.post(deletion, page=mine)).status_code == 404
    under_own = deletion.replace(number, own)
    assert (await li.post(under_own, page=mine)).status_code == 404
    assert await files_of(number) == ["identity"]


@pytest.mark.parametrize("code", ["nothing", "IDENTITY", "1", "%00", "a" * 300, "身份证"])
async def test_an_unknown_requirement_is_unknown(wang: Candidate, number: str, code: str) -> None:
    assert (await wang.get(f"/applications/{number}/materials/{code}")).status_code == 404
    assert (await send(wang, number, code, photo())).status_code == 404


@pytest.mark.parametrize("id", ["0", "999999999999999999", "identity", "1.5", "%00"])
async def test_an_unknown_file_cannot_be_deleted(wang: Candidate, number: str, id: str) -> None:
    here = f"/applications/{number}/materials"
    assert (await wang.post(f"{here}/{id}/delete", page=here)).status_code == 404


async def test_zones_that_confirm_on_site_have_no_materials(wang: Candidate) -> None:
    number = await apply(wang, "43")
    here = f"/applications/{number}/materials"
    assert (await wang.get(here)).status_code == 404
    sent = await wang.post(
        f"{here}/identity", page=f"/applications/{number}", files={"file": ("a", photo(), "a/b")}
    )
    assert sent.status_code == 404
    flow = await wang.get(f"/applications/{number}")
    assert "materials" not in marks(flow.text, "data-node")


async def test_after_submission_files_are_shown_and_not_changed(
    wang: Candidate, number: str
) -> None:
    await send_owed(wang, number)
    slot = f"/applications/{number}/materials/identity"
    (deletion,) = deletions((await wang.get(slot)).text)
    await submit(wang, number)
    page = await wang.get(slot)
    assert (deletions(page.text), 'type="file"' in page.text) == ([], False)
    assert 'href="/files/' in page.text
    for answer in (
        await send(wang, number, "identity", photo()),
        await wang.post(deletion, page=slot),
    ):
        assert (answer.status_code, marks(answer.text, "data-status")) == (409, ["submitted"])
    assert len(await files_of(number)) == len(IN_TIANJIN)


async def test_after_the_deadline_nothing_is_taken_to_the_second(
    wang: Candidate, number: str
) -> None:
    await move_clock("2023-12-14T23:59:58+08:00")
    assert (await send(wang, number, "identity", photo())).status_code == 303
    await move_clock("2023-12-15T00:00:00+08:00")
    late = await send(wang, number, "diploma", photo())
    assert (late.status_code, marks(late.text, "data-status")) == (409, ["abandoned"])
    assert await files_of(number) == ["identity"]


async def test_after_a_refusal_what_it_points_at_comes_first_and_is_mended(
    visitor: Browser, wang: Candidate, number: str
) -> None:
    await send_owed(wang, number)
    await submit(wang, number)
    desk = await officer(visitor, "zone", zone="12")
    record = f"/desk/applications/{number}"
    items = ["material:licence", "material:diploma"]
    answer = await desk.post(
        f"{record}/refuse", {"reason": "执业证书看不清。", "item": items}, page=record
    )
    assert answer.status_code == 303, errors(answer.text)
    overview = await wang.get(f"/applications/{number}/materials")
    assert list(states(overview.text).items())[:2] == [("diploma", "failed"), ("licence", "failed")]
    assert "执业证书看不清。" in overview.text
    for code in ("diploma", "licence"):
        assert (await send(wang, number, code, photo(700, 900))).status_code == 303
    overview = await wang.get(f"/applications/{number}/materials")
    assert list(states(overview.text).items())[:2] == [("diploma", "done"), ("licence", "done")]
    row = await row_of(number)
    licences = [each for each in await all_held(row.id) if each.requirement == "licence"]
    assert [each.round for each in licences] == [0, 1]
    await submit(wang, number)


async def test_without_wechat_uploading_stays_open(visitor: Browser) -> None:
    zhao = await candidate(visitor, wechat=True)
    number = await apply(zhao, "12")
    await Binding.delete().where(Binding.account == zhao.account.id)
    assert (await send(zhao, number, "identity", photo())).status_code == 303


async def test_another_zone_begins_with_empty_slots(wang: Candidate, number: str) -> None:
    await send(wang, number, "identity", photo())
    here = f"/applications/{number}"
    moved = await wang.post(f"{here}/zone", {"zone": "31", "confirm": "yes"})
    assert moved.status_code == 303
    page = await wang.get(f"{here}/materials")
    assert states(page.text)["identity"] == "todo"


async def test_refusals_before_the_handler(visitor: Browser, wang: Candidate, number: str) -> None:
    here = f"/applications/{number}/materials"
    slot = f"{here}/identity"
    assert (await wang.client.delete(slot)).status_code == 405
    assert (await wang.get(f"{slot}/delete")).status_code == 405
    huge = await wang.client.post(slot, content=b"", headers={"content-length": str(10**9)})
    assert huge.status_code == 413
    parts = {"content-type": "multipart/form-data; boundary=x"}
    unreadable = await wang.client.post(slot, content=b"x" * (LIMIT + 1), headers=parts)
    assert unreadable.status_code == 400
    assert (await wang.client.post(slot, data={"a": "b"})).status_code == 403
    for address, back in ((here, here), (slot, slot)):
        guest = await visitor.another().get(address)
        assert (guest.status_code, guest.headers["location"]) == (303, f"/login?next={back}")
    guest = visitor.another()
    sent = await guest.post(f"{here}/1/delete", page="/")
    assert (sent.status_code, sent.headers["location"]) == (303, f"/login?next={here}")
    sent = await guest.post(slot, page="/", files={"file": ("a", b"x", "a/b")})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/login?next={slot}")


async def test_the_script_gets_the_inner_part(wang: Candidate, number: str) -> None:
    slot = f"/applications/{number}/materials/identity"
    token = await wang.token(slot)
    answer = await wang.client.post(
        slot,
        data={"_csrf_token": token},
        files={"file": ("a.jpg", b"", "image/jpeg")},
        headers={"HX-Request": "true"},
    )
    assert (answer.status_code, answer.text.startswith("<title>")) == (422, True)
    assert "<html" not in answer.text


async def test_a_page_costs_few_queries_and_bytes(wang: Candidate, number: str) -> None:
    await send_owed(wang, number)
    for address in ("", "/identity"):
        queries, size = await measured(wang, f"/applications/{number}/materials{address}")
        assert queries == 2
        assert size <= 4096
