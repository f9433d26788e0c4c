import uuid

import httpx
import pytest
from moto.server import ThreadedMotoServer

from baoming.storage import open_storage


@pytest.fixture(scope="session")
def bucket_server():
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["file", "s3"])
async def storage(request, tmp_path, monkeypatch):
    """A folder, and a bucket: whatever holds the bytes, the same happens."""
    if request.param == "file":
        return await open_storage(f"file://{tmp_path}/files")
    server, bucket = request.getfixturevalue("bucket_server"), f"b{uuid.uuid4().hex}"
    for name, value in {
        "AWS_ENDPOINT_URL": server,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    async with httpx.AsyncClient() as client:
        (await client.put(f"{server}/{bucket}")).raise_for_status()
    return await open_storage(f"s3://{bucket}/files")
