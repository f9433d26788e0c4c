"""The basic photo (基本照片): a white-ground standard ID photo, as the notice of 2024 wants it.

Whether it is a good likeness is for the officers to see; here are the rules that can be measured.
Colour is not asked for: a grey picture passes. The stored picture is ours (`files.images`).
"""

from PIL import Image, ImageStat

from baoming.errors import Invalid
from baoming.files.images import Opened, Unreadable, encode, in_thread, open_image

WIDER_THAN = 295
HIGHER_THAN = 413
"""Pixels, once the picture stands upright."""
LARGER_THAN = 46_080
"""Bytes: 45 KB."""
AT_MOST = 10 * 1024 * 1024
LARGEST_SIDE = 1680
"""Pixels kept: four times what an inch photo needs in print."""

_WHITE = 215
_COLOURED = 24
_UPPER = 0.4


async def accept_photo(data: bytes) -> bytes:
    """`inspect_photo` off the event loop."""
    return await in_thread(inspect_photo, data)


def inspect_photo(data: bytes) -> bytes:
    """The photo as we keep it, a JPEG; or Invalid, saying what was measured and what is wanted."""
    try:
        if fault := _weight(data):
            raise Unreadable(fault)
        opened = open_image(data, ("JPEG",), LARGEST_SIDE)
        if fault := _shape(opened) or _ground(opened.picture):
            raise Unreadable(fault)
    except Unreadable as refused:
        raise Invalid({"photo": str(refused)}) from None
    return encode(opened.picture, "JPEG", quality=92).data


def _weight(data: bytes) -> str | None:
    """Too small is said only of a JPEG: of another file the type is the first thing to mend."""
    if len(data) > AT_MOST:
        return f"照片文件太大（{len(data) / 1024 / 1024:.1f} MB），最大 10 MB。"
    if data.startswith(b"\xff\xd8\xff") and len(data) <= LARGER_THAN:
        return (
            f"照片文件太小（{len(data) / 1024:.1f} KB），应大于 45 KB。"
            "请用更清晰的原照片，不要放大或反复压缩。"
        )
    return None


def _shape(opened: Opened) -> str | None:
    measured = f"宽 {opened.width} × 高 {opened.height} 像素"
    if opened.width > opened.height:
        return f"照片是横放的（{measured}），请转成竖版后再上传。"
    if opened.width <= WIDER_THAN or opened.height <= HIGHER_THAN:
        return (
            f"照片的像素不够（{measured}），宽应大于 {WIDER_THAN}、高应大于 {HIGHER_THAN}。"
            "请用原照片，不要把小照片放大。"
        )
    return None


def _ground(picture: Image.Image) -> str | None:
    """White at the top and at both sides of the upper part, shoulders being below.

    The median of a narrow band forgives noise, shadows and a strand of hair.
    """
    width, height = picture.size
    band, upper = max(4, width // 40), round(height * _UPPER)
    bands = {
        "上边": (0, 0, width, band),
        "左上边": (0, 0, band, upper),
        "右上边": (width - band, 0, width, upper),
    }
    for where, box in bands.items():
        red, green, blue = ImageStat.Stat(picture.crop(box)).median
        if (
            min(red, green, blue) < _WHITE
            or max(red, green, blue) - min(red, green, blue) > _COLOURED
        ):
            return (
                f"照片背景不是白色：{where}缘的颜色约为红 {red}、绿 {green}、蓝 {blue}"
                f"（白色为 255，各不应低于 {_WHITE}，也不应偏色）。请用白色背景的证件照。"
            )
    return None
