"""Face verifications that were begun."""

from piccolo.columns import Timestamptz, Varchar
from piccolo.table import Table


class FaceCheck(Table, tablename="face_check"):
    """A face verification that was begun: good for one new password."""

    id = Varchar(length=64, primary_key=True, default=None)
    """SHA-256 of the provider's token."""
    login = Varchar(length=64)
    """Keyed hash of the login that it was begun for, known or not."""
    created_at = Timestamptz()
    number_index = Varchar(length=64, null=True, default=None)
    """Of the document that the provider read; null before a pass."""
    used_at = Timestamptz(null=True, default=None)
