"""Our scripts in three languages."""

import re

from baoming.web.languages.scripts import translated, words
from baoming.web.languages.sentences import WORDS
from baoming.web.languages.voices import ENGLISH, NAMES, SOURCE, TRADITIONAL
from baoming.web.static_files import static_files

SCRIPT = """// 注释不翻译
say('已保存 ' + time + 'x', '正在提交…');
"""


def test_only_sentences_of_a_script_are_translated() -> None:
    assert list(words(SCRIPT)) == ["已保存", "正在提交…"]
    english = {"已保存": "Saved", "正在提交…": "It's being sent…"}
    assert translated(SCRIPT, english.__getitem__) == (
        "// 注释不翻译\nsay('Saved ' + time + 'x', 'It’s being sent…');\n"
    )


def test_a_language_is_served_its_own_scripts_and_shares_what_reads_alike() -> None:
    served = static_files()
    addresses = {language: served.spoken(language) for language in NAMES}
    pages = {language: found["js/page.js"] for language, found in addresses.items()}
    # 正在提交 is written alike in both kinds of Chinese.
    assert pages[SOURCE] == pages[TRADITIONAL] != pages[ENGLISH]
    assert all(re.fullmatch(r"/static/js/page\.[0-9a-f]{8}\.js", each) for each in pages.values())
    assert len({found["vendor/htmx.min.js"] for found in addresses.values()}) == 1
    for name in (each for each in addresses[SOURCE] if each.startswith("js/")):
        assert not WORDS.search(served.files[addresses[ENGLISH][name]].bodies[""].decode())


def test_english_has_a_style_sheet_of_its_own() -> None:
    served = static_files()
    chinese, english = (served.spoken(each)["css/app.css"] for each in (SOURCE, ENGLISH))
    assert served.files[english].bodies[""].startswith(served.files[chinese].bodies[""])
    assert "Roboto" in served.files[english].bodies[""].decode()
