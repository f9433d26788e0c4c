"""The application: settings in, everything wired, ready to serve."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar
from litestar.di import Provide

from baoming import clock_setting, database, security, storage
from baoming.accounts.face_verifier import FaceVerifier
from baoming.miniapp.sessions import Sessions
from baoming.settings import Settings
from baoming.web import errors
from baoming.web.edge import Edge
from baoming.web.gate import gate
from baoming.web.routes import ROUTES
from baoming.web.visit import visit_of
from baoming.wechat.client import WeChat
from baoming.wechat.shared_tokens import SharedTokens


def create_app(settings: Settings) -> Edge:
    """What a server serves. The database is opened when it starts, and closed when it stops."""
    return set_up(routed(), settings)


def routed() -> Litestar:
    """Every address and its handler, of no deployment yet: this takes longer than all the rest."""
    return Litestar(
        ROUTES,
        guards=[gate],
        dependencies={"visit": Provide(visit_of, sync_to_thread=False)},
        exception_handlers=errors.HANDLERS,
        lifespan=[_lifespan],
        openapi_config=None,
        request_max_body_size=None,  # the gate bounds every body, by route
        logging_config=None,
    )


def set_up(inner: Litestar, settings: Settings) -> Edge:
    security.use(settings.secret_key)
    inner.state.settings = settings
    return Edge(inner, settings)


@asynccontextmanager
async def _lifespan(app: Litestar) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    async with database.opened(settings.database_url):
        await clock_setting.follow(settings)
        app.state.storage = await storage.open_storage(settings.storage_url)
        app.state.face = FaceVerifier.of(settings)
        async with _wechat(settings) as app.state.wechat, Sessions(settings) as sessions:
            app.state.miniapps = sessions
            yield


@asynccontextmanager
async def _wechat(settings: Settings) -> AsyncIterator[WeChat | None]:
    """One client a process; none where the office has no official account."""
    if not settings.wechat_ready:
        yield None
        return
    wechat = WeChat(
        settings.wechat_api_url,
        settings.wechat_app_id,
        settings.wechat_app_secret,
        miniapp_id=settings.wechat_miniapp_id,
        miniapp_secret=settings.wechat_miniapp_secret,
        tokens=SharedTokens(settings.wechat_app_id),
    )
    try:
        yield wechat
    finally:
        await wechat.aclose()
