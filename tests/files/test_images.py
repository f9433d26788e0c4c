import io
import random
import struct
import threading
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps

from baoming.files import images
from baoming.files.images import Encoded, Unreadable, in_thread, open_image, reencode

BROKEN = "图片不完整或已损坏，无法打开，请重新导出或拍摄后再上传。"
TOO_MANY = "图片的像素太多（最多 4000 万），请缩小后再上传。"
BOTH = ("JPEG", "PNG")


def written(picture, format="JPEG", **options):
    out = io.BytesIO()
    picture.save(out, format, **options)
    return out.getvalue()


def noisy(size, mode="RGB"):
    length = size[0] * size[1] * len(Image.new(mode, (1, 1)).getbands())
    return Image.frombytes(mode, size, random.Random(1).randbytes(length))


def quarters(size=(64, 32)):
    """Red and green above, blue and white below: every turn looks different."""
    picture = Image.new("RGB", size, "white")
    x, y = size[0] // 2, size[1] // 2
    for colour, box in (
        ((255, 0, 0), (0, 0, x, y)),
        ((0, 255, 0), (x, 0, 2 * x, y)),
        ((0, 0, 255), (0, y, x, 2 * y)),
    ):
        picture.paste(colour, box)
    return picture


def read(encoded: Encoded):
    return Image.open(io.BytesIO(encoded.data))


def close(a, b, within=12):
    return all(abs(x - y) <= within for x, y in zip(a, b, strict=True))


def png(width, height, *chunks, depth=8, colour=0):
    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    whole = [(b"IHDR", head), *chunks, (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*each) for each in whole)


async def test_reencode_keeps_the_format_and_the_size():
    jpeg = await reencode(written(quarters()))
    assert (jpeg.content_type, jpeg.width, jpeg.height) == ("image/jpeg", 64, 32)
    assert (read(jpeg).format, read(jpeg).size) == ("JPEG", (64, 32))
    same = await reencode(written(quarters(), "PNG"))
    assert (same.content_type, same.width, same.height) == ("image/png", 64, 32)
    assert read(same).convert("RGB").tobytes() == quarters().tobytes()


@pytest.mark.parametrize("format", BOTH)
async def test_reencode_makes_no_side_longer_than_asked(format):
    made = await reencode(written(quarters((1000, 500)), format), max_side=200)
    assert (made.width, made.height) == (200, 100)
    assert read(made).size == (200, 100)
    assert close(read(made).getpixel((10, 10)), (255, 0, 0))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", BOTH)
async def test_reencode_turns_the_picture_as_the_camera_meant_and_drops_exif(format, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "SECRET"
    data = written(quarters(), format, exif=exif)
    assert b"SECRET" in data
    made = await reencode(data)
    meant = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    assert read(made).size == meant.size == (made.width, made.height)
    for at in ((8, 8), (meant.width - 8, 8), (8, meant.height - 8)):
        assert close(read(made).getpixel(at), meant.getpixel(at))
    assert b"SECRET" not in made.data
    assert not read(made).getexif()


def test_open_tells_the_size_the_right_way_up_before_making_it_smaller():
    exif = Image.Exif()
    exif[0x0112] = 6
    opened = open_image(written(quarters((800, 400)), exif=exif), ("JPEG",), 100)
    assert (opened.width, opened.height, opened.picture.size) == (400, 800, (50, 100))


@pytest.mark.filterwarnings("ignore::UserWarning")
async def test_a_broken_exif_block_breaks_nothing():
    broken = b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x01\x12\0\x02\xff\xff\xff\xff\xff" * 3
    made = await reencode(written(quarters(), exif=broken))
    assert (made.width, made.height) == (64, 32)


async def test_what_stands_behind_the_picture_is_dropped():
    made = await reencode(written(quarters()) + b"<script>" * 20)
    assert b"<script>" not in made.data


async def test_a_second_picture_of_a_phone_is_dropped():
    data = written(quarters(), "MPO", save_all=True, append_images=[Image.new("RGB", (9, 9))])
    assert Image.open(io.BytesIO(data)).format == "MPO"
    made = await reencode(data, ("JPEG",))
    assert (read(made).format, read(made).size) == ("JPEG", (64, 32))


@pytest.mark.parametrize(
    ("mode", "format", "colour", "expected"),
    [
        ("L", "JPEG", 90, (90, 90, 90)),
        ("L", "PNG", 90, (90, 90, 90)),
        ("CMYK", "JPEG", (0, 255, 255, 0), (254, 0, 0)),
        ("1", "PNG", 1, (255, 255, 255)),
        ("P", "PNG", 3, (0, 0, 0)),
        ("LA", "PNG", (0, 0), (255, 255, 255)),
        ("RGBA", "PNG", (255, 0, 0, 0), (255, 255, 255)),
        ("RGBA", "PNG", (255, 0, 0, 255), (255, 0, 0)),
        ("I;16", "PNG", 0x8000, (128, 128, 128)),
        ("I;16", "PNG", 0xFFFF, (255, 255, 255)),
    ],
)
async def test_every_mode_becomes_rgb_on_white(mode, format, colour, expected):
    picture = Image.new(mode, (40, 40), colour)
    if mode == "P":
        picture.putpalette([0, 0, 0] * 256)
    made = await reencode(written(picture, format))
    assert read(made).mode == "RGB"
    assert close(read(made).getpixel((20, 20)), expected, 3)


async def test_sixteen_bits_a_channel_and_a_see_through_palette_are_read():
    rows = b"".join(b"\0" + struct.pack(">HHH", 0xFFFF, 0x8000, 0) * 4 for _ in range(4))
    deep = png(4, 4, (b"IDAT", zlib.compress(rows)), depth=16, colour=2)
    assert close(read(await reencode(deep)).getpixel((1, 1)), (255, 128, 0), 1)
    palette = [(b"PLTE", b"\0\0\0\xff\0\0"), (b"tRNS", b"\0")]
    rows = zlib.compress(b"\0\0\1\0\1" * 4)
    seen = read(await reencode(png(4, 4, *palette, (b"IDAT", rows), colour=3)))
    assert (seen.getpixel((0, 0)), seen.getpixel((1, 0))) == ((255, 255, 255), (255, 0, 0))


async def test_a_profile_is_applied_and_dropped():
    swapped = ImageCms.createProfile("sRGB")
    raw = bytearray(ImageCms.ImageCmsProfile(swapped).tobytes())
    for at in range(128 + 4, 128 + 4 + 12 * 20, 12):  # the tag table: red and green change places
        if bytes(raw[at : at + 4]) in (b"rXYZ", b"gXYZ"):
            raw[at : at + 1] = b"g" if raw[at : at + 1] == b"r" else b"r"
    data = written(Image.new("RGB", (40, 40), (255, 0, 0)), icc_profile=bytes(raw))
    made = await reencode(data)
    assert close(read(made).getpixel((20, 20)), (0, 255, 0))
    assert "icc_profile" not in read(made).info


async def test_a_broken_profile_is_left_aside():
    made = await reencode(written(Image.new("RGB", (40, 40), (255, 0, 0)), icc_profile=b"x" * 200))
    assert close(read(made).getpixel((20, 20)), (255, 0, 0))


ONLY = "只能上传 JPEG 或 PNG 图片"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "文件是空的（0 字节），请重新选择。"),
        (b"hello", f"这不是图片，{ONLY}。"),
        (b"<html><body>hi", f"这是网页文件，{ONLY}；改文件名不会改变格式，请另存为后再上传。"),
        (
            b'\xef\xbb\xbf<?xml version="1.0"?><svg/>',
            f"这是 SVG 文件，{ONLY}；改文件名不会改变格式，请另存为后再上传。",
        ),
        (b"%PDF-1.7", f"这是 PDF 文件，{ONLY}；改文件名不会改变格式，请另存为后再上传。"),
        (
            b"\0\0\0\x18ftypheic",
            f"这是 HEIC（苹果手机的高效格式）文件，{ONLY}；改文件名不会改变格式，请另存为后再上传。",
        ),
        (
            written(quarters(), "GIF"),
            f"这是 GIF 文件，{ONLY}；改文件名不会改变格式，请另存为后再上传。",
        ),
        (
            written(quarters(), "WEBP"),
            f"这是 WebP 文件，{ONLY}；改文件名不会改变格式，请另存为后再上传。",
        ),
        (
            written(quarters(), "PNG", save_all=True, append_images=[Image.new("RGB", (64, 32))]),
            "不能上传动图，请换一张静止的图片。",
        ),
        (b"\xff\xd8\xff\xe0 nothing more", BROKEN),
        (written(noisy((200, 200)))[:-5000], BROKEN),
        (written(noisy((200, 200)), "PNG")[:-5000], BROKEN),
        (png(20_000, 20_000, (b"IDAT", zlib.compress(b"\0"))), TOO_MANY),
        (png(8_000, 5_001, (b"IDAT", zlib.compress(b"\0"))), TOO_MANY),
        (png(100_000, 100_000, (b"IDAT", zlib.compress(b"\0"))), TOO_MANY),
        (
            written(quarters(), progressive=True) + b"\xff\xda" * 201,
            "图片的编码不常见，请另存为普通的 JPEG 后再上传。",
        ),
    ],
)
async def test_what_cannot_be_taken_is_named(data, sentence):
    with pytest.raises(Unreadable) as refused:
        await reencode(data)
    assert str(refused.value) == sentence


async def test_a_png_where_only_jpeg_is_wanted():
    with pytest.raises(Unreadable) as refused:
        await reencode(written(quarters(), "PNG"), ("JPEG",))
    assert str(refused.value) == (
        "这是 PNG 文件，只能上传 JPEG 图片；改文件名不会改变格式，请另存为后再上传。"
    )


@settings(max_examples=300, deadline=None)
@given(
    start=st.sampled_from([written(quarters()), written(quarters(), "PNG"), b""]),
    at=st.integers(0, 2000),
    other=st.binary(max_size=40),
)
def test_damaged_bytes_are_a_picture_or_a_sentence(start, at, other):
    try:
        opened = open_image(start[:at] + other + start[at + len(other) :], BOTH, 100)
    except Unreadable as refused:
        assert str(refused).endswith("。")
    else:
        assert opened.picture.mode == "RGB"
        assert max(opened.picture.size) <= 100


async def test_work_runs_two_at_once_and_not_on_the_event_loop():
    assert images._threads._max_workers == 2
    assert await in_thread(threading.current_thread) is not threading.main_thread()
