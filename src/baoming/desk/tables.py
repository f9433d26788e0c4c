"""The officers."""

from piccolo.columns import Boolean, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class Staff(Table):
    """An officer of a registration point, test site or zone, or of the center."""

    id: Serial
    username = Varchar(length=32)
    username_key = Varchar(length=32)
    password_hash = Text()
    role = Varchar(length=10)
    """`center`, `zone`, `site` or `point`; the three codes below say of which."""
    zone = Varchar(length=10, null=True, default=None)
    site = Varchar(length=12, null=True, default=None)
    point = Varchar(length=20, null=True, default=None)
    active = Boolean(default=True)
    created_at = Timestamptz()
