import time
import zlib

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject
from tests.slots import pdf

from baoming.files.images import Unreadable
from baoming.materials.pdf import inspect_pdf


def action(kind: str, **more: str):
    """Makes a PDF do something when it is opened."""
    entries = {NameObject("/S"): NameObject(f"/{kind}")}
    entries |= {NameObject(f"/{name}"): TextStringObject(value) for name, value in more.items()}

    def change(writer: PdfWriter) -> None:
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(entries)

    return change


def on_page(**entries: str):
    """Puts an annotation on the first page."""
    made = {NameObject(f"/{name}"): NameObject(f"/{value}") for name, value in entries.items()}

    def change(writer: PdfWriter) -> None:
        writer.pages[0][NameObject("/Annots")] = ArrayObject([DictionaryObject(made)])

    return change


def by_hand(*objects: bytes) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF"
    return body + head + table + end % (len(objects) + 1, len(body))


@pytest.mark.parametrize("pages", [1, 4])
def test_as_many_pages_as_are_allowed_are_taken(pages: int) -> None:
    assert inspect_pdf(pdf(pages), 4) == pages


@pytest.mark.parametrize("pages", [5, 300])
def test_more_pages_are_told_with_both_numbers(pages: int) -> None:
    with pytest.raises(Unreadable) as refused:
        inspect_pdf(pdf(pages), 4)
    assert str(refused.value) == (
        f"这份 PDF 有 {pages} 页，这项材料最多 4 页。请只保留需要的页面再上传。"
    )


def test_pages_are_counted_whatever_the_count_says() -> None:
    tree = b"<</Type/Pages/Count 1/Kids[3 0 R 4 0 R 5 0 R]>>"
    lying = by_hand(b"<</Type/Catalog/Pages 2 0 R>>", tree, *[b"<</Type/Page/Parent 2 0 R>>"] * 3)
    assert inspect_pdf(lying, 3) == 3
    with pytest.raises(Unreadable, match="有 3 页"):
        inspect_pdf(lying, 2)


@pytest.mark.parametrize(("user", "owner"), [("secret", None), ("", "owner")])
def test_an_encrypted_one_is_refused(user: str, owner: str | None) -> None:
    with pytest.raises(Unreadable, match="密码或权限限制"):
        inspect_pdf(pdf(1, lambda writer: writer.encrypt(user, owner)), 4)


@pytest.mark.parametrize(
    "change",
    [
        action("JavaScript", JS="app.alert(1)"),
        action("Launch", F="cmd.exe"),
        action("SubmitForm", F="http://localhost/"),
        action("ImportData", F="a.fdf"),
    ],
)
def test_what_runs_something_is_refused(change) -> None:
    with pytest.raises(Unreadable, match="脚本或会启动其他程序"):
        inspect_pdf(pdf(2, change), 4)


@pytest.mark.parametrize(
    "change",
    [
        lambda writer: writer.add_attachment("a.exe", b"MZ"),
        on_page(Type="Annot", Subtype="FileAttachment"),
        on_page(Type="Annot", Subtype="RichMedia"),
    ],
)
def test_what_encloses_something_is_refused(change) -> None:
    with pytest.raises(Unreadable, match="夹带了其他文件"):
        inspect_pdf(pdf(2, change), 4)


def test_a_link_and_a_place_to_open_at_are_harmless() -> None:
    assert inspect_pdf(pdf(1, action("GoTo")), 4) == 1
    assert inspect_pdf(pdf(1, on_page(Type="Annot", Subtype="Link")), 4) == 1


def test_one_that_was_cut_off_is_refused() -> None:
    whole = pdf(3)
    with pytest.raises(Unreadable, match="不完整"):
        inspect_pdf(whole[: len(whole) // 2], 4)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4\nnothing\n%%EOF",
        by_hand(b"<</Type/Catalog>>"),
        by_hand(b"<</Type/Catalog/Pages 2 0 R>>", b"[" * 100_000),
        by_hand(b"<</Type/Catalog/Pages 2 0 R>>", b"<</A" * 100_000),
        b"%PDF-1.4\n" + b"1 0 obj\n" * 300_000 + b"trailer<</Root 1 0 R>>\n%%EOF",
    ],
    ids=["text", "no pages", "deep lists", "deep dictionaries", "one number for all"],
)
def test_a_broken_one_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="已损坏"):
        inspect_pdf(data, 4)


def test_a_tree_of_pages_that_leads_back_to_itself_ends() -> None:
    ring = by_hand(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]>>")
    with pytest.raises(Unreadable, match="没有页面"):
        inspect_pdf(ring, 4)


def test_a_bomb_costs_seconds_and_no_more() -> None:
    """300 MB in 300 KB, as the table of objects that every reader has to unpack."""
    packed = zlib.compress(b"\x01\x00\x09\x00" * 75_000_000, 9)
    head = b"<</Type/XRef/Filter/FlateDecode/W[1 2 1]/Size 1999999/Root 1 0 R/Length %d>>"
    bomb = by_hand(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[]>>",
        head % len(packed) + b"stream\n" + packed + b"\nendstream",
    )
    start = bomb.rindex(b"startxref")
    bomb = bomb[:start] + b"startxref\n%d\n%%%%EOF" % bomb.index(b"3 0 obj")
    began = time.monotonic()
    with pytest.raises(Unreadable):
        inspect_pdf(bomb, 4)
    assert time.monotonic() - began < 15
