"""/files/{id}: a photo or material, for its owner and the officers in whose scope it is."""

import logging

from litestar import get
from litestar.datastructures import State
from litestar.params import FromPath

from baoming.errors import NotFound
from baoming.files import keeping
from baoming.files.images import reencode
from baoming.files.tables import StoredFile
from baoming.web.page import Answer
from baoming.web.visit import Visit

log = logging.getLogger("baoming")

SMALL = 480
"""Pixels of the longer side with `?size=small`: what a page shows, in a tenth of the bytes."""


@get("/files/{file_id:str}")
async def show(visit: Visit, state: State, file_id: FromPath[str]) -> Answer:
    file = await _visible(visit, file_id)
    try:
        data = await keeping.read(state.storage, file)
    except FileNotFoundError:
        log.error("stored file %s has lost its bytes", file.id)
        raise NotFound from None
    if visit.query == "size=small" and file.content_type == "image/jpeg":
        data = (await reencode(data, ("JPEG",), SMALL)).data
    headers = {
        "Content-Disposition": "inline",
        "Cache-Control": "private, no-store",
    }
    return Answer(data, media_type=file.content_type, headers=headers)


ROUTES = [show]


async def _visible(visit: Visit, file_id: str) -> StoredFile:
    """For everybody else it does not exist."""
    found = visit.signed_in
    if found is None:
        raise NotFound
    file = await keeping.find(file_id)
    if file is None or not await keeping.may_see(file, found.account, found.officer):
        raise NotFound
    return file
