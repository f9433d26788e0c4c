"""Where the bytes of photos and materials lie: a folder, or a bucket that speaks S3.

What `put` has answered for survives a power cut. obstore's local store does not call fsync, so
the folder is plain code here; buckets are obstore's. A missing key is FileNotFoundError in both.
"""

import asyncio
import os
import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import obstore
from obstore.store import S3Store

from baoming import clock

_KEY = re.compile(r"[^/\\\x00-\x1f\x7f]{1,200}(/[^/\\\x00-\x1f\x7f]{1,200}){0,7}")
_UNFINISHED = ".put-"


class Storage(Protocol):
    """Keys are relative paths such as `3f/3fz9…`; ValueError for one that would lead elsewhere."""

    async def put(self, key: str, data: bytes) -> None: ...

    async def get(self, key: str) -> bytes: ...

    async def delete(self, key: str) -> None:
        """A missing key is no fault: to delete again is to be sure."""

    def keys(self) -> AsyncIterator[str]:
        """Every key, in no order; what is put or deleted meanwhile may be missing or there."""

    async def clear_unfinished(self, older_than: timedelta) -> int:
        """Remove what a crash left half written, and say how much it was."""


async def open_storage(url: str) -> Storage:
    """`file:///absolute` or `s3://bucket/prefix`; a bucket's access comes from AWS_* variables."""
    if url.startswith("file:///"):
        return await asyncio.to_thread(Folder, Path(url.removeprefix("file://")))
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.netloc:
        raise ValueError(f"neither file:///absolute nor s3://bucket/prefix: {url}")
    return Bucket(parts.netloc, parts.path.strip("/"))


class Folder:
    """Files of one folder, readable by us alone: they are photos and papers of people."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def put(self, key: str, data: bytes) -> None:
        await asyncio.to_thread(self._put, self._path(key), data)

    async def get(self, key: str) -> bytes:
        return await asyncio.to_thread(self._path(key).read_bytes)

    async def delete(self, key: str) -> None:
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    async def keys(self) -> AsyncIterator[str]:
        folders = self._folders()
        while (found := await asyncio.to_thread(next, folders, None)) is not None:
            for key in found:
                yield key

    async def clear_unfinished(self, older_than: timedelta) -> int:
        return await asyncio.to_thread(self._clear_unfinished, older_than)

    def _path(self, key: str) -> Path:
        return self._root / _checked(key)

    def _put(self, path: Path, data: bytes) -> None:
        """Whole or not at all, and on the disk: the file first, then the names that lead to it."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(prefix=_UNFINISHED, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(unfinished, path)  # noqa: PTH105 - both are names here
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise
        for folder in path.parents:
            _sync_folder(folder)
            if folder == self._root:
                return

    def _clear_unfinished(self, older_than: timedelta) -> int:
        # By the time of the machine, as the file system writes it.
        before, cleared = clock.real() - older_than, 0
        for path in self._root.rglob(f"{_UNFINISHED}*"):
            try:
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    cleared += 1
            except FileNotFoundError:  # it has got its name meanwhile
                continue
        return cleared

    def _folders(self) -> Iterator[list[str]]:
        for folder, _, names in os.walk(self._root):
            base = Path(folder).relative_to(self._root)
            yield [(base / each).as_posix() for each in names if not each.startswith(_UNFINISHED)]


class Bucket:
    """Objects below a prefix. AWS_ENDPOINT_URL leads to a store of the office's own."""

    def __init__(self, name: str, prefix: str) -> None:
        self._store = S3Store(
            name,
            prefix=prefix or None,
            client_options={
                "allow_http": os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://"),
                "connect_timeout": timedelta(seconds=5),
                "timeout": timedelta(seconds=30),
            },
            # Somebody is waiting; obstore would try for three minutes.
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
        )

    async def put(self, key: str, data: bytes) -> None:
        await obstore.put_async(self._store, _checked(key), data)

    async def get(self, key: str) -> bytes:
        found = await obstore.get_async(self._store, _checked(key))
        return bytes(await found.bytes_async())

    async def delete(self, key: str) -> None:
        try:
            await obstore.delete_async(self._store, _checked(key))
        except FileNotFoundError:
            return

    async def clear_unfinished(self, older_than: timedelta) -> int:
        return 0  # an object is there whole, or not at all

    async def keys(self) -> AsyncIterator[str]:
        async for found in obstore.list(self._store):
            for each in found:
                yield each["path"]


def _checked(key: str) -> str:
    parts = key.split("/")
    if not _KEY.fullmatch(key) or any(
        part in (".", "..") or part.startswith(_UNFINISHED) for part in parts
    ):
        raise ValueError(f"not a key: {key!r}")
    return key


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
