"""Files as offices send them."""

import io
from collections import deque
from typing import BinaryIO

import pytest

from baoming.returning.reading import Unreadable, of_bytes, records

TEXT = "name,school\n王𬀩,长春医学高等专科学校\n阿不都·买买提,吉林大学（南岭）\n"
RECORDS = [
    (1, ["name", "school"]),
    (2, ["王𬀩", "长春医学高等专科学校"]),
    (3, ["阿不都·买买提", "吉林大学（南岭）"]),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_an_encoding_is_recognised(encoding: str, ending: str) -> None:
    data = TEXT.replace("\n", ending).encode(encoding)
    assert list(records(of_bytes(data))) == RECORDS


def test_a_long_file_in_gb18030_is_recognised_by_its_last_line() -> None:
    data = b"a,b\n" * 700_000 + "王,李\n".encode("gb18030")
    [last] = deque(records(of_bytes(data)), maxlen=1)
    assert last == (700_001, ["王", "李"])


def test_blank_lines_are_left_out_and_lines_keep_their_numbers() -> None:
    data = b'a,b\n\n"1\n2",3\n,\n4,5\n'
    assert list(records(of_bytes(data))) == [(1, ["a", "b"]), (3, ["1\n2", "3"]), (6, ["4", "5"])]


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"a,b\n1,2\n\xff\xff\xff,3\n", 3, "既不是 UTF-8 也不是 GB18030 编码，请另存为“CSV UTF-8”"),
        (b'a,b\n1,2\n"3,4\n5,6\n', 3, "引号不成对，或一格的内容太长"),
        (b"a,b\n" + b"x" * 200_000, 2, "引号不成对，或一格的内容太长"),
        (b"PK\x03\x04rest", 1, "这不是 CSV，也不是 xlsx 格式的 Excel 文件"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            1,
            "这是旧格式的 Excel 文件（xls），请另存为 xlsx 或“CSV UTF-8（逗号分隔）”",
        ),
    ],
)
def test_what_cannot_be_read_is_named_by_line(data: bytes, line: int, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        list(records(of_bytes(data)))
    assert (refused.value.line, refused.value.reason) == (line, reason)


def test_every_file_that_is_opened_is_closed() -> None:
    opened: list[io.BytesIO] = []

    def source() -> BinaryIO:
        opened.append(io.BytesIO(TEXT.encode()))
        return opened[-1]

    list(records(source))
    assert [file.closed for file in opened] == [True] * len(opened)
