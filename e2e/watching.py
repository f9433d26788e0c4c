"""A browser that is listened to: no error in its console, no request to a stranger."""

from collections.abc import Iterator
from contextlib import contextmanager

from e2e.server import Server
from playwright.sync_api import BrowserContext, ConsoleMessage, Page


@contextmanager
def watched(context: BrowserContext, server: Server) -> Iterator[Page]:
    """A page of this context, which is closed in the end."""
    complaints: list[str] = []
    simulator = f":{server.port + 1}/"
    known = (
        f"{server.url}/",
        f"http://127.0.0.1{simulator}",
        f"http://localhost{simulator}",
        "blob:",
    )
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("console", lambda message: complaints.extend(_complaint(message)))
    context.on(
        "request",
        lambda request: None if request.url.startswith(known) else complaints.append(request.url),
    )
    yield context.new_page()
    context.close()
    assert not complaints, "\n".join(complaints)


def _complaint(message: ConsoleMessage) -> list[str]:
    """Errors such as a broken content security policy; a refusal (4xx) is an answer, not one."""
    refusal = "Failed to load resource: the server responded with a status of 4" in message.text
    return [message.text] if message.type == "error" and not refusal else []
