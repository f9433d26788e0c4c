"""Materials as candidates send them: photos of papers, PDFs, and files that mean harm.

await send(wang, number, "identity", photo())
await send_owed(wang, number)                 # whatever submitting still wants
"""

import re
from collections.abc import Callable
from functools import cache
from io import BytesIO

import httpx
from PIL import Image
from pypdf import PdfWriter
from tests.app import Browser

from baoming.materials.requirements import Held, all_held


async def send(
    person: Browser, number: str, code: str, data: bytes, name: str = "证书.jpg", **more: object
) -> httpx.Response:
    address = f"/applications/{number}/materials/{code}"
    return await person.post(
        address,
        dict(more),
        page=f"/applications/{number}/materials",
        files={"file": (name, data, "application/octet-stream")},
    )


async def send_owed(person: Browser, number: str) -> None:
    """One photo into every slot that still wants one."""
    here = f"/applications/{number}/materials"
    overview = await person.get(here)
    for code in re.findall(r'data-material="(\w+)" data-state="todo"', overview.text):
        answer = await send(person, number, code, photo())
        assert answer.status_code == 303, answer.text


@cache
def photo(width: int = 600, height: int = 800, format: str = "JPEG", **more: object) -> bytes:
    made = BytesIO()
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    picture.save(made, format, **more)
    return made.getvalue()


def pdf(pages: int = 1, change: Callable[[PdfWriter], object] | None = None) -> bytes:
    writer, made = PdfWriter(), BytesIO()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if change:
        change(writer)
    writer.write(made)
    return made.getvalue()


async def held(application: int) -> tuple[Held, ...]:
    """The files that are in the slots now, slot by slot."""
    every = await all_held(application)
    now = (each for each in every if each.removed_at is None)
    return tuple(sorted(now, key=lambda each: (each.position, each.id)))
