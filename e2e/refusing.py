"""The addresses of the contract, and bytes that no browser would send to them."""

import socket
from collections.abc import Iterator

import httpx
from e2e.road import SECTIONS, Candidate, Visitor

URLENCODED = "application/x-www-form-urlencoded"
BIG = 10_737_418_240
MOVES = (
    "confirm",
    "refuse",
    "reopen",
    "extend",
    "restore",
    "approve",
    "reject",
    "return",
    "revoke",
)

PUBLIC_PAGES = (
    "/", "/notices", "/notices/43", "/register", "/login", "/recover", "/recover/face",
    "/desk/login",
)  # fmt: skip
PUBLIC_FORMS = (
    "/register", "/login", "/recover", "/recover/answer", "/recover/face", "/recover/face/return",
    "/desk/login",
)  # fmt: skip
OWN_PAGES = (
    "/me", "/me/photo", "/me/education", "/me/wechat", "/me/password", "/me/security",
    "/me/requests", "/apply",
)  # fmt: skip
OWN_FORMS = (
    "/me/photo", "/me/education", "/me/wechat/unbind", "/me/password", "/me/security",
    "/me/requests", "/apply/2024",
)  # fmt: skip
DESK_PAGES = (
    "/desk", "/desk/applications", "/desk/scan", "/desk/requests", "/desk/history", "/desk/import",
    "/desk/staff", "/desk/log", "/desk/export.csv", "/desk/export.xlsx",
)  # fmt: skip
DESK_FORMS = ("/desk/history", "/desk/import", "/desk/staff", "/desk/requests/1")


def pages_of(candidate: Candidate) -> list[str]:
    """What GET shows of a draft."""
    parts = (*SECTIONS, "check", "zone")
    return [candidate.address, *(f"{candidate.address}/{part}" for part in parts)]


def forms_of(candidate: Candidate) -> list[str]:
    parts = (*SECTIONS, "submit", "withdraw", "zone", "materials/form", "materials/1/delete")
    return [f"{candidate.address}/{part}" for part in parts]


def verbs_on(candidate: Candidate) -> list[str]:
    record = f"/desk/applications/{candidate.number}"
    return [f"{record}/{move}" for move in (*MOVES, "education")]


def raw(url: str, head: str, body: bytes = b"") -> tuple[int, str]:
    """The status and the headers that answer these very bytes, which end the connection."""
    address = httpx.URL(url)
    with socket.create_connection((address.host, address.port or 80), timeout=20) as connection:
        text = f"{head}\r\nHost: {address.host}\r\nConnection: close\r\n\r\n"
        connection.sendall(text.encode("latin-1") + body)
        answer = connection.recv(65536).decode("latin-1")
    return int(answer.split()[1]), answer.partition("\r\n\r\n")[0]


def send(
    visitor: Visitor,
    address: str,
    content: bytes | Iterator[bytes],
    kind: str = URLENCODED,
    **headers: str,
) -> httpx.Response:
    """A body as it is."""
    return visitor.client.post(address, content=content, headers={"content-type": kind, **headers})


def unreadable() -> dict[str, tuple[bytes, str]]:
    """Bodies in which no form can be found."""
    return {
        "not UTF-8": (b"name=%FF%FE", URLENCODED),
        "raw bytes that are not UTF-8": (b"name=\xff\xfe", URLENCODED),
        "a lone surrogate": (b"name=%ED%A0%80", URLENCODED),
        "a thousand fields": (b"&".join(b"f%d=1" % each for each in range(1000)), URLENCODED),
        "no boundary": (b"name=1", "multipart/form-data"),
        "no part": (b"name=1", "multipart/form-data; boundary=x"),
        "a part without end": (
            b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n1',
            "multipart/form-data; boundary=x",
        ),
        "JSON": (b"{}", "application/json"),
    }


def readable(token: str) -> dict[str, tuple[bytes, str]]:
    """Bodies that are forms, of a kind."""
    sent = f"_csrf_token={token}&".encode()
    part = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    long_name = b"n" * 5000
    multipart = part % (b"_csrf_token", token.encode())
    return {
        "NUL": (
            sent + b"name=a%00b&address=%00&agree=%00&until=%00&code=%00&reason=%00",
            URLENCODED,
        ),
        "a bogus charset": (sent + b"name=1", f"{URLENCODED}; charset=bogus"),
        "broken escapes": (sent + b"name=%zz&%=%&&&=;;", URLENCODED),
        "the token twice": (sent + sent, URLENCODED),
        "a long name": (sent + long_name + b"=1", URLENCODED),
        "a noncharacter": (sent + b"name=%EF%BF%BF&mobile=%F4%8F%BF%BF", URLENCODED),
        "right to left": (sent + "address=\u202e\u2066x&school=\u0000".encode(), URLENCODED),
        "files for text": (
            multipart
            + b'--x\r\nContent-Disposition: form-data; name="mobile"; filename="a"\r\n\r\n1\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
        "text for files": (
            multipart + part % (b"photo", b"1") + part % (b"file", b"1") + b"--x--",
            "multipart/form-data; boundary=x",
        ),
    }
