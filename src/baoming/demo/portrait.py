"""A drawn portrait: nobody's face, but a picture that keeps the rules of the photo."""

import random
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

SIZE = (600, 840)
SKIN = ("#e9c3a2", "#d9ab86", "#f0cfb1", "#c99a76")
COAT = ("#33566b", "#5b4a6b", "#3d6651", "#6b4a45")


def portrait(seed: str) -> bytes:
    """A JPEG above 45 KB, always the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  # a drawing, no secret
    picture = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((60, 600, 540, 1100), fill=chance.choice(COAT))
    pen.rectangle((255, 520, 345, 660), fill=(skin := chance.choice(SKIN)))
    pen.ellipse((165, 140, 435, 480), fill="#2a2422")
    pen.ellipse((180, 190, 420, 570), fill=skin)
    pen.chord((170, 150, 430, 420), 180, 360, fill="#2a2422")
    for x in (245, 355):
        pen.ellipse((x - 12, 350, x + 12, 366), fill="#2a2422")
    pen.arc((265, 430, 335, 480), 20, 160, fill="#8a4a40", width=5)
    return _grained(picture.filter(ImageFilter.GaussianBlur(1.5)), chance)


def _grained(picture: Image.Image, chance: random.Random) -> bytes:
    """A drawing compresses to less than a photo may weigh; grain makes up for it."""
    grain = Image.frombytes("L", SIZE, chance.randbytes(SIZE[0] * SIZE[1]))
    dark = Image.merge("RGB", [grain.point(lambda value: value // 6)] * 3)
    mask = picture.convert("L").point(lambda value: 0 if value > 250 else 255)
    grained = Image.composite(Image.blend(picture, dark, 0.2), picture, mask)
    made = BytesIO()
    grained.save(made, "JPEG", quality=96)
    return made.getvalue()
