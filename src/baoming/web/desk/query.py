"""What a list is asked for by its address."""

from urllib.parse import parse_qsl, urlencode

from baoming.web.visit import Visit

MOST = 40
"""Values; an address has no more."""


def given(visit: Visit) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in _pairs(visit):
        found.setdefault(name, []).append(value)
    return found


def without(visit: Visit, name: str) -> str:
    """The same address query without one name, ready to be added to."""
    pairs = [(key, value) for key, value in _pairs(visit) if key != name and value]
    return urlencode(pairs)


def _pairs(visit: Visit) -> list[tuple[str, str]]:
    """What is no UTF-8 comes as replacement characters and finds nothing."""
    parts = visit.query.split("&")[:MOST]
    return parse_qsl("&".join(parts), keep_blank_values=True, errors="replace")
