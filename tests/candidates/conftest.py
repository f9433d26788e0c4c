import pytest

from baoming import security


@pytest.fixture(autouse=True)
def keys() -> None:
    """People have encrypted numbers."""
    security.use("a secret of the tests, long enough")
