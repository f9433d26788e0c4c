import pytest
from tests.catalogue.conftest import DATA

from baoming.catalogue.entries import Circumstances
from baoming.catalogue.lookups import Catalogue
from baoming.catalogue.reader import read
from baoming.errors import NotFound


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue(read(DATA))


NURSE = Circumstances(
    category="nursing",
    level="practitioner",
    current_title="none",
    practice_category="nursing",
    degree="none",
    employer_type="general_hospital",
    verification="unverified",
)


def test_zone_is_found_or_refused(catalogue: Catalogue) -> None:
    assert catalogue.zone("12").online
    assert not catalogue.zone("43").online
    with pytest.raises(NotFound):
        catalogue.zone("71")


def test_dependent_lists(catalogue: Catalogue) -> None:
    assert [each.name for each in catalogue.sites("46")][:3] == ["海南省直", "海口市", "三亚市"]
    assert catalogue.sites("99") == catalogue.sites(None) == ()
    assert [each.code for each in catalogue.points("120101")] == ["12010101", "12010102"]
    assert catalogue.points("430100") == ()
    assert [each.code for each in catalogue.specialties("nursing", "practitioner")] == [
        "203",
        "204",
    ]
    assert catalogue.specialties("medical", "assistant") == ()
    assert catalogue.levels("medical") == ("intermediate",)
    assert catalogue.levels("nursing") == ("practitioner", "intermediate")


def test_labels_of_fixed_and_catalogue_codes(catalogue: Catalogue) -> None:
    assert catalogue.label("gender", "female") == "女"
    assert catalogue.label("ethnicity", "05") == "维吾尔族"
    assert catalogue.label("site", "430100") == "长沙市"
    assert catalogue.label("specialty", "203") == "护理学"
    assert catalogue.label("site", "gone") == "gone"
    assert catalogue.label("site", None) == ""


@pytest.mark.parametrize(
    ("kind", "words", "within", "expected"),
    [
        ("gender", "女", {}, "female"),
        ("gender", "female", {}, "female"),
        ("level", "初级(师)", {}, "practitioner"),
        ("ethnicity", " 汉族", {}, "01"),
        ("zone", "湖南", {}, "43"),
        ("site", "430100", {"zone": "43"}, "430100"),
        ("site", "朝阳区", {"zone": "11"}, "110105"),
        ("site", "朝阳区", {"zone": "43"}, None),
        ("specialty", "药学", {"level": "practitioner"}, "201"),
        ("specialty", "药学", {"level": "intermediate"}, "366"),
        ("specialty", "全科医学(中医类)", {"level": "intermediate"}, "302"),
        ("gender", "其他", {}, None),
        ("nothing", "女", {}, None),
    ],
)
def test_value_reads_codes_and_words(
    catalogue: Catalogue, kind: str, words: str, within: dict[str, str], expected: str | None
) -> None:
    assert catalogue.value(kind, words, **within) == expected


def test_materials_depend_on_who_asks(catalogue: Catalogue) -> None:
    def owed(who: Circumstances, zone: str = "31") -> list[str]:
        return [each.code for each in catalogue.requirements(zone, who) if each.required]

    assert owed(NURSE) == ["stamped_form", "identity", "diploma", "licence"]
    assert owed(NURSE, "12")[:2] == ["stamped_form", "truth_pledge"]
    assert owed(NURSE, "43") == []
    assert owed(Circumstances()) == ["stamped_form", "identity", "diploma"]
    physician = Circumstances(
        category="medical",
        level="intermediate",
        current_title="practitioner",
        practice_category="clinical",
        residency_certified_in="2021-07",
        degree="bachelor",
        employer_type="none",
        verification="failed",
    )
    assert owed(physician) == [
        "stamped_form",
        "identity",
        "diploma",
        "degree_certificate",
        "licence",
        "title_certificate",
        "residency_certificate",
    ]
    asked = [each.code for each in catalogue.requirements("31", physician)]
    assert "education_report" in asked
    assert "employment" not in asked


def test_marks_go_on_in_the_same_specialty_and_from_its_predecessors(
    catalogue: Catalogue,
) -> None:
    assert catalogue.marks_go_on("203", "203")
    assert catalogue.marks_go_on("110", "X09")
    assert not catalogue.marks_go_on("110", "X11")
    assert not catalogue.marks_go_on("369", "368")


def test_notices_of_a_zone_and_for_everybody(catalogue: Catalogue) -> None:
    assert [each.code for each in catalogue.notices("43")] == ["hunan", "changsha"]
    assert [each.code for each in catalogue.notices()] == ["national"]


def test_what_is_not_sourced_says_so(catalogue: Catalogue) -> None:
    assert catalogue.site("660100").caution == "未经官方文件核实，以考区通知为准"  # type: ignore[union-attr]
    assert catalogue.zone("31").caution == ""
    assert catalogue.specialty("X09").caution == "专业代码待公布"  # type: ignore[union-attr]
