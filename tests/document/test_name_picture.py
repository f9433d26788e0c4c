import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from baoming.document import fonts, name_picture
from baoming.document.fonts import shelf
from baoming.document.name_picture import rare_characters


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(fonts, "FOLDERS", (tmp_path,))
    _forget()
    yield
    _forget()


def _forget() -> None:
    for each in (shelf, name_picture._compiler, name_picture._drawn):
        each.cache_clear()


@pytest.mark.parametrize("name", ["张伟", "喆堃", "阿卜杜热合曼·买买提江", "Müller (Anna)", "Ǹǹ"])
def test_name_that_every_phone_shows_is_not_drawn(name: str) -> None:
    assert rare_characters(name) == ""
    assert name_picture.name_picture(name) == ""


@pytest.mark.parametrize(
    ("name", "rare"), [("王㛃", "㛃"), ("赵𬀩·䶮", "𬀩䶮"), ("钱𫖯𠅤", "𫖯𠅤"), ("𡿨(suo)", "𡿨")]
)
def test_rare_characters_are_drawn_glyph_by_glyph(name: str, rare: str) -> None:
    assert rare_characters(name) == rare
    drawn = name_picture.name_picture(name)
    assert drawn.startswith(f'<svg class="drawn" width="{1.2 * len(rare):.4g}em"')
    places = re.findall(r"matrix\(1 0 0 -1 ([0-9.]+) 88\)", drawn)
    assert [float(place) for place in places] == [100.0 * i for i in range(len(rare))]
    assert len(drawn) < 1_500 * len(rare)


def test_name_that_the_print_fonts_lack_is_not_drawn() -> None:
    assert rare_characters("王\U00031350") == "\U00031350"
    assert name_picture.name_picture("王\U00031350") == ""


@pytest.mark.usefixtures("no_fonts")
def test_without_fonts_nothing_is_drawn() -> None:
    assert name_picture.name_picture("王㛃") == ""


def test_what_is_drawn_comes_from_the_font_not_from_the_name() -> None:
    assert "<script" not in name_picture.name_picture("㛃<script>")
