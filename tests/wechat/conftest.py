import pytest
from tests.simulator.stage import stage, staged

from baoming import security

__all__ = ["stage", "staged"]


@pytest.fixture(autouse=True)
def keys() -> None:
    """People have encrypted numbers."""
    security.use("a secret of the tests, long enough")
