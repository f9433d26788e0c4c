"""The web process: granian, and what it serves."""

import os
from typing import Any

from granian import Granian
from granian.constants import Interfaces, Loops

from baoming.settings import Settings


def application() -> Any:
    """Called by each worker process of the server."""
    # Only the worker processes need it: the one that starts them stays small.
    from baoming.app import create_app  # noqa: PLC0415

    return create_app(Settings.read(os.environ))


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
