"""Pictures from strangers: decoded in bounded memory, two at a time, and written anew.

What is stored is our own encoding: nothing but pixels survives (no EXIF with its place of
shooting, no second file behind the picture), turned the way the camera meant, in sRGB.
"""

import asyncio
import io
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from PIL import Image, ImageCms, UnidentifiedImageError

MOST_PIXELS = 40_000_000
"""120 MB decoded; the cameras of phones stay below, or scale down by themselves."""

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
# A broken EXIF block is nobody's business: it is dropped.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.TiffImagePlugin")

_threads = ThreadPoolExecutor(2, thread_name_prefix="images")
_SRGB = ImageCms.createProfile("sRGB")
_MOST_SCANS = 200
_UPRIGHT = {  # EXIF tag 0x0112, Orientation
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Unreadable(Exception):
    """Not a picture that can be taken; the text is the sentence for the person."""


@dataclass(frozen=True)
class Encoded:
    """A picture in our own encoding."""

    data: bytes
    content_type: str
    width: int
    height: int


@dataclass(frozen=True)
class Opened:
    """A picture in sRGB, the right way up; `width` and `height` as the camera took it, turned."""

    picture: Image.Image
    format: str
    width: int
    height: int


async def in_thread(
    work: Callable[Given, Result], *given: Given.args, **named: Given.kwargs
) -> Result:
    """Off the event loop, two at once in a process: all decoding goes through here."""
    return await asyncio.get_running_loop().run_in_executor(_threads, lambda: work(*given, **named))


async def reencode(
    data: bytes, formats: tuple[str, ...] = ("JPEG", "PNG"), max_side: int = 2400
) -> Encoded:
    """A material as it is stored: an A4 page stays readable at 2,400 pixels (200 dpi).

    A PNG stays one, for its text is sharp. Raises `Unreadable`.
    """
    return await in_thread(_reencode, data, formats, max_side)


def open_image(data: bytes, formats: tuple[str, ...], max_side: int) -> Opened:
    """Decode, by content and never by name, no larger than `max_side`. Raises `Unreadable`."""
    if not data:
        raise Unreadable("文件是空的（0 字节），请重新选择。")
    with _faults(data, formats):
        picture: Image.Image = Image.open(io.BytesIO(data), formats=formats)
        _bound(picture, data)
        format = "JPEG" if picture.format == "MPO" else str(picture.format)
        orientation = _orientation(picture)
        width, height = picture.size if orientation < 5 else picture.size[::-1]
        picture = _to_srgb(_no_larger(picture, max_side))
        if orientation in _UPRIGHT:
            picture = picture.transpose(_UPRIGHT[orientation])
    return Opened(picture, format, width, height)


def encode(picture: Image.Image, format: str, quality: int = 85) -> Encoded:
    out = io.BytesIO()
    if format == "JPEG":
        picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    else:
        picture.save(out, "PNG")
    return Encoded(out.getvalue(), Image.MIME[format], *picture.size)


def _reencode(data: bytes, formats: tuple[str, ...], max_side: int) -> Encoded:
    opened = open_image(data, formats, max_side)
    return encode(opened.picture, opened.format)


@contextmanager
def _faults(data: bytes, formats: tuple[str, ...]) -> Iterator[None]:
    """Whatever a decoder stumbles over becomes a sentence. MemoryError is ours, and goes up."""
    try:
        yield
    except (Unreadable, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unreadable(_TOO_MANY_PIXELS) from None
    except UnidentifiedImageError:
        raise Unreadable(_what_it_is(data, formats)) from None
    except Exception:  # decoders fail in many ways: OSError, SyntaxError, struct.error, ...
        raise Unreadable("图片不完整或已损坏，无法打开，请重新导出或拍摄后再上传。") from None


def _bound(picture: Image.Image, data: bytes) -> None:
    """A JPEG of thousands of scans would decode for many minutes; cameras write one, or ten."""
    if data.count(b"\xff\xda") > _MOST_SCANS:
        raise Unreadable("图片的编码不常见，请另存为普通的 JPEG 后再上传。")
    if picture.width * picture.height > MOST_PIXELS:
        raise Unreadable(_TOO_MANY_PIXELS)
    if picture.format == "PNG" and getattr(picture, "is_animated", False):
        raise Unreadable("不能上传动图，请换一张静止的图片。")


_TOO_MANY_PIXELS = f"图片的像素太多（最多 {MOST_PIXELS // 10_000} 万），请缩小后再上传。"

_STARTS = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG": "PNG",
    b"GIF8": "GIF",
    b"BM": "BMP",
    b"%PDF": "PDF",
    b"RIFF": "WebP",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"PK\x03\x04": "ZIP 或 Office",
}


def _what_it_is(data: bytes, formats: tuple[str, ...]) -> str:
    wanted = "或 ".join(f"{each} " for each in formats)
    if found := recognised(data):
        if found in formats:
            return "图片不完整或已损坏，无法打开，请重新导出或拍摄后再上传。"
        return f"这是{spaced(found)}文件，只能上传 {wanted}图片；改文件名不会改变格式，请另存为后再上传。"
    return f"这不是图片，只能上传 {wanted}图片。"


def spaced(name: str) -> str:
    """Chinese typesetting: a space between Han and Latin."""
    return (" " if name[0].isascii() else "") + name + (" " if name[-1].isascii() else "")


def recognised(data: bytes) -> str | None:
    for start, name in _STARTS.items():
        if data.startswith(start):
            return name
    if data[4:8] == b"ftyp":
        return "HEIC（苹果手机的高效格式）" if data[8:11] in (b"hei", b"mif", b"hev") else "视频"
    text = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<svg", b"<?xml")):
        return "SVG"
    return "网页" if text.startswith((b"<!doctype", b"<html", b"<")) else None


def _orientation(picture: Image.Image) -> int:
    try:
        orientation = int(picture.getexif().get(0x0112, 1))
    except Exception:  # a broken EXIF block does not make a broken picture
        return 1
    return orientation if orientation in _UPRIGHT else 1


def _no_larger(picture: Image.Image, max_side: int) -> Image.Image:
    """First of all steps: a JPEG is decoded at a half or a quarter, the rest costs little."""
    if picture.mode.startswith("I"):  # 16 bit grey, which a plain conversion would clip to white
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif picture.mode not in ("L", "LA", "RGB", "RGBA", "CMYK"):
        see_through = picture.mode == "PA" or "transparency" in picture.info
        picture = picture.convert("RGBA" if see_through else "RGB")
    picture.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    return picture


def _to_srgb(picture: Image.Image) -> Image.Image:
    """RGB without profile and without transparency: what is see-through becomes white paper."""
    profile = picture.info.get("icc_profile")
    if picture.mode in ("LA", "RGBA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture).convert("RGB")
    rgb = (_by_profile(picture, profile) if profile else picture).convert("RGB")
    rgb.info = {}
    return rgb


def _by_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    """Phones write Display P3, scanners and print shops CMYK. A broken profile is left aside."""
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        made = ImageCms.profileToProfile(picture, given, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return made or picture
