"""A form as it arrives: bounded first, then read; nothing of it is cached.

Litestar keeps the last thousand urlencoded bodies in memory, passwords included, and trips over
hostile multipart; so the edge reads forms itself, with the same multipart parser.
"""

from collections.abc import Mapping
from tempfile import SpooledTemporaryFile
from typing import Any
from urllib.parse import parse_qsl

from litestar.exceptions import ClientException, HTTPException
from litestar.types import Receive
from multipart import MultipartError, MultipartParser, parse_options_header

from baoming.fields import Given, Upload

Body = SpooledTemporaryFile[bytes]

LIMIT = 128 * 1024
"""Bytes of a form without files; a route with files says its own."""

FIELDS = 300
"""More fields than any form has."""


class TooLarge(HTTPException):
    status_code = 413


class Unreadable(ClientException):
    status_code = 400


async def read_form(headers: Mapping[str, str], receive: Receive, limit: int) -> Given:
    """TooLarge beyond `limit` bytes, Unreadable when it is no form."""
    kind, options = parse_options_header(headers.get("content-type", ""))
    if kind != "multipart/form-data":
        limit = min(limit, LIMIT)  # it can hold no file, and is read into memory several times over
    announced = headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise TooLarge
    # On a slow link a photo takes minutes to come: meanwhile it lies on the disk.
    with SpooledTemporaryFile(max_size=LIMIT) as body:
        size = await _receive(receive, limit, body)
        body.seek(0)
        if not size and kind != "multipart/form-data":
            return {}
        try:
            if kind == "application/x-www-form-urlencoded":
                return _urlencoded(body.read())
            if kind == "multipart/form-data":
                return _multipart(body, size, options)
        except (UnicodeError, LookupError, ValueError, MultipartError) as error:
            raise Unreadable from error
    raise Unreadable


async def read_body(receive: Receive, limit: int) -> bytes:
    with SpooledTemporaryFile(max_size=LIMIT) as body:
        await _receive(receive, limit, body)
        body.seek(0)
        return body.read()


async def _receive(receive: Receive, limit: int, body: Body) -> int:
    """How many bytes came; never more than `limit`."""
    size = 0
    while True:
        message: Any = await receive()
        if message["type"] == "http.disconnect":
            raise Unreadable
        piece = message.get("body", b"")
        size += len(piece)
        if size > limit:
            raise TooLarge
        body.write(piece)
        if not message.get("more_body"):
            return size


def _urlencoded(body: bytes) -> Given:
    pairs = parse_qsl(
        body.decode("ascii"),
        keep_blank_values=True,
        encoding="utf-8",
        errors="strict",
        max_num_fields=FIELDS,
    )
    return _gathered(pairs)


def _multipart(body: Body, size: int, options: Mapping[str, str]) -> Given:
    parser = MultipartParser(
        body,
        options["boundary"],
        content_length=size,
        charset="utf-8",
        part_limit=FIELDS,
        memory_limit=size + 1,
        disk_limit=size + 1,
        strict=True,
    )
    pairs: list[tuple[str, str | Upload]] = []
    for part in parser.parts():
        if part.filename is None:
            pairs.append((part.name, part.raw.decode("utf-8")))
        else:
            pairs.append((part.name, Upload(part.filename, part.raw)))
        part.close()
    return _gathered(pairs)


def _gathered(pairs: Any) -> Given:
    given: dict[str, list[str | Upload]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    return given
