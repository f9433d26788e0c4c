import pytest
from tests.applications.made import ANSWERED, NOON, dossier

from baoming.applications import snapshot as snapshots
from baoming.applications.form_sheet import DRAWN, PRINTED, all_text, common, printed, sheet
from baoming.applications.states import STATUSES
from baoming.applications.tables import Snapshot
from baoming.document.fonts import unprintable
from baoming.errors import NotFound


def snapshot(**data: object) -> Snapshot:
    made = {**snapshots.taken(dossier()), **data}
    return Snapshot(
        application=1,
        revision=2,
        code="K7QM3X-02",
        data=snapshots.json.dumps(made),
        digest="",
        created_at=NOON,
    )


def test_a_submitted_form_says_what_was_submitted_and_where_its_code_leads() -> None:
    later = dossier(employer="另一家医院", mobile="1")
    made = sheet(later, snapshot(), photo=None, base_url="https://example.cn")
    assert (made.employer, made.mobile) == ("长沙市第一人民医院", "13800001234")
    assert (made.code, made.revision, made.draft) == ("K7QM3X-02", 2, False)
    assert made.scan_url == "https://example.cn/desk/scan?code=K7QM3X-02"
    assert made.submitted_at == made.printed_at == "2023-12-05 12:00"
    assert (made.id_number, made.id_type) == ("E12345678", "护照")
    assert (made.specialty, made.specialty_code) == ("护理学", "203")
    assert (made.years_of_schooling, made.years_in_specialty) == ("3年", "9年")
    assert made.pledge.startswith("本人自愿报名参加2024年度")


def test_a_draft_for_the_stamp_has_no_code() -> None:
    empty = dict.fromkeys(ANSWERED, None) | {"notice_agreed": False}
    for made in (
        sheet(dossier(), None, photo=None, base_url="https://example.cn"),
        sheet(dossier(**empty), None, photo=None, base_url="https://example.cn"),
    ):
        assert (made.draft, made.code, made.scan_url, made.submitted_at) == (True, None, None, "")


@pytest.mark.parametrize("status", STATUSES)
async def test_the_statuses_that_have_a_form(engine: object, status: str) -> None:
    """Before anything was submitted there is one in online zones alone, to be stamped."""
    online, on_site = dossier(zone="12", status=status), dossier(status=status)
    with pytest.raises(NotFound):
        await printed(on_site)
    if status in DRAWN:
        assert await printed(online) is None
    else:
        with pytest.raises(NotFound):
            await printed(online)
    assert (status in PRINTED) == (status not in (*DRAWN, "abandoned"))


def test_everything_that_counts_as_common_is_printable() -> None:
    """So that looking into the fonts may be left out."""
    found = "".join(c for c in map(chr, range(0x20, 0x10000)) if common(c))
    assert len(found) > 21_000
    assert unprintable(found.replace("\x7f", "").translate(dict.fromkeys(range(0x80, 0xA0)))) == ""


@pytest.mark.parametrize(
    ("text", "known"),
    [("王芳·买买提", True), ("ZHANG San-Feng", True), ("王𬀩", False), ("\U00031350", False)],
)
def test_rare_characters_are_looked_up(text: str, known: bool) -> None:
    assert common(text) == known
    assert text in all_text(dossier(employer=text))
