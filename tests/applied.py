"""Applications in any status, without the pages that make them."""

from typing import Any
from uuid import UUID

from baoming import clock
from baoming.applications.saving import new_number
from baoming.applications.tables import Application


async def application(account: UUID, **columns: Any) -> Application:
    """Of Changchun unless told otherwise, a draft unless told otherwise."""
    row = Application(
        **{
            "number": new_number("2024"),
            "account": account,
            "exam": "2024",
            "zone": "22",
            "site": "220100",
            "created_at": clock.now(),
            "status_since": clock.now(),
            **columns,
        }
    )
    await row.save()
    return row


async def again(row: Application) -> Application:
    """As it is in the database now."""
    found = await Application.objects().get(Application.id == row.id)
    assert found is not None
    return found
