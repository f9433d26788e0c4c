"""A table as an Excel workbook (ECMA-376), written while its rows come: memory stays the same.

Every cell is text: a document number of 18 digits keeps its last ones, and nothing is calculated.
"""

import re
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

Row = Sequence[str]

LONGEST = 32767
"""Characters of a cell; with more, Excel calls the whole file damaged."""

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    # Style 1 is text (format 49): a number typed anew stays as it was typed. Style 2 is the head.
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf numFmtId="49" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
_BOOK = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="%s" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_SHEET = (
    f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
    "</sheetViews><cols>%s</cols><sheetData>"
)
# What XML 1.0 cannot hold.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


async def workbook(
    name: str, head: Row, batches: AsyncIterator[Iterable[Row]]
) -> AsyncIterator[bytes]:
    """In pieces, to be sent one after the other."""
    out = _Pieces()
    # Level 1: a third of the time of the usual one, for a file a quarter larger.
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as package:
        for path, xml in (*_PARTS.items(), ("xl/workbook.xml", _BOOK % escape(name))):
            package.writestr(path, _HEAD + xml)
        with package.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write((_HEAD + _SHEET % _columns(head)).encode())
            _write(sheet, [head], style=2)
            async for batch in batches:
                _write(sheet, batch, style=1)
                yield out.taken()
            sheet.write(b"</sheetData></worksheet>")
    yield out.taken()


class _Pieces:
    """What the archive has written since it was last asked; it cannot go back in it."""

    def __init__(self) -> None:
        self.held = bytearray()

    def write(self, data: bytes) -> int:
        self.held += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    close = flush

    def taken(self) -> bytes:
        held, self.held = bytes(self.held), bytearray()
        return held


def _columns(head: Row) -> str:
    widths = (max(12, 2 * len(title) + 2) for title in head)
    return "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(widths, 1)
    )


def _write(sheet: IO[bytes], rows: Iterable[Row], style: int) -> None:
    begin = f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">'
    empty = f'<c s="{style}"/>'
    for row in rows:
        cells = (f"{begin}{_said(cell)}</t></is></c>" if cell else empty for cell in row)
        sheet.write(f"<row>{''.join(cells)}</row>".encode())


def _said(text: str) -> str:
    return escape(_UNSAYABLE.sub("", text)[:LONGEST])
