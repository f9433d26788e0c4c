"""Who enters from a mini program without a password, and who stands at the door."""

from piccolo.columns import UUID, Timestamptz, Varchar
from piccolo.table import Table


class Link(Table, tablename="miniapp_link"):
    """Chosen after signing in by password. One account a person, one person an account and
    vendor; it ends with every sign-in of the account."""

    person = Varchar(length=64, primary_key=True, default=None)
    """Keyed hash of the vendor and its number of the person: the table tells neither."""
    vendor = Varchar(length=10)
    account = UUID()
    created_at = Timestamptz()


class Arrival(Table, tablename="miniapp_arrival"):
    """A person whose code was spent and who has to say something first: is this your account,
    or what is your password. Taken once, by the browser in which it arrived."""

    id = Varchar(length=64, primary_key=True, default=None)
    """SHA-256 of the ticket on the page."""
    browser = Varchar(length=64)
    """SHA-256 of the cookie."""
    vendor = Varchar(length=10)
    person = Varchar(length=64)
    account = UUID(null=True, default=None)
    """The one that was shown; null where none is linked."""
    expires_at = Timestamptz()
