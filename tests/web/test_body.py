import pytest

from baoming.fields import Upload
from baoming.web.body import LIMIT, TooLarge, Unreadable, read_form

FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=b"


async def read(body: bytes, kind: str = FORM, limit: int = 1000, step: int = 7) -> object:
    pieces = [body[i : i + step] for i in range(0, len(body), step)] or [b""]

    async def receive() -> dict[str, object]:
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    return await read_form({"content-type": kind}, receive, limit)  # type: ignore[arg-type]


def part(head: str, body: bytes) -> bytes:
    return b"--b\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n"


async def test_a_plain_form_keeps_every_value() -> None:
    assert await read(b"a=1&b=&a=%E5%BC%A0+2") == {"a": ["1", "张 2"], "b": [""]}
    assert await read(b"") == {}


async def test_a_form_with_a_file() -> None:
    body = part('Content-Disposition: form-data; name="a"', "张".encode())
    body += part('Content-Disposition: form-data; name="f"; filename="x.jpg"', b"\xff\xd8")
    assert await read(body + b"--b--\r\n", PARTS) == {
        "a": ["张"],
        "f": [Upload("x.jpg", b"\xff\xd8")],
    }


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"a=%FF", FORM),
        (b"a=\xff", FORM),
        (b"&".join(b"a=1" for _ in range(400)), FORM),
        (b"{}", "application/json"),
        (b"a=1", ""),
        (b"a=1", "multipart/form-data"),
        (b"", PARTS),
        (b"nothing of the kind", PARTS),
        (part('Content-Disposition: form-data; name="a"', b"\xff") + b"--b--\r\n", PARTS),
        (part('Content-Disposition: form-data; name="a"', b"never ends"), PARTS),
        (part("Content-Disposition: form-data", b"no name") + b"--b--\r\n", PARTS),
        (part("X: y", b"no disposition") + b"--b--\r\n", PARTS),
        (
            part(
                'Content-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=nix',
                b"\xff",
            )
            + b"--b--\r\n",
            PARTS,
        ),
    ],
)
async def test_what_is_no_form_is_unreadable(body: bytes, kind: str) -> None:
    with pytest.raises(Unreadable):
        await read(body, kind, limit=5000)


async def test_too_large_before_and_while_it_comes() -> None:
    with pytest.raises(TooLarge):
        await read(b"a=" + b"1" * 99, limit=100)
    assert await read(b"a=" + b"1" * 98, limit=100) == {"a": ["1" * 98]}


async def test_an_announced_size_is_refused_unread() -> None:
    async def receive() -> dict[str, object]:
        raise AssertionError("nothing is read")

    with pytest.raises(TooLarge):
        await read_form({"content-length": "101", "content-type": FORM}, receive, 100)  # type: ignore[arg-type]


async def test_a_form_without_files_is_small_even_where_files_are_taken() -> None:
    with pytest.raises(TooLarge):
        await read(b"a=" + b"x" * LIMIT, limit=100 * LIMIT, step=LIMIT)
    body = part('Content-Disposition: form-data; name="f"; filename="x"', b"x" * LIMIT)
    taken = await read(body + b"--b--\r\n", PARTS, limit=100 * LIMIT, step=LIMIT)
    assert taken == {"f": [Upload("x", b"x" * LIMIT)]}
