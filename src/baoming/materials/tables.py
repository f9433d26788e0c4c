"""The files that an application of an online zone brings, slot by slot."""

from piccolo.columns import ForeignKey, Integer, OnDelete, Serial, Timestamptz, Varchar
from piccolo.table import Table

from baoming.applications.tables import Application


class Material(Table):
    """One file in the slot of one requirement.

    What an officer may have seen stays when it is replaced, with the time it was taken out, so
    that old and new stand side by side; what nobody saw is deleted.
    """

    id: Serial
    application = ForeignKey(Application, null=False, on_delete=OnDelete.restrict)
    requirement = Varchar(length=40)
    """Its code in the catalogue of the application's exam and zone."""
    position = Integer()
    """Within the slot, from 0; unique among those that are in it."""
    round = Integer()
    """How many refusals there had been when it was sent."""
    file = Varchar(length=43)
    thumbnail = Varchar(length=43, null=True, default=None)
    """A small picture of a picture; a PDF has none."""
    name = Varchar(length=100)
    """As the candidate's device calls it."""
    created_at = Timestamptz()
    removed_at = Timestamptz(null=True, default=None)
