"""What a server is told to serve in test_socket.py."""

import os

from litestar import Litestar

from baoming.settings import Settings
from baoming.simulator.app import create_app


def app() -> Litestar:
    return create_app(Settings.read(os.environ))
