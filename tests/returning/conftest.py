import pytest
from tests import people

from baoming import security
from baoming.catalogue import current
from baoming.catalogue.current import Catalogue
from baoming.database import Engine

security.use("a secret of the tests, long enough")


@pytest.fixture
async def book(engine: Engine) -> Catalogue:
    """The exam of 2024, loaded."""
    security.use("a secret of the tests, long enough")
    await people.catalogue()
    return await current.get("2024")
