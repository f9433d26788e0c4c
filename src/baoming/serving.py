"""The web process: granian, and what it serves."""

import asyncio
import os
import sys
from typing import Any

from granian import Granian
from granian.constants import Interfaces, Loops

from baoming.settings import Settings


def application() -> Any:
    """Called by each worker process of the server."""
    # Only the worker processes need it: the one that starts them stays small.
    from baoming.app import create_app  # noqa: PLC0415

    settings = Settings.read(os.environ)
    asyncio.run(_require_schema(settings))
    return create_app(settings)


async def _require_schema(settings: Settings) -> None:
    """The sentence alone, without a trace, ends a server that would answer with errors."""
    from baoming import database, migrate  # noqa: PLC0415  # as above

    try:
        async with database.opened(settings.database_url) as engine:
            await migrate.require_newest(engine)
    except database.SchemaBehind as behind:
        sys.exit(str(behind))


def simulator() -> Any:
    from baoming.simulator.app import create_app  # noqa: PLC0415  # as above

    return create_app(Settings.read(os.environ))


def serve(target: str, host: str, port: int, workers: int) -> None:
    """Serve a factory of this module until a signal comes."""
    Granian(
        f"baoming.serving:{target}",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        workers=workers,
        factory=True,
        log_access=False,
        websockets=False,
        respawn_failed_workers=True,
        # A worker that is still starting does not hear that it should end.
        workers_kill_timeout=5,
    ).serve()
