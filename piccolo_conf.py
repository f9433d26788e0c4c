"""Where Piccolo's tables and its command line find the engine.

A new migration: piccolo migrations new baoming --auto --desc="what it does"
"""

import os
from typing import Any

from piccolo.conf.apps import AppRegistry

from baoming import database
from baoming.settings import Settings

APP_REGISTRY = AppRegistry(apps=["baoming.piccolo_app"])


def __getattr__(name: str) -> Any:
    """`DB`, found when asked for: the engine of this process, or one of the settings."""
    if name != "DB":
        raise AttributeError(name)
    return database.bound() or database.bind(
        database.open_engine(Settings.read(os.environ).database_url)
    )
