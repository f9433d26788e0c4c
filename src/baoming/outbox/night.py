"""No message at night (contract, section 5)."""

from datetime import datetime, time

QUIET_FROM, QUIET_UNTIL = time(21), time(8)


def is_quiet(now: datetime) -> bool:
    """By the clock of Shanghai, in which `now` is."""
    return now.time() >= QUIET_FROM or now.time() < QUIET_UNTIL
