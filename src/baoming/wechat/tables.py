"""Who is bound to which WeChat, and what the wire needs to remember."""

from piccolo.columns import UUID, Boolean, Text, Timestamptz, Varchar
from piccolo.table import Table


class Binding(Table, tablename="wechat_binding"):
    """One candidate, one WeChat: both columns are unique."""

    account = UUID(primary_key=True, default=None)
    openid = Varchar(length=64)
    unionid = Varchar(length=64, null=True, default=None)
    """Of the mini program too. Null until WeChat told it; empty where it has none to tell."""
    following = Boolean(default=True)
    bound_at = Timestamptz()


class Ticket(Table, tablename="wechat_ticket"):
    """A QR code shown to a signed-in candidate: good for one scan."""

    scene = Varchar(length=64, primary_key=True, default=None)
    ticket = Varchar(length=200)
    url = Text()
    account = UUID()
    created_at = Timestamptz()
    expires_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)
    refused = Varchar(length=12, null=True, default=None)
    """Why the last scan did not bind: an `Outcome` of `bind`, for the page that shows the code."""


class ScanSignIn(Table, tablename="scan_sign_in"):
    """A code shown to a browser that waits to be signed in by a bound WeChat."""

    scene = Varchar(length=64, primary_key=True, default=None)
    ticket = Varchar(length=200)
    url = Text()
    browser = Varchar(length=64)
    """SHA-256 of the cookie of the waiting browser: nobody else is signed in by it."""
    address = Varchar(length=45)
    agent = Varchar(length=200)
    account = UUID(null=True, default=None)
    """Whose WeChat scanned it first: no other can after that."""
    secret = Varchar(length=64, null=True, default=None)
    """SHA-256 of what the phone was told: who has it may allow."""
    created_at = Timestamptz()
    expires_at = Timestamptz()
    allowed_at = Timestamptz(null=True, default=None)
    used_at = Timestamptz(null=True, default=None)
    """Signed in; without `allowed_at`: refused on the phone."""


class SeenEvent(Table, tablename="wechat_event"):
    """An event that was handled: WeChat repeats what is not answered within five seconds."""

    id = Varchar(length=200, primary_key=True, default=None)
    at = Timestamptz()


class AccessToken(Table, tablename="wechat_token"):
    """The access token, shared between processes."""

    id = Varchar(length=64, primary_key=True, default=None)
    token = Text()
    """Empty while the first one is being fetched."""
    expires_at = Timestamptz()
    refreshing_until = Timestamptz(null=True, default=None)
    """Until then one process fetches the next, and the others wait for it."""
