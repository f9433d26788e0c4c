"""Is it serving?"""

from litestar import Response, get


@get("/health")
async def health() -> Response[str]:
    return Response("ok", media_type="text/plain", headers={"Cache-Control": "no-store"})


ROUTES = [health]
