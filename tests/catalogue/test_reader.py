from collections.abc import Callable
from pathlib import Path

import pytest

from baoming.catalogue.entries import CatalogueFaults, Fault
from baoming.catalogue.reader import read

Edit = Callable[[str, str, str], None]


def faults(folder: Path) -> list[Fault]:
    with pytest.raises(CatalogueFaults) as caught:
        read(folder)
    return list(caught.value.faults)


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "reason"),
    [
        ("sites.csv", "43,430100,长沙市,", "44x,430100,长沙市,", 246, "zones.csv 中没有考区“44x”"),
        ("sites.csv", "43,430200,", "43,430100,", 247, "与第 246 行重复"),
        ("sites.csv", "43,430100,长沙市,inferred", "43,430100,长沙市", 246, "有 3 列，应为 4 列"),
        ("sites.csv", "43,430100,长沙市,", "43,430100,,", 246, "name：不能为空"),
        ("sites.csv", "430100,长沙市,inferred", "430100,长沙市,sure", 246, "evidence：“sure”不在允许的值中"),
        ("sites.csv", "zone,code,name,evidence", "zone,code,name", 1, "缺少“evidence”列"),
        ("sites.csv", "zone,code,name,", "zone,code,name,name,", 1, "“name”列重复"),
        ("sites.csv", "zone,code,", "zone,Code,code,", 1, "不认识“Code”列"),
        ("sites.csv", "430100,长沙市,", '430100,"长沙市,', 246, "引号不成对"),
        ("points.csv", "12010101,", "120101-1/,", 3, "code：“120101-1/”不是代码，只能用字母、数字、- 和 _"),
        ("points.csv", "310151,31015101", "310152,31015101", 50, "sites.csv 中没有考点“310152”"),
        ("specialties.csv", "203,护理学,practitioner,nursing,paper", "203,护理学,practitioner,nursing,oral", 14, "delivery：“oral”不在允许的值中"),
        ("eligibility.csv", "practitioner,nursing,college,3,", "practitioner,nursing,college,三,", 5, "years：“三”应为 0 到 60 的整数"),
        ("eligibility.csv", "practitioner,nursing,college,3,nurse_licence", "practitioner,nursing,college,3,", 5, "counted_from：有年限时不能为空"),
        ("requirements.csv", "31,licence,", "43,licence,", 20, "湖南考区不是网上确认，不收材料"),
        ("options.csv", "employer_type,none,", "employer_type,nobody,", 1, "employer_type 缺少 none（无单位）"),
        ("options.csv", "ethnicity,01,汉族", "ethnicity,01,汉\x07族", 2, "label：含有不可见的控制字符"),
        ("exam.toml", 'cut_off_on = "2023-12-31"', 'cut_off_on = "2023-12-32"', 10, "cut_off_on：“2023-12-32”不是日期，应如 2023-12-31"),
        ("exam.toml", 'closes_at = "2023-12-14 24:00"', 'closes_at = "2023-11-14 24:00"', 1, "closes_at：应晚于 opens_at"),
        ("exam.toml", 'previous = "2023"', "previous = 2023-", 6, "不符合 TOML 格式，请检查引号、等号和括号是否成对"),
        ("exam.toml", 'previous = "2023"', 'before = "2022"\nprevious = "2023"', 6, "不认识“before”"),
        ("zones.toml", "[zone.43]", "[zone.99]", 39, "zones.csv 中没有考区“99”"),
        ("notices.toml", 'published_on = "2023-11-30"', 'published_on = "11月30日"', 79, "published_on：“11月30日”不是日期，应如 2023-12-31"),
        ("notices.toml", 'code = "changsha"', 'code = "hunan"', 74, "与第 56 行重复"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(
    folder: Path, edit: Edit, file: str, old: str, new: str, line: int, reason: str
) -> None:
    edit(file, old, new)
    found = [each for each in faults(folder) if each.file == file]
    assert Fault(file, line, reason) in found
    assert len(found) <= 2


def test_every_fault_of_every_file_is_told_at_once(folder: Path, edit: Edit) -> None:
    edit("zones.csv", "43,湖南,on_site,2023-12-17 00:00,no", "43,湖南,nowhere,tomorrow,maybe")
    edit("options.csv", "health,fair,一般或较弱,unconfirmed", "health,fair,,guess")
    assert faults(folder) == [
        Fault("options.csv", 61, "evidence：“guess”不在允许的值中"),
        Fault("options.csv", 61, "label：不能为空"),
        Fault("zones.csv", 19, "confirmation_announced：“maybe”应为 yes 或 no"),
        Fault("zones.csv", 19, "confirmation_ends_at：“tomorrow”不是时间，应如 2023-12-15 17:00"),
        Fault("zones.csv", 19, "confirmation：“nowhere”不在允许的值中"),
    ]  # sites and texts of zone 43 are not blamed for its faulty row


def test_a_missing_file_is_told(folder: Path) -> None:
    (folder / "specialties.csv").unlink()
    assert faults(folder) == [Fault("specialties.csv", 1, "缺少这个文件")]


def test_no_folder_at_all_tells_every_file(tmp_path: Path) -> None:
    assert {each.file for each in faults(tmp_path / "nowhere")} == {
        "exam.toml", "zones.csv", "zones.toml", "sites.csv", "points.csv", "specialties.csv",
        "eligibility.csv", "requirements.csv", "options.csv", "notices.toml",
    }  # fmt: skip


def test_another_encoding_is_told_with_its_line(folder: Path) -> None:
    path = folder / "options.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    reason = "不是 UTF-8 编码，请另存为“CSV UTF-8”或 UTF-8 文本"
    assert faults(folder) == [Fault("options.csv", 2, reason)]


def test_spreadsheet_habits_change_nothing(folder: Path) -> None:
    before = read(folder)
    path = folder / "zones.csv"
    text = path.read_text(encoding="utf-8").replace("2023-12-17 00:00", "2023/12/17 0:00")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() + b"\r\n,,,\r\n"[:2])
    assert read(folder) == before


def test_a_quoted_cell_over_two_lines_keeps_the_count_of_lines(folder: Path, edit: Edit) -> None:
    edit("options.csv", "ethnicity,02,蒙古族,", 'ethnicity,02,"蒙\n古族",')
    edit("options.csv", "ethnicity,04,藏族,", "ethnicity,04,,")
    assert faults(folder) == [Fault("options.csv", 6, "label：不能为空")]


def test_an_online_site_without_a_point_is_a_dead_end(folder: Path, edit: Edit) -> None:
    edit("points.csv", "310151,31015101,崇明区卫生健康委员会网上确认机构,,unconfirmed\n", "")
    assert faults(folder) == [
        Fault("sites.csv", 125, "崇明区在网上确认考区，points.csv 中没有报名点")
    ]


def test_a_zone_without_a_site_is_a_dead_end(folder: Path) -> None:
    path = folder / "sites.csv"
    kept = [line for line in path.read_text().splitlines() if not line.startswith("64,")]
    path.write_text("\n".join(kept))
    assert faults(folder) == [Fault("zones.csv", 31, "宁夏考区在 sites.csv 中没有考点")]


def test_a_zone_takes_the_texts_of_its_mode_unless_it_has_its_own(folder: Path, edit: Edit) -> None:
    edit("zones.csv", "44,广东,on_site", "44,广东,online")
    path = folder / "points.csv"
    path.write_text(
        path.read_text()
        + "".join(
            f"{line.split(',')[1]},{line.split(',')[1]}01,报名点,,unconfirmed\n"
            for line in (folder / "sites.csv").read_text().splitlines()
            if line.startswith("44,")
        )
    )
    zones = {each.code: each for each in read(folder).zones}
    assert zones["44"].place == zones["12"].place == "网上确认，不用到现场"
    assert zones["43"].place == "报名地市的考点，地点以考点通知为准"
    assert zones["43"].bring == zones["42"].bring


def test_a_zone_may_compare_other_fields(folder: Path) -> None:
    path = folder / "zones.csv"
    lines = path.read_text().splitlines()
    lines[1] = lines[1].replace("yes,,sourced", "yes,zone site specialty,sourced")
    path.write_text("\n".join(lines))
    zones = read(folder).zones
    assert zones[0].compared_fields == ("zone", "site", "specialty")
    assert len(zones[1].compared_fields) == 19
