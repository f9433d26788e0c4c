"""The page of components alone, without database or session, for looking at.

granian --interface asgi --port 8765 bench.styleguide:app      then / or /?desk=1 or /?part=1
"""

from types import SimpleNamespace

from litestar import Litestar, MediaType, Response, get

from baoming import clock
from baoming.web.static_files import ROUTES, csp, static_files
from baoming.web.styleguide import sample
from baoming.web.templates import environment

NOW = clock.at("2023-12-12T19:00")


@get("/")
async def styleguide(desk: bool = False, part: bool = False, guest: bool = False) -> Response[str]:
    visit = SimpleNamespace(
        account=None if guest else "王𬀩",
        staff="长春考点" if desk else None,
        came_back=not guest,
        csrf_token="sample",
        demo=True,
        now=NOW,
    )
    text = (
        environment()
        .get_template("styleguide.html")
        .render(visit=visit, fragment=part, desk=desk, **sample(NOW))
    )
    policy = csp(static_files().critical_hash)
    return Response(text, media_type=MediaType.HTML, headers={"Content-Security-Policy": policy})


app = Litestar([styleguide, *ROUTES], openapi_config=None)
