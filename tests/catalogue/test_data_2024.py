"""The committed catalogue holds what its README says, and where it can be proved, it is."""

import re
from collections import Counter
from datetime import datetime
from importlib.resources import files

import pytest
from tests.catalogue.conftest import DATA

from baoming import clock
from baoming.catalogue import codes
from baoming.catalogue.reader import read

CONTENTS = read(DATA)
ZONES = {each.code: each for each in CONTENTS.zones}
MUNICIPALITIES = {"11", "12", "31", "50"}
BINGTUAN = "66"
AT = 2023
OUTDATED = {"429001", "422900"}
"""Rows that the table keeps although the place has another code by now."""


def places() -> dict[str, str]:
    """GB/T 2260 as of 2023: code → name, from the table of python-stdnum."""
    found, province = {}, ""
    for line in (files("stdnum.cn") / "loc.dat").read_text(encoding="utf-8").splitlines():
        if head := re.match(r'(\d\d) province="', line):
            province = head[1]
        if entry := re.match(r'\s+(\d{4}) county="(.*)"', line):
            for part in entry[2].split(","):
                since, until, name = re.fullmatch(r"(?:\[(\d*)-(\d*)\])?(.+)", part).groups()  # type: ignore[union-attr]
                if int(since or 0) <= AT and (not until or int(until) > AT):
                    found[province + entry[1]] = name
    return found


def belongs(code: str) -> bool:
    if code in OUTDATED or code[:2] not in ZONES:
        return False
    if code[:2] in MUNICIPALITIES:
        return not code.endswith("00")
    directly = code[2:4] == "90" and not code.endswith("00") and code[:2] != "65"
    return directly or (code.endswith("00") and code[2:4] not in ("00", "90"))


def test_sites_are_those_of_the_table() -> None:
    expected = {code: name for code, name in places().items() if belongs(code)}
    inferred = {s.code: s.name for s in CONTENTS.sites if s.evidence == "inferred"}
    assert inferred == expected
    assert {s.zone == s.code[:2] for s in CONTENTS.sites} == {True}


def test_the_other_sites_are_marked() -> None:
    others = [s for s in CONTENTS.sites if s.evidence != "inferred"]
    assert {s.evidence for s in others} == {"unconfirmed"}
    direct = [s.code for s in others if s.zone != BINGTUAN]
    assert direct == [f"{z}0000" for z in ZONES if z not in MUNICIPALITIES | {BINGTUAN}]
    assert sum(s.zone == BINGTUAN for s in others) == 15


def test_zones_are_those_of_the_notice() -> None:
    assert len(ZONES) == 32
    assert [z.code for z in CONTENTS.zones if z.online] == ["12", "31", "66"]
    assert "".join(z.name for z in CONTENTS.zones if z.auto_confirm) == (
        "北京河北辽宁吉林黑龙江上海浙江山东河南重庆贵州云南陕西甘肃新疆新疆兵团"
    )
    assert sum(z.auto_confirm for z in CONTENTS.zones) == 16


def test_only_shanghai_announced_a_deadline() -> None:
    reupload = datetime(2023, 12, 15, 17, tzinfo=clock.ZONE)
    confirmation = datetime(2023, 12, 17, tzinfo=clock.ZONE)
    assert {z.reupload_deadline for z in CONTENTS.zones} == {reupload}
    assert {z.confirmation_deadline for z in CONTENTS.zones} == {confirmation}
    assert [z.code for z in CONTENTS.zones if z.reupload_announced] == ["31"]
    assert not any(z.confirmation_announced for z in CONTENTS.zones)


def test_the_window_ends_with_its_last_day() -> None:
    exam = CONTENTS.exam
    assert exam.opens_at == datetime(2023, 12, 1, tzinfo=clock.ZONE)
    assert exam.closes_at == datetime(2023, 12, 15, tzinfo=clock.ZONE)
    assert not exam.is_open(exam.closes_at)
    assert exam.is_open(exam.opens_at)
    assert [each.isoformat() for each in exam.exam_days] == [
        "2024-04-13", "2024-04-14", "2024-04-20", "2024-04-21",
    ]  # fmt: skip


def test_specialties_by_level_and_evidence() -> None:
    assert Counter(each.level for each in CONTENTS.specialties) == {
        "assistant": 10, "practitioner": 15, "intermediate": 92,
    }  # fmt: skip
    unknown = [each.code for each in CONTENTS.specialties if each.evidence == "code unknown"]
    assert unknown == ["X09", "X11"]
    assert [each.code for each in CONTENTS.specialties if each.delivery == "paper"] == ["203"]


def test_every_category_and_level_on_offer_has_rules() -> None:
    offered = {(each.level, each.category) for each in CONTENTS.specialties}
    ruled = {(each.level, category) for each in CONTENTS.rules for category in each.categories}
    assert ruled == offered


def test_options() -> None:
    kinds = Counter(each.kind for each in CONTENTS.options)
    assert set(kinds) == set(codes.OPTION_KINDS)
    assert kinds["ethnicity"] == 58
    ethnic = [each.value for each in CONTENTS.options if each.kind == "ethnicity"]
    assert ethnic == [f"{n:02d}" for n in range(1, 57)] + ["97", "98"]


@pytest.mark.parametrize("zone", ["12", "31", "66"])
def test_online_zones_ask_for_the_stamped_form(zone: str) -> None:
    asked = {each.code: each for each in CONTENTS.requirements if each.zone == zone}
    for code in ("stamped_form", "identity", "diploma"):
        assert asked[code].required
        assert not asked[code].categories + asked[code].levels + asked[code].conditions
    expected = {("31", "stamped_form"): "sourced"}
    assert all(
        each.evidence == expected.get((zone, code), "inferred") for code, each in asked.items()
    )


def test_notices_say_what_is_not_confirmed() -> None:
    for each in CONTENTS.notices:
        assert "转载稿" in each.source or "考生须知" in each.source
        if each.evidence != "sourced":
            assert "未核实：" in each.body, each.code


def test_chinese_text_carries_full_width_punctuation() -> None:
    half = re.compile(r"[\u4e00-\u9fff][,;:!?()]|[,;!?()][\u4e00-\u9fff]")
    texts = [value for kind in vars(CONTENTS).values() for value in strings(kind)]
    assert [text for text in texts if half.search(text)] == []


def strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for each in value for text in strings(each)]
    return strings(tuple(vars(value).values())) if hasattr(value, "__dict__") else []
