"""Who looked at what, and what was done to accounts."""

from piccolo.columns import Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class Look(Table, tablename="audit"):
    """One line of the log. Moves of an application stand in its own history."""

    id: Serial
    at = Timestamptz()
    actor_kind = Varchar(length=10)
    actor = Varchar(length=36, null=True, default=None)
    action = Varchar(length=40)
    """`subject:verb`, such as `application:view`."""
    subject = Varchar(length=64)
    detail = Text(null=True, default=None)
