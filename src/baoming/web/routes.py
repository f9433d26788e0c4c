"""Every address: each module of this package says its own in `ROUTES`."""

import pkgutil
from importlib import import_module
from typing import Any

from baoming import web

ROUTES: list[Any] = [
    route
    for found in pkgutil.walk_packages(web.__path__, web.__name__ + ".")
    if found.name != __name__
    for route in getattr(import_module(found.name), "ROUTES", ())
]
