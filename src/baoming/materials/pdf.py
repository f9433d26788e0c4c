"""PDFs from strangers: looked through in a process of its own, and kept as they are.

Rewriting one would lose electronic seals and signatures, so what is harmful is refused instead:
passwords, scripts, enclosed files, too many pages. Time and memory of the reading are bounded by
the kernel (`pdf_reading`), so a hostile file costs a few seconds and nothing else.
"""

import subprocess
import sys
from pathlib import Path

from baoming.files.images import Unreadable

HEAD = b"%PDF-"
_PROGRAM = Path(__file__).with_name("pdf_reading.py")
_SECONDS = 15
"""On a busy machine; the program allows itself five of the processor."""
_TAIL = 2048
"""The end mark lies within the last kilobyte, by old habit of readers."""

_FAULTS = {
    "encrypted": "这份 PDF 设有密码或权限限制，审核人员打不开。请另存为不加密的 PDF，或拍照后上传。",
    "running": "这份 PDF 里有脚本或会启动其他程序的内容，不能接收。请用“打印为 PDF”另存一份，或拍照后上传。",
    "enclosing": "这份 PDF 里夹带了其他文件或音视频，不能接收。请去掉后再上传，或拍照后上传。",
    "complex": "这份 PDF 过于复杂，无法检查。请用“打印为 PDF”另存一份，或拍照后上传。",
    "broken": "这份 PDF 已损坏，无法打开。请重新导出，或拍照后上传。",
}


def inspect_pdf(data: bytes, most_pages: int) -> int:
    """How many pages it has; Unreadable tells what is wrong. Blocks: call it in a thread."""
    if b"%%EOF" not in data[-_TAIL:]:
        raise Unreadable("这份 PDF 不完整，可能没有下载完。请重新下载或导出后再上传。")
    said = _verdict(data)
    if said in _FAULTS:
        raise Unreadable(_FAULTS[said])
    pages = int(said.removeprefix("pages "))
    if pages == 0:
        raise Unreadable("这份 PDF 里没有页面。请重新导出，或拍照后上传。")
    if pages > most_pages:
        raise Unreadable(
            f"这份 PDF 有 {pages} 页，这项材料最多 {most_pages} 页。请只保留需要的页面再上传。"
        )
    return pages


def _verdict(data: bytes) -> str:
    try:
        done = subprocess.run(  # noqa: S603  # our own program, without a shell
            [sys.executable, "-I", str(_PROGRAM)],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "complex"
    said = done.stdout.decode("ascii", "replace").strip()
    return said if said in _FAULTS or said.startswith("pages ") else "complex"
