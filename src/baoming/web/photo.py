"""/me/photo: the basic photo (上传基本照片)."""

from litestar import get, post
from litestar.datastructures import State

from baoming.candidates import photo, photo_of
from baoming.errors import Invalid
from baoming.fields import Bound, Field, bind
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit

LIMIT = photo.AT_MOST + 2 * 1024 * 1024
"""Above the size that a sentence can be said about, for the form around the picture."""

FIELDS = (Field("photo", "照片", "file", hint="JPG 格式，大于 45 KB，不超过 10 MB。"),)


@get("/me/photo", audience="candidate")
async def show(visit: Visit) -> Answer:
    return _page(visit, Bound())


@post("/me/photo", audience="candidate", limit=LIMIT)
async def replace(visit: Visit, state: State) -> Answer:
    bound = bind(FIELDS, visit.form)
    if bound.ok:
        try:
            await photo_of.replace(state.storage, visit.person, bound.data["photo"].data)
        except Invalid as refused:
            bound.errors.update(refused.errors)
    return redirect("/me/photo") if bound.ok else _page(visit, bound, 422)


ROUTES = [show, replace]


def _page(visit: Visit, bound: Bound, status: int = 200) -> Answer:
    return page(visit, "me/photo.html", status=status, fields=FIELDS, bound=bound)
