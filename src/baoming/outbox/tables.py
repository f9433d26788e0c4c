"""Messages to be sent: intent written in the verb's transaction, sent by the worker."""

from piccolo.columns import UUID, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class Message(Table, tablename="outbox_message"):
    """One message to one candidate. `subject` is unique, so that each goes out once."""

    id: Serial
    subject = Varchar(length=100)
    account = UUID()
    application = Integer(null=True, default=None)
    kind = Varchar(length=20)
    data = Text()
    """JSON: the words of the template."""
    due_at = Timestamptz()
    claimed_until = Timestamptz(null=True, default=None)
    tries = Integer(default=0)
    sent_at = Timestamptz(null=True, default=None)
    failed_at = Timestamptz(null=True, default=None)
    answer = Text(null=True, default=None)
    created_at = Timestamptz()
    channel = Varchar(length=10, default="wechat")
    """`wechat`, or `mail`: the same message to an address that was given, under `mail:{subject}`."""
    dropped_at = Timestamptz(null=True, default=None)
    """It concerned nobody any more when its turn came."""
    phoned_at = Timestamptz(null=True, default=None)
    phoned_by = Integer(null=True, default=None)
    """The officer who told it by telephone, as it had reached nobody."""
    openid = Varchar(length=64, null=True, default=None)
    """The WeChat that was bound, of an account that has ended: for its last message."""
