"""The application form (报名申请表) on A4, as the paper that the office confirms by."""

import asyncio
import io
import json
import threading
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import cast

import segno
import typst
from PIL import Image

from baoming.document.fonts import shelf
from baoming.errors import TooMany

TEMPLATE = Path(__file__).with_name("form.typ")
THREADS = 2
LONGEST_QUEUE = 200
DRAFT_MARK = "供单位盖章（未提交）"
PHOTO_SIZE = (295, 413)
"""25 x 35 mm at 300 dots an inch (一寸)."""
PHOTO_BYTES = 24 * 1024


@dataclass(frozen=True, kw_only=True)
class FormSheet:
    """What the form says, each value worded for print; an empty one prints as a dash."""

    title: str
    """Year and exam, such as 2024年度卫生专业技术资格考试."""
    number: str
    zone: str
    site: str
    registration_point: str = ""
    name: str
    gender: str
    ethnicity: str
    birth_date: str
    id_type: str
    id_number: str
    mobile: str
    phone: str = ""
    address: str = ""
    postcode: str = ""
    category: str
    level: str
    specialty: str
    specialty_code: str
    subjects: str
    practice_category: str
    first_licensed_in: str = ""
    residency_certified_in: str = ""
    school: str
    major: str
    qualification: str
    degree: str
    years_of_schooling: str
    study_form: str
    graduated_on: str
    certificate_number: str
    employer: str = ""
    employer_affiliation: str = ""
    employer_type: str
    department: str = ""
    started_in: str
    years_in_specialty: str
    current_title: str
    title_obtained_in: str = ""
    archive_keeper: str = ""
    pledge: str
    code: str | None
    """The verification code; a sheet without one is a draft, for the employer's stamp only."""
    scan_url: str | None = None
    """What the QR code beside the verification code leads to."""
    revision: int = 0
    """How many times the application has been submitted."""
    submitted_at: str = ""
    printed_at: str
    photo: bytes | None = None
    """JPEG."""

    @property
    def draft(self) -> bool:
        return self.code is None


async def render(sheet: FormSheet) -> bytes:
    """The PDF, the same bytes for the same sheet.

    Raises FontsMissing, and TooMany when the server is far behind: every sheet that waits
    holds a photo in memory.
    """
    global _waiting
    if _waiting >= LONGEST_QUEUE:
        raise TooMany("同时生成申请表的人较多，请稍后再试。", retry_after=5)
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_pool, _print, sheet)
    finally:
        _waiting -= 1


_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="form")
_own = threading.local()
_waiting = 0


def _print(sheet: FormSheet) -> bytes:
    # Tags would add a third to the bytes; the form's page in HTML is the accessible one.
    pdf = _compiler().compile(format="pdf", sys_inputs=_inputs(sheet), pdf_tags=False)
    return cast(bytes, pdf)


def _compiler() -> typst.Compiler:
    """One for each thread: a typst compiler may not be entered twice."""
    if not hasattr(_own, "compiler"):
        _own.compiler = typst.Compiler(TEMPLATE, font_paths=shelf().fonts)
    compiler: typst.Compiler = _own.compiler
    return compiler


def _inputs(sheet: FormSheet) -> dict[str, str]:
    return {
        "sheet": json.dumps(_wording(sheet), ensure_ascii=False),
        "photo": _photo_picture(sheet.photo) if sheet.photo else "",
        "code_picture": _code_picture(sheet.scan_url) if sheet.code and sheet.scan_url else "",
    }


def _wording(sheet: FormSheet) -> dict[str, object]:
    times = [f"打印时间 {sheet.printed_at}"]
    if sheet.submitted_at and not sheet.draft:
        times.insert(0, f"提交时间 {sheet.submitted_at}")
    return asdict(replace(sheet, photo=None)) | {
        "document_title": f"{sheet.title}报名申请表",
        "revision": f"第 {sheet.revision} 次提交",
        "footer": _footer(sheet),
        "times": "　".join(times),
    }


def _footer(sheet: FormSheet) -> str:
    if sheet.draft:
        return f"{DRAFT_MARK}：不能用于报名确认，提交后请重新打印。"
    return f"验证码 {sheet.code}：重新提交后本表作废，请重新打印。"


def _code_picture(url: str) -> str:
    svg = io.BytesIO()
    code = segno.make(url, error="m", boost_error=False, micro=False)
    code.save(svg, kind="svg", border=0, xmldecl=False)
    return svg.getvalue().decode()


def _photo_picture(photo: bytes) -> str:
    """As SVG, because typst takes text only; the JPEG inside reaches the PDF as it is."""
    width, height, jpeg = _print_size(photo)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" '
        f'href="data:image/jpeg;base64,{b64encode(jpeg).decode()}"/></svg>'
    )


def _print_size(photo: bytes) -> tuple[int, int, bytes]:
    with Image.open(io.BytesIO(photo), formats=["JPEG"]) as image:
        width, height = image.size
        if width <= PHOTO_SIZE[0] and height <= PHOTO_SIZE[1] and len(photo) <= PHOTO_BYTES:
            return width, height, photo
        image.draft("RGB", PHOTO_SIZE)
        small = image.convert("RGB")
    small.thumbnail(PHOTO_SIZE, reducing_gap=2)
    jpeg = io.BytesIO()
    small.save(jpeg, "JPEG", quality=82, optimize=True)
    return small.width, small.height, jpeg.getvalue()
