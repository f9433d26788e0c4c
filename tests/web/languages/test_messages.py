"""Sentences of the rules, known again by their words; and the .po files that hold them."""

import re
import time

import pytest

from baoming.web.languages import extraction, update
from baoming.web.languages.messages import PLACEHOLDER, Messages
from baoming.web.languages.sentences import WORDS
from baoming.web.languages.voices import ENGLISH, TRADITIONAL, voice

LOCALES = {"en": ENGLISH, "zh_Hant": TRADITIONAL}
MARK = re.compile(r"\{\w+\}|</?\w+>")
# Sentences that are nothing but values, such as a sentence and its reason.
OPEN = 4
"""Words that a pattern needs of its own to be told from others."""


def messages(language: str) -> Messages:
    found = voice(language).messages
    assert found is not None
    return found


@pytest.fixture(scope="module")
def wanted() -> dict[str, str]:
    return {
        path.relative_to(update.FOLDER).as_posix(): text for path, text in update.wanted().items()
    }


def test_the_files_are_what_scripts_languages_writes(wanted: dict[str, str]) -> None:
    kept = {name: (update.FOLDER / name).read_text("utf-8") for name in wanted}
    stale = [name for name in wanted if wanted[name] != kept[name]]
    assert stale == [], "run scripts/languages"


def test_nothing_lacks_its_english() -> None:
    assert update.untranslated() == []


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("domain", ["portal", "catalogue"])
def test_a_translation_has_the_values_and_links_of_its_message(locale: str, domain: str) -> None:
    wrong = {
        message: said
        for message, said in update.read(locale, domain).items()
        if said and sorted(set(MARK.findall(message))) != sorted(set(MARK.findall(said)))
    }
    assert wrong == {}


def test_every_sentence_is_known_again_with_values_in_it() -> None:
    english = messages(ENGLISH)
    wrong = {}
    for each in english.patterns:
        values = {name: f"v{place}" for place, name in enumerate(each.names)}
        filled = PLACEHOLDER.sub(lambda mark, v=values: v[mark[1]], each.message)
        expected = PLACEHOLDER.sub(lambda mark, v=values: v[mark[1]], each.said)
        own = len(WORDS.findall(PLACEHOLDER.sub("", each.message)))
        if own >= OPEN and english.say(filled) != expected:
            wrong[filled] = english.say(filled)
    assert wrong == {}


@pytest.mark.parametrize(
    ("chinese", "english", "traditional"),
    [
        ("请填写证件号码。", "Please fill in: Document number.", "請填寫證件號碼。"),
        ("101 药学", "101 Pharmacy", "101 藥學"),
        ("北京（现场确认）", "Beijing (On-site confirmation)", "北京（現場確認）"),
        (
            "这份报名现在的状态是“已提交，待报名确认”，不能提交报名信息。",
            "The status of this application is “Submitted, waiting for confirmation”: "
            "“Submit the application” is not possible. ",
            "這份報名現在的狀態是「已提交，待報名確認」，不能提交報名資訊。",
        ),
        ("基础知识、专业知识", "Basic knowledge, Professional knowledge", "基礎知識、專業知識"),
        ("已上传 2 项，还差 1 项", "Uploaded: 2; still missing: 1", "已上傳 2 項，還差 1 項"),
        (
            "2024年4月13日、14日、20日",
            "13, 14, 20 April 2024",
            "2024年4月13日、14日、20日",
        ),
        ("还有 2 天 3 小时", "2 d 3 h left", "還有 2 天 3 小時"),
        (
            "2025年度卫生专业技术资格考试",
            "Health Professional and Technical Qualification Examination 2025",
            "2025年度衛生專業技術資格考試",
        ),
        (
            "没有工作单位的不选。 2023 年度为“长沙某医院”。",
            "Without an employer, choose nothing. In 2023 it was “长沙某医院”.",
            "沒有工作單位的不選。2023 年度為「长沙某医院」。",
        ),
        ("这份报名已经通过资格审核，不能再修改。", None, None),
        ("没有人说过的话", "没有人说过的话", "没有人说过的话"),
    ],
)
def test_a_sentence_in_both_languages(
    chinese: str, english: str | None, traditional: str | None
) -> None:
    if english is None:
        assert not WORDS.search(messages(ENGLISH).say(chinese))
    else:
        assert messages(ENGLISH).say(chinese) == english
        assert messages(TRADITIONAL).say(chinese) == traditional


def test_free_text_is_all_or_nothing() -> None:
    """An officer's own words are not half translated because they begin like a sentence of ours."""
    spoken = voice(ENGLISH)
    assert spoken.official("请上传清晰的照片。") == '<span lang="zh-Hans">请上传清晰的照片。</span>'
    assert spoken.official("<b>重名</b>") == '<span lang="zh-Hans">&lt;b&gt;重名&lt;/b&gt;</span>'
    assert spoken.official("北京") == "Beijing"
    assert spoken.lang("东城区") == ' lang="zh-Hans"'
    assert spoken.answer("护理", "major") == "护理"
    assert spoken.answer("护理", "category") == "Nursing"


def test_a_hostile_text_costs_no_time() -> None:
    text = "甲，不能乙。" * 60
    began = time.perf_counter()
    assert messages(ENGLISH).known(text) is None
    assert messages(ENGLISH).say("的" * 100_000) == "的" * 100_000
    assert time.perf_counter() - began < 2


def test_what_officers_and_operators_read_is_left_out() -> None:
    places = {place for each in extraction.portal() for place, _ in each.locations}
    assert not [place for place in places if "/desk/" in place or "cli" in place]
