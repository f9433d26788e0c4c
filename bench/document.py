"""The PDF of the application form: milliseconds and bytes, beside a bare page of one line."""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import typst

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.document.sheets import LONGEST, SHEET, portrait

from baoming.document.fonts import shelf, unprintable
from baoming.document.form import render

ROUNDS = 40
BUDGET_MS = 20
BUDGET_BYTES = 80 * 1024


async def main() -> None:
    started = time.perf_counter()
    shelf()
    print(f"fonts found and read      {_ms(started):8.1f} ms, once a process")
    started = time.perf_counter()
    await render(SHEET)
    print(f"first form                {_ms(started):8.1f} ms, once a thread")
    with tempfile.TemporaryDirectory() as folder:
        bare = await _median(_bare(Path(folder)))
        print(f"bare page of one line     {bare:8.1f} ms")
        stored, large = portrait(295, 413, grain=0.12), portrait(900, 1260)
        for name, sheet in (
            ("usual, no photo", SHEET),
            ("usual, photo of 20 KB", replace(SHEET, photo=stored)),
            ("usual, photo 900 x 1260", replace(SHEET, photo=large)),
            ("longest, photo of 20 KB", replace(LONGEST, photo=stored)),
        ):
            size = len(await render(sheet))
            taken = await _median(lambda n, s=sheet: render(replace(s, number=str(n))))
            within = taken <= BUDGET_MS and size <= BUDGET_BYTES
            verdict = "" if within else "   over budget"
            print(f"{name:25} {taken:8.1f} ms {taken / bare:6.1f} x bare {size:8,} bytes{verdict}")
    started = time.perf_counter()
    await asyncio.gather(*(render(replace(SHEET, number=str(n))) for n in range(100)))
    print(f"100 forms at once         {_ms(started) / 100:8.1f} ms each, two threads")
    started = time.perf_counter()
    for _ in range(1000):
        unprintable("阿卜杜热合曼·买买提江")
    print(f"characters of a name      {_ms(started):8.1f} microseconds")


async def _median(once: Callable[[int], Awaitable[object]]) -> float:
    times = []
    for number in range(ROUNDS):
        started = time.perf_counter()
        await once(number)
        times.append(_ms(started))
    return statistics.median(times)


def _bare(folder: Path) -> Callable[[int], Awaitable[object]]:
    page = folder / "bare.typ"
    page.write_text('#set text(font: "Noto Sans CJK SC")\n报名申请表 #sys.inputs.number\n')
    compiler = typst.Compiler(page, font_paths=shelf().fonts)

    async def once(number: int) -> object:
        return compiler.compile(format="pdf", sys_inputs={"number": str(number)})

    return once


def _ms(started: float) -> float:
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    asyncio.run(main())
