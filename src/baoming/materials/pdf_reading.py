"""A program: reads a PDF from its input and says in one line what it is.

Run by `materials.pdf` in a process of its own, by path, so that nothing but pypdf is loaded; it
binds its own hands before it looks at the first byte.
"""

import logging
import resource
import sys
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

SECONDS = 5
"""Of the processor; a scanned form of 4 pages takes 0.1."""
MEMORY = 512 * 1024 * 1024
MOST_OBJECTS = 100_000

# Names of actions, ISO 32000-2, 12.6.4: those that run something or send something away.
RUNNING = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/GoTo3DView"}
RUNNING_KEYS = {"/JS", "/JavaScript", "/XFA"}
ENCLOSING = {"/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/Sound", "/3D"}
ENCLOSING_KEYS = {"/EmbeddedFiles", "/EF", "/RichMediaContent", "/RichMediaSettings"}


def verdict(data: bytes) -> str:
    """`pages N`, `encrypted`, `running`, `enclosing`, or `complex`; anything may be raised."""
    reader = PdfReader(BytesIO(data), root_object_recovery_limit=1000)
    if reader.is_encrypted:
        return "encrypted"
    return _contents(reader.trailer) or f"pages {_pages(reader.root_object['/Pages'])}"


def _contents(trailer: Any) -> str | None:
    """Everything that can be reached, each object once."""
    seen: set[tuple[int, int]] = set()
    waiting, looked_at = [trailer], 0
    while waiting:
        found = _fresh(waiting.pop(), seen)
        looked_at += 1
        if looked_at > MOST_OBJECTS:
            return "complex"
        if isinstance(found, ArrayObject):
            waiting.extend(list.__iter__(found))
        elif isinstance(found, DictionaryObject):
            if kind := _kind(found):
                return kind
            waiting.extend(dict.values(found))
    return None


def _fresh(found: Any, seen: set[tuple[int, int]]) -> Any:
    """What a reference leads to, the first time; nothing afterwards."""
    if not isinstance(found, IndirectObject):
        return found
    place = (found.idnum, found.generation)
    if place in seen:
        return None
    seen.add(place)
    return found.get_object()


def _kind(found: DictionaryObject) -> str | None:
    if not found.keys().isdisjoint(RUNNING_KEYS) or found.get("/S") in RUNNING:
        return "running"
    if not found.keys().isdisjoint(ENCLOSING_KEYS) or found.get("/Subtype") in ENCLOSING:
        return "enclosing"
    return None


def _pages(root: Any) -> int:
    """Counted, for /Count may lie."""
    seen: set[tuple[int, int]] = set()
    waiting, pages = [root], 0
    while waiting and pages <= MOST_OBJECTS:
        found = _fresh(waiting.pop(), seen)
        if not isinstance(found, DictionaryObject):
            continue
        kids = found.get("/Kids")
        kids = kids.get_object() if isinstance(kids, IndirectObject) else kids
        if isinstance(kids, ArrayObject):
            waiting.extend(list.__iter__(kids))
        else:
            pages += 1
    return pages


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    logging.disable()
    data = sys.stdin.buffer.read()
    try:
        said = verdict(data)
    except Exception:  # whatever a hostile file makes the parser stumble over
        said = "encrypted" if b"/Encrypt" in data else "broken"
    sys.stdout.write(said + "\n")


if __name__ == "__main__":
    main()
