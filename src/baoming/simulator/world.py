"""What every part of the simulator is given, and how a request is read."""

import json
from dataclasses import dataclass
from typing import Any

import httpx
from litestar import Request
from litestar.exceptions import ClientException
from litestar.response import Response

from baoming.settings import Settings
from baoming.simulator.memory import Memory


@dataclass(frozen=True)
class World:
    settings: Settings
    memory: Memory
    baoming: httpx.AsyncClient


def world_of(request: Request[Any, Any, Any]) -> World:
    world: World = request.app.state.world
    return world


async def given(request: Request[Any, Any, Any]) -> dict[str, str]:
    """A form or a JSON object: whatever the caller's tool writes."""
    body = await request.body()
    if request.content_type[0] != "application/json" and not body.lstrip().startswith(b"{"):
        return {name: str(value) for name, value in (await request.form()).items()}
    told = read_json(body)
    if told is None:
        raise ClientException("a JSON object or a form is wanted")
    return {name: str(value) for name, value in told.items() if value is not None}


def read_json(body: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(body)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def asks_for_page(request: Request[Any, Any, Any]) -> bool:
    """A person's browser; programs get JSON."""
    return "text/html" in request.headers.get("accept", "")


def refusal(status: int, sentence: str) -> Response[dict[str, str]]:
    return Response({"error": sentence}, status_code=status, media_type="application/json")
