"""What is known of each stored file; the bytes lie in the storage under the same id."""

from piccolo.columns import UUID, Integer, Timestamptz, Varchar
from piccolo.table import Table


class StoredFile(Table, tablename="stored_file"):
    """A photo, material or evidence, re-encoded by us. Written after its bytes are safe."""

    id = Varchar(length=43, primary_key=True, default=None)
    account = UUID(null=True, default=None)
    application = Integer(null=True, default=None)
    kind = Varchar(length=20)
    """`photo`, `material` or `evidence`."""
    content_type = Varchar(length=40)
    size = Integer()
    sha256 = Varchar(length=64)
    name = Varchar(length=200, default="")
    created_at = Timestamptz()
