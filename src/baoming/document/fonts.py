"""The fonts that the form is printed with, and the characters that they hold."""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

from baoming.errors import Refusal

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("~/.local/share/fonts").expanduser(),
    Path("~/.fonts").expanduser(),
)


@dataclass(frozen=True)
class PrintFont:
    family: str
    package: str
    """The Debian package that brings it."""


PRINT_FONTS = (
    PrintFont("Noto Sans CJK SC", "fonts-noto-cjk"),
    PrintFont("HanaMinA", "fonts-hanazono"),
    PrintFont("HanaMinB", "fonts-hanazono"),
)
"""In the order of preference; the last two hold the rare characters of extensions A to F."""


class FontsMissing(Refusal):
    """The server lacks the font of the form; everything else works without it."""

    def __init__(self) -> None:
        super().__init__(
            "服务器尚未安装打印用的中文字体，暂时无法生成报名申请表，"
            "您填写的信息不受影响。请联系考试管理机构。"
        )


@dataclass(frozen=True)
class Shelf:
    """The installed fonts; typst reads a font file when a page first needs it."""

    fonts: typst.Fonts
    starts: list[int]
    ends: list[int]

    def holds(self, character: str) -> bool:
        point = ord(character)
        at = bisect_right(self.starts, point) - 1
        return at >= 0 and point <= self.ends[at]


@cache
def shelf() -> Shelf:
    """Raises FontsMissing, and looks again the next time, so installing the fonts is enough."""
    fonts, faces = _installed()
    if PRINT_FONTS[0].family not in faces:
        raise FontsMissing
    ranges = _merged(sorted(_covered(faces)))
    return Shelf(fonts, [start for start, _ in ranges], [end for _, end in ranges])


def missing_fonts() -> list[PrintFont]:
    _, faces = _installed()
    return [font for font in PRINT_FONTS if font.family not in faces]


def unprintable(text: str) -> str:
    """The characters, each once, that would print as an empty box.

    Without the main font nothing prints, whatever the characters: none is named then.
    """
    try:
        held = shelf()
    except FontsMissing:
        return ""
    return "".join(c for c in dict.fromkeys(text) if not c.isspace() and not held.holds(c))


def _installed() -> tuple[typst.Fonts, dict[str, typst.FontInfo]]:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in FOLDERS],
    )
    wanted = {font.family for font in PRINT_FONTS}
    return fonts, {face.family: face for face in fonts.fonts() if face.family in wanted}


def _covered(faces: dict[str, typst.FontInfo]) -> Iterator[tuple[int, int]]:
    for face in faces.values():
        if face.path is not None:
            yield from _character_ranges(Path(face.path), face.index)


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in ranges:
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _character_ranges(path: Path, index: int) -> Iterator[tuple[int, int]]:
    """First and last code point of each run in the table cmap, format 12 (OpenType 1.9)."""
    with path.open("rb") as file:

        def read(offset: int, size: int) -> bytes:
            file.seek(offset)
            return file.read(size)

        face = 0
        if read(0, 4) == b"ttcf":
            (face,) = struct.unpack(">I", read(12 + 4 * index, 4))
        (tables,) = struct.unpack(">H", read(face + 4, 2))
        directory = struct.iter_unpack(">4sIII", read(face + 12, 16 * tables))
        cmap = next(offset for tag, _, offset, _ in directory if tag == b"cmap")
        (encodings,) = struct.unpack(">H", read(cmap + 2, 2))
        for _, _, offset in struct.iter_unpack(">HHI", read(cmap + 4, 8 * encodings)):
            kind, _, _, _, groups = struct.unpack(">HHIII", read(cmap + offset, 16))
            if kind == 12:
                runs = struct.iter_unpack(">III", read(cmap + offset + 16, 12 * groups))
                yield from ((start, end) for start, end, _ in runs)
                return
