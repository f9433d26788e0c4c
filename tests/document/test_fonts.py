from collections.abc import Iterator
from pathlib import Path

import pytest

from baoming.document import fonts
from baoming.document.fonts import PRINT_FONTS, FontsMissing, missing_fonts, shelf, unprintable


@pytest.fixture
def folders(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    shelf.cache_clear()
    yield monkeypatch
    shelf.cache_clear()


def test_missing_fonts_with_all_installed() -> None:
    assert missing_fonts() == []


def test_missing_fonts_names_the_packages(folders: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folders.setattr(fonts, "FOLDERS", (tmp_path,))
    assert [(font.family, font.package) for font in missing_fonts()] == [
        ("Noto Sans CJK SC", "fonts-noto-cjk"),
        ("HanaMinA", "fonts-hanazono"),
        ("HanaMinB", "fonts-hanazono"),
    ]


def test_shelf_without_fonts_is_refused_and_looks_again(
    folders: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installed = fonts.FOLDERS
    folders.setattr(fonts, "FOLDERS", (tmp_path,))
    with pytest.raises(FontsMissing, match="尚未安装打印用的中文字体"):
        shelf()
    assert unprintable("王𪜂") == ""
    folders.setattr(fonts, "FOLDERS", installed)
    assert shelf().holds("王")


@pytest.mark.parametrize(
    "name",
    ["张㛃", "李䶮", "王𬀩", "赵𫖯", "钱𠅤", "孙𡿨", "阿卜杜热合曼·买买提江", "Müller (Anna)-Li"],
)
def test_unprintable_of_printable_names(name: str) -> None:
    assert unprintable(name) == ""


@pytest.mark.parametrize("block", [0x3400, 0x20000, 0x2A700, 0x2B740, 0x2B820, 0x2CEB0])
def test_extensions_a_to_f_are_held(block: int) -> None:
    assert unprintable(chr(block)) == ""


def test_unprintable_names_each_character_once() -> None:
    assert unprintable("王\U00031350 \U000323af\U00031350\n") == "\U00031350\U000323af"


def test_unprintable_without_the_fonts_of_rare_characters(folders: pytest.MonkeyPatch) -> None:
    noto = Path("/usr/share/fonts/opentype/noto")
    folders.setattr(fonts, "FOLDERS", (noto,))
    assert missing_fonts() == list(PRINT_FONTS[1:])
    assert unprintable("李䶮𪜂") == "𪜂"
