"""One file as it comes in: judged by its content, never by its name, and made harmless.

A picture is written anew (`files.images`), a PDF is looked through (`materials.pdf`). Each fault
has its own sentence, at the field.
"""

import math
import unicodedata
from dataclasses import dataclass

from baoming.catalogue.entries import Requirement
from baoming.errors import Invalid
from baoming.fields import Upload
from baoming.files.images import (
    Encoded,
    Opened,
    Unreadable,
    encode,
    in_thread,
    open_image,
    recognised,
    spaced,
)
from baoming.materials.pdf import HEAD, inspect_pdf

LIMIT = 20 * 1024 * 1024 + 16 * 1024
"""Bytes of a request: the most that a catalogue may allow a file, and the form around it."""
LARGEST_SIDE = 2400
"""Pixels: an A4 page at 200 dpi."""
HEAVY = 1024 * 1024
"""Bytes above which a PNG is a photo, and kept as JPEG."""
THUMBNAIL_SIDE = 240
LONGEST_NAME = 100


@dataclass(frozen=True)
class Taken:
    """A file as it will be kept."""

    data: bytes
    content_type: str
    name: str
    thumbnail: bytes | None = None
    """A JPEG."""


async def take(upload: Upload, requirement: Requirement) -> Taken:
    """Invalid at `file`, in words, when this file cannot be taken for this requirement."""
    if not upload.data:
        raise Invalid({"file": "文件是空的（0 字节），请重新选择。"})
    if len(upload.data) > requirement.max_bytes:
        size, most = (in_megabytes(each) for each in (len(upload.data), requirement.max_bytes))
        raise Invalid({"file": f"文件太大（{size}），这项材料的每个文件最大 {most}。"})
    try:
        return await in_thread(_take, upload, requirement.max_pages)
    except Unreadable as refused:
        raise Invalid({"file": str(refused)}) from None


def in_megabytes(size: int) -> str:
    """Rounded up, so that one byte too many is not told as the size that is allowed."""
    return f"{math.ceil(size * 10 / 1024 / 1024) / 10:.1f}".removesuffix(".0") + " MB"


def clean_name(name: str) -> str:
    """The last part of a path, in characters that show and do not turn the text around."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()
    stem, dot, ending = shown.rpartition(".")
    if len(shown) > LONGEST_NAME and dot and len(ending) < 10:
        shown = stem[: LONGEST_NAME - len(ending) - 2] + "…." + ending
    return shown[:LONGEST_NAME]


def _take(upload: Upload, most_pages: int) -> Taken:
    name = clean_name(upload.name)
    if upload.data.startswith(HEAD):
        inspect_pdf(upload.data, most_pages)
        return Taken(upload.data, "application/pdf", name)
    found = recognised(upload.data)
    if found not in ("JPEG", "PNG"):
        raise Unreadable(_not_wanted(found))
    opened = open_image(upload.data, ("JPEG", "PNG"), LARGEST_SIDE)
    kept = _kept(opened)
    opened.picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    small = encode(opened.picture, "JPEG", quality=60)
    return Taken(kept.data, kept.content_type, name, small.data)


def _kept(opened: Opened) -> Encoded:
    """A screenshot stays a PNG, its text sharp; a photo that came as one does not."""
    made = encode(opened.picture, opened.format)
    photo = opened.format == "PNG" and len(made.data) > HEAVY
    return encode(opened.picture, "JPEG") if photo else made


def _not_wanted(found: str | None) -> str:
    wanted = "请上传 JPEG、PNG 图片或 PDF"
    if found is None:
        return f"这不是图片，也不是 PDF。{wanted}。"
    return f"这是{spaced(found)}文件。{wanted}；改文件名不会改变格式。"
