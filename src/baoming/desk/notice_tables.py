"""Notices that an office writes itself, beside those of the catalogue's folder."""

from piccolo.columns import Date, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class OfficeNotice(Table, tablename="office_notice"):
    """Of one zone, or of the whole country where `zone` is empty. Loading a catalogue leaves it
    alone. Who wrote and changed it stands in the log, under `notice:{id}`."""

    id: Serial
    exam = Varchar(length=20)
    zone = Varchar(length=20)
    title = Varchar(length=120)
    body = Text()
    """Plain paragraphs, parted by an empty line."""
    published_on = Date()
    """The day from which everybody sees it."""
    version = Integer(default=0)
    """Counts every change: two officers at once do not overwrite each other unseen."""
    created_at = Timestamptz()
    withdrawn_at = Timestamptz(null=True, default=None)
