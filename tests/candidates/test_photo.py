import io
import random

import pytest
from PIL import Image, ImageDraw

from baoming.candidates.photo import accept_photo, inspect_photo
from baoming.errors import Invalid


def portrait(size=(400, 560), ground=(255, 255, 255), noise=0, mode="RGB"):
    """A dark head and shoulders, textured, before a ground with so much noise."""
    chance = random.Random(7)
    picture = Image.new("RGB", size, ground)
    if noise:
        grain = Image.frombytes(
            "L", size, bytes(255 - chance.randrange(noise) for _ in range(size[0] * size[1]))
        )
        picture = Image.merge("RGB", (grain, grain, grain))
    texture = Image.frombytes("RGB", size, chance.randbytes(size[0] * size[1] * 3))
    width, height = size
    shape = Image.new("L", size, 0)
    draw = ImageDraw.Draw(shape)
    draw.ellipse((width * 0.22, height * 0.12, width * 0.78, height * 0.68), fill=255)
    draw.rectangle((0, height * 0.72, width, height), fill=255)
    picture.paste(texture, mask=shape)
    return picture.convert(mode)


def written(picture, format="JPEG", **options):
    out = io.BytesIO()
    picture.save(out, format, **({"quality": 90} | options))
    return out.getvalue()


def refusal(data):
    with pytest.raises(Invalid) as refused:
        inspect_photo(data)
    assert list(refused.value.errors) == ["photo"]
    return refused.value.errors["photo"]


def test_a_good_photo_is_written_anew_at_its_size():
    exif = Image.Exif()
    exif[0x010E] = "SECRET"
    data = written(portrait(), exif=exif)
    made = inspect_photo(data)
    picture = Image.open(io.BytesIO(made))
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (400, 560))
    assert picture.getpixel((5, 5)) == (255, 255, 255)
    assert b"SECRET" in data
    assert b"SECRET" not in made
    assert made != data


async def test_accept_is_inspect_in_a_thread():
    data = written(portrait())
    assert await accept_photo(data) == inspect_photo(data)


def test_a_large_photo_is_kept_at_four_times_what_print_needs():
    made = Image.open(io.BytesIO(inspect_photo(written(portrait((1500, 2100)), quality=60))))
    assert made.size == (1200, 1680)


@pytest.mark.parametrize(
    ("size", "passes"),
    [
        ((296, 414), True),
        ((295, 414), False),
        ((296, 413), False),
        ((295, 413), False),
        ((600, 413), False),
        ((500, 500), True),
    ],
)
def test_both_sides_must_exceed_the_limit(size, passes):
    data = written(portrait(size), quality=100)
    if passes:
        assert Image.open(io.BytesIO(inspect_photo(data))).size == size
    elif size[0] > size[1]:
        assert refusal(data) == "照片是横放的（宽 600 × 高 413 像素），请转成竖版后再上传。"
    else:
        assert refusal(data) == (
            f"照片的像素不够（宽 {size[0]} × 高 {size[1]} 像素），宽应大于 295、高应大于 413。"
            "请用原照片，不要把小照片放大。"
        )


def test_a_photo_that_its_camera_turned_is_measured_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = written(portrait().transpose(Image.Transpose.ROTATE_90), exif=exif)
    assert Image.open(io.BytesIO(lying)).size == (560, 400)
    assert Image.open(io.BytesIO(inspect_photo(lying))).size == (400, 560)
    exif[0x0112] = 8
    upright = written(portrait(), exif=exif)
    assert refusal(upright) == "照片是横放的（宽 560 × 高 400 像素），请转成竖版后再上传。"


def test_45_kb_are_too_small_and_one_byte_more_is_enough():
    data = written(portrait(), quality=20)
    assert len(data) < 46_080
    assert inspect_photo(data + b"\0" * (46_081 - len(data)))
    assert refusal(data + b"\0" * (46_080 - len(data))) == (
        "照片文件太小（45.0 KB），应大于 45 KB。请用更清晰的原照片，不要放大或反复压缩。"
    )


def test_more_than_10_mb_is_too_large():
    data = written(portrait())
    assert inspect_photo(data + b"\0" * (10 * 1024 * 1024 - len(data)))
    assert refusal(data + b"\0" * (10 * 1024 * 1024 + 1 - len(data))) == (
        "照片文件太大（10.0 MB），最大 10 MB。"
    )


WHITE_ENOUGH = {
    "pure": portrait(),
    "a wall": portrait(ground=(238, 235, 228)),
    "fine noise": portrait(noise=30),
    "coarse noise": portrait(noise=60),
    "grey picture": portrait(mode="L"),
    "cmyk": portrait(mode="CMYK"),
}


@pytest.mark.parametrize("kind", WHITE_ENOUGH)
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"quality": 60}])
def test_a_white_ground_passes(kind, options):
    assert inspect_photo(written(WHITE_ENOUGH[kind], **options))


def test_a_mark_in_a_corner_a_thin_frame_and_hair_at_the_side_are_forgiven():
    picture = portrait()
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 60, 60), fill="red")
    draw.rectangle((0, 0, 399, 559), outline="black", width=1)
    draw.rectangle((0, 200, 30, 260), fill="black")
    assert inspect_photo(written(picture))


@pytest.mark.parametrize(
    "ground",
    [(67, 142, 219), (255, 0, 0), (128, 128, 128), (200, 200, 200), (0, 0, 0), (210, 225, 255)],
)
def test_another_ground_is_refused_with_what_was_measured(ground):
    sentence = refusal(written(portrait(ground=ground), quality=100, subsampling=0))
    red, green, blue = ground
    assert sentence in {
        f"照片背景不是白色：上边缘的颜色约为红 {r}、绿 {g}、蓝 {b}"
        "（白色为 255，各不应低于 215，也不应偏色）。请用白色背景的证件照。"
        for r in (red - 1, red, red + 1)
        for g in (green - 1, green, green + 1)
        for b in (blue - 1, blue, blue + 1)
    }


def test_a_white_cut_out_at_the_top_alone_is_refused_by_its_side():
    picture = portrait(ground=(60, 120, 200))
    picture.paste("white", (0, 0, 400, 40))
    assert refusal(written(picture)).startswith("照片背景不是白色：左上边缘的颜色约为红 ")


@pytest.mark.parametrize(
    ("data", "beginning"),
    [
        (b"", "文件是空的（0 字节）"),
        (b"<html>", "这是网页文件，只能上传 JPEG 图片"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "这是 SVG 文件"),
        (written(portrait(), "PNG"), "这是 PNG 文件，只能上传 JPEG 图片"),
        (written(portrait())[:50_000], "图片不完整或已损坏"),
    ],
)
def test_what_is_no_jpeg_is_named(data, beginning):
    assert refusal(data).startswith(beginning)
