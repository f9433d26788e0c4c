import asyncio
import os
import stat
import time
import uuid
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from moto.server import ThreadedMotoServer

from baoming.storage import open_storage


@pytest.fixture(scope="module")
def endpoint():
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["file", "s3"])
async def storage(request, tmp_path, monkeypatch):
    if request.param == "file":
        return await open_storage(f"file://{tmp_path}/files")
    endpoint = request.getfixturevalue("endpoint")
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    bucket = f"b{uuid.uuid4().hex}"
    async with httpx.AsyncClient() as client:
        (await client.put(f"{endpoint}/{bucket}")).raise_for_status()
        (await client.put(f"{endpoint}/{bucket}/elsewhere", content=b"x")).raise_for_status()
    return await open_storage(f"s3://{bucket}/baoming/files/")


async def keys_of(storage):
    return sorted([key async for key in storage.keys()])


async def test_get_answers_what_was_put(storage):
    data = bytes(range(256)) * 2000
    await storage.put("ab/abc-_9", data)
    await storage.put("empty", b"")
    assert await storage.get("ab/abc-_9") == data
    assert await storage.get("empty") == b""


async def test_put_again_replaces(storage):
    await storage.put("a", b"first, and longer")
    await storage.put("a", b"second")
    assert await storage.get("a") == b"second"
    assert await keys_of(storage) == ["a"]


async def test_get_of_a_missing_key_is_file_not_found(storage):
    with pytest.raises(FileNotFoundError):
        await storage.get("missing/key")


async def test_delete_takes_one_away_and_is_sure_the_second_time(storage):
    await storage.put("a/b", b"1")
    await storage.put("a/c", b"2")
    await storage.delete("a/b")
    await storage.delete("a/b")
    await storage.delete("never/there")
    assert await keys_of(storage) == ["a/c"]


async def test_keys_are_those_of_put_below_the_prefix_only(storage):
    assert await keys_of(storage) == []
    put = sorted(["a", "b/c", "b/d/e", "照片/一寸 (1)#1%.jpg"])
    for key in put:
        await storage.put(key, key.encode())
    assert await keys_of(storage) == put
    assert [await storage.get(key) for key in put] == [key.encode() for key in put]


async def test_many_puts_at_once_of_one_key_leave_one_whole(storage):
    texts = [bytes([n]) * 50_000 for n in range(20)]
    await asyncio.gather(*(storage.put("k/k", each) for each in texts))
    assert await storage.get("k/k") in texts
    assert await keys_of(storage) == ["k/k"]


@pytest.mark.parametrize(
    "key",
    [
        *("", ".", "..", "../a", "a/../b", "a/..", "./a", "/a", "a/", "a//b"),
        *("a\\b", "a\0b", "a\nb", ".put-a", "a/.put-b", "x" * 201),
    ],
)
async def test_a_key_that_leads_elsewhere_is_refused(storage, key):
    for verb in (storage.get, storage.delete, lambda key: storage.put(key, b"x")):
        with pytest.raises(ValueError, match="not a key"):
            await verb(key)


async def test_a_put_that_fails_leaves_the_former_and_no_rest(tmp_path):
    storage = await open_storage(f"file://{tmp_path}")
    await storage.put("a", b"former")
    with pytest.raises(TypeError):
        await storage.put("a", "no bytes")  # type: ignore[arg-type]
    assert await storage.get("a") == b"former"
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


async def test_what_a_power_cut_left_unfinished_is_no_key(tmp_path):
    storage = await open_storage(f"file://{tmp_path}")
    (tmp_path / ".put-left").write_bytes(b"half")
    assert await keys_of(storage) == []


async def test_what_was_left_unfinished_is_cleared_after_a_while(tmp_path):
    storage = await open_storage(f"file://{tmp_path}")
    await storage.put("a/b", b"whole")
    old, new = tmp_path / "a" / ".put-old", tmp_path / ".put-new"
    for each in (old, new):
        each.write_bytes(b"half")
    os.utime(old, (time.time() - 90_000,) * 2)
    assert await storage.clear_unfinished(timedelta(days=1)) == 1
    assert (old.exists(), new.exists()) == (False, True)
    assert await keys_of(storage) == ["a/b"]


async def test_the_file_is_synced_before_it_gets_its_name_and_then_every_folder(
    tmp_path, monkeypatch
):
    done = []
    fsync, replace = os.fsync, os.replace

    def noted_fsync(handle):
        path = Path(f"/proc/self/fd/{handle}").readlink().relative_to(tmp_path)
        done.append("file" if path.name.startswith(".put-") else path.as_posix())
        fsync(handle)

    def noted_replace(source, target):
        done.append("replace")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    storage = await open_storage(f"file://{tmp_path}/files")
    await storage.put("a/b/c", b"x")
    assert done == ["file", "replace", "files/a/b", "files/a", "files"]


async def test_files_are_for_us_alone(tmp_path):
    storage = await open_storage(f"file://{tmp_path}/files")
    await storage.put("a/b", b"x")
    modes = [
        stat.S_IMODE((tmp_path / each).stat().st_mode) for each in ("files", "files/a", "files/a/b")
    ]
    assert [mode & 0o077 for mode in modes] == [0, 0, 0]


@pytest.mark.parametrize("url", ["", "var/files", "file://var", "http://a/b", "s3:///prefix"])
async def test_another_address_is_refused(url):
    with pytest.raises(ValueError, match="neither"):
        await open_storage(url)
