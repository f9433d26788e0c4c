"""All of a file or nothing; new, changed and equal rows; the later file counts."""

import json
from typing import Any

import pytest
from tests.returning.lists import HEAD, resident_id, row, sheet

from baoming.catalogue.current import Catalogue
from baoming.database import execute, rows
from baoming.errors import Conflict, NotFound
from baoming.returning import importing
from baoming.returning.importing import CHUNK, Counts, take_file
from baoming.returning.reading import of_bytes
from baoming.returning.sheet import Faulty


async def take(*lines: dict[str, str], **more: Any) -> Counts:
    return await take_file(of_bytes(sheet(lines, **more)), "2023", "2023.csv")


async def faults(data: bytes) -> list[tuple[int, str]]:
    with pytest.raises(Faulty) as refused:
        await take_file(of_bytes(data), "2023", "2023.csv")
    assert await rows("SELECT 1 FROM past_result") == []
    return list(refused.value.found)


async def stored() -> list[dict[str, Any]]:
    """The rows in force, by name."""
    found = await rows(
        "SELECT p.id_number_index AS who, p.data FROM past_result p"
        " JOIN history_import i ON i.id = p.history_import"
        " WHERE i.sequence IS NOT NULL ORDER BY i.sequence"
    )
    newest = {each["who"]: json.loads(each["data"]) for each in found}
    return sorted(newest.values(), key=lambda data: str(data["name"]))


async def test_a_row_is_stored_by_column_with_codes_and_without_its_number(
    book: Catalogue,
) -> None:
    assert await take(row()) == Counts(new=1)
    [kept] = await rows("SELECT * FROM past_result")
    data = json.loads(kept["data"])
    assert {name: str(value) for name, value in data.items()} == {
        name: cell for name, cell in row().items() if cell and name not in ("id_type", "id_number")
    }
    assert data["score_basic"] == 71
    assert data["years_of_schooling"] == 3
    assert row()["id_number"] not in str(kept)
    assert (kept["exam"], kept["id_type"], kept["zone"]) == ("2023", "resident_id", "11")


async def test_words_stand_for_codes_in_any_order_of_columns(book: Catalogue) -> None:
    words = row(
        id_type="居民身份证",
        zone="北京",
        site="朝阳区",
        specialty="护理学",
        level="中级",
        gender="女",
        ethnicity="汉族",
        qualification="大专",
        degree="无",
        employer_affiliation="县（区）级",
        employer_type="综合医院",
        birth_date="1992/3/4",
        absent="是",
    )
    assert await take(row(absent="yes")) == Counts(new=1)
    for head in (HEAD, HEAD[::-1]):
        for encoding in ("utf-8-sig", "gb18030"):
            assert await take(words, head=head, encoding=encoding) == Counts(equal=1)


@pytest.mark.parametrize("words", ["368 护理学", "护理学", " 368"])
async def test_a_specialty_is_taken_as_lists_show_it(book: Catalogue, words: str) -> None:
    await take(row(specialty=words))
    assert [each["specialty"] for each in await stored()] == ["368"]


async def test_a_specialty_of_earlier_years_is_taken_where_its_marks_go_on(
    book: Catalogue,
) -> None:
    successor = next(each for each in book.contents.specialties if each.predecessors)
    assert await take(row(specialty=successor.predecessors[0], level=successor.level))


async def test_the_same_file_again_changes_nothing(book: Catalogue) -> None:
    lines = [row(id_number=resident_id(n), name=f"王{n}") for n in range(3)]
    assert await take(*lines) == Counts(new=3)
    before = await rows("SELECT * FROM past_result ORDER BY id")
    assert await take(*lines) == Counts(equal=3)
    assert await rows("SELECT * FROM past_result ORDER BY id") == before


async def test_a_corrected_file_adds_and_updates_and_removes_nothing(book: Catalogue) -> None:
    a, b, c = (row(id_number=resident_id(n), name=n) for n in range(3))
    await take(a, b)
    assert await take({**b, "score_basic": "80"}, c) == Counts(new=1, changed=1)
    assert [each.get("score_basic") for each in await stored()] == [71, 80, 71]
    assert await take({**b, "score_basic": ""}) == Counts(changed=1)
    assert [each.get("score_basic") for each in await stored()] == [71, None, 71]
    assert await take(b) == Counts(changed=1)
    assert [each.get("score_basic") for each in await stored()] == [71, 71, 71]


async def test_a_number_is_told_apart_by_type_and_exam(book: Catalogue) -> None:
    number = "E12345678"
    await take(row(id_type="passport", id_number=number))
    assert await take(row(id_type="military_id", id_number=number)) == Counts(new=1)
    again = of_bytes(sheet([row(id_type="passport", id_number=number.lower())]))
    assert await take_file(again, "2024", "2024.csv") == Counts(new=1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": ""}, "name：不能为空"),
        ({"name": "王" * 61}, "name：有 61 个字，最多 60 个字"),
        ({"name": "王\x00"}, "name：含有不可见的控制字符"),
        ({"id_type": "身份"}, "id_type：“身份”不是选项的代码或名称"),
        (
            {"id_number": "110105199203040020"},
            "id_number：证件号码的校验码不对，有一位可能输错了：请核对最后一位，再逐位核对其余各位",
        ),
        ({"zone": "99"}, "zone：“99”不是选项的代码或名称"),
        ({"site": "朝阳"}, "site：“朝阳”不是选项的代码或名称"),
        ({"specialty": "999"}, "specialty：“999”不是选项的代码或名称"),
        ({"level": "高级"}, "level：“高级”不是选项的代码或名称"),
        ({"birth_date": "1992-02-30"}, "birth_date：“1992-02-30”不是日期，应如 2023-12-31"),
        ({"birth_date": ""}, "birth_date：不能为空"),
        ({"graduated_on": "0213-07-01"}, "graduated_on：“0213-07-01”的年份不合理"),
        ({"years_of_schooling": "9"}, "years_of_schooling：“9”应为 1 到 8 的整数"),
        ({"score_basic": "101"}, "score_basic：“101”应为 0 到 100 的整数"),
        ({"score_basic": "-1"}, "score_basic：“-1”应为 0 到 100 的整数"),
        ({"score_practice": "缺考"}, "score_practice：“缺考”应为 0 到 100 的整数"),
        ({"absent": "no"}, "absent：“no”应为 yes 或空"),
        (
            dict.fromkeys(
                ("score_basic", "score_related", "score_professional", "score_practice"), ""
            ),
            "四科成绩都为空，缺考的请在 absent 列填 yes",
        ),
        ({"zone": "99", "absent": "x"}, "zone：“99”不是选项的代码或名称；absent：“x”应为 yes 或空"),
    ],
)
async def test_a_faulty_row_refuses_the_file(
    book: Catalogue, changes: dict[str, str], reason: str
) -> None:
    good = row(id_number=resident_id(1))
    if "zone" in changes and "absent" in changes:
        changes = {**changes, "site": "110105"}
    assert await faults(sheet([good, row(**changes), good | {"id_number": resident_id(2)}])) == [
        (3, reason)
    ]


async def test_a_document_twice_in_one_file_is_a_fault(book: Catalogue) -> None:
    lines = [row(), row(id_number=resident_id(1)), row(id_number=f" {row()['id_number']} ")]
    assert await faults(sheet(lines)) == [(4, "证件类型和号码与第 2 行相同")]


async def test_the_head_must_fit(book: Catalogue) -> None:
    head = [name for name in HEAD if name != "zone"]
    assert await faults(sheet([row()], head=[*head, "备注"])) == [
        (1, "缺少“zone”列；不认识“备注”列")
    ]
    assert await faults(sheet([row()], head=[*HEAD, "zone"])) == [(1, "“zone”列重复")]
    assert (await faults(b""))[0][0] == 1
    assert await faults(sheet([row()]) + b"a,b\n") == [(3, "有 2 列，应为 30 列")]


async def test_a_hundred_faulty_rows_are_named_and_no_more(book: Catalogue) -> None:
    lines = [row(id_number=resident_id(n)) for n in range(CHUNK + 5)]
    lines += [row(id_number=resident_id(n), absent="x") for n in range(CHUNK + 5, CHUNK + 205)]
    found = await faults(sheet(lines))
    assert [line for line, _ in found] == list(range(CHUNK + 7, CHUNK + 107))


async def test_a_fault_after_rows_were_stored_leaves_none_behind(book: Catalogue) -> None:
    lines = [row(id_number=resident_id(n)) for n in range(3 * CHUNK)]
    await faults(sheet([*lines, row(score_basic="x")]))
    [kept] = await rows("SELECT state, sequence, faults FROM history_import")
    assert (kept["state"], kept["sequence"]) == ("faulty", None)
    assert json.loads(kept["faults"]) == [[1502, "score_basic：“x”应为 0 到 100 的整数"]]


async def test_an_exam_that_no_other_follows_is_refused(book: Catalogue) -> None:
    with pytest.raises(NotFound):
        await take_file(of_bytes(sheet([row()])), "2019", "2019.csv")


async def test_rows_of_a_file_are_in_force_together_and_not_before(book: Catalogue) -> None:
    batch = await importing.begin("2023", "2023.csv")
    data = sheet([row(id_number=resident_id(n), name=n) for n in range(2 * CHUNK)])
    assert await importing.stage(batch, of_bytes(data)) == Counts(new=2 * CHUNK)
    assert await stored() == []
    await importing.take(batch)
    assert len(await stored()) == 2 * CHUNK
    with pytest.raises(Conflict):
        await importing.take(batch)


async def test_a_file_compared_with_what_is_no_longer_in_force_is_not_taken(
    book: Catalogue,
) -> None:
    first = await importing.begin("2023", "first.csv")
    await importing.stage(first, of_bytes(sheet([row(score_basic=1)])))
    await take(row(score_basic=2))
    with pytest.raises(Conflict):
        await importing.take(first)
    assert [each["score_basic"] for each in await stored()] == [2]


async def test_a_file_that_was_dropped_leaves_no_row(book: Catalogue) -> None:
    batch = await importing.begin("2023", "2023.csv")
    await importing.stage(batch, of_bytes(sheet([row()])))
    await importing.drop(batch)
    assert await rows("SELECT 1 FROM past_result") == []
    with pytest.raises(Conflict):
        await importing.take(batch)
    await take(row())
    await execute("UPDATE history_import SET state = 'staged' WHERE id = {}", batch)
    await importing.drop(2)
    assert len(await stored()) == 1


async def test_a_zone_imports_its_own_candidates_alone(book: Catalogue) -> None:
    await take(row(id_number=resident_id(1), zone="22", site="220100"))
    batch = await importing.begin("2023", "11.csv", zone="11")
    lines = [
        row(id_number=resident_id(2)),
        row(id_number=resident_id(3), zone="22", site="220100"),
        row(id_number=resident_id(1)),
    ]
    with pytest.raises(Faulty) as refused:
        await importing.stage(batch, of_bytes(sheet(lines)))
    assert refused.value.found == (
        (3, "zone：不是您的考区"),
        (4, "这一证件的成绩由另一考区导入，请联系该考区或人才中心"),
    )
