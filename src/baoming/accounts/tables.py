"""Accounts and sign-ins."""

from piccolo.columns import UUID, Boolean, Bytea, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table


class Account(Table):
    """A candidate. Name, document type and number are frozen after registration.

    A deleted account keeps its row, so that its applications stay readable to the office, and
    gives up `username_key` and `id_number_index`, which are unique.
    """

    id = UUID(primary_key=True, default=None)
    username = Varchar(length=32)
    username_key = Varchar(length=32, null=True, default=None)
    """Folded case: names are compared without case."""
    name = Varchar(length=60)
    id_type = Varchar(length=20)
    id_number = Bytea()
    """Encrypted, bound to "account.id_number:" and the id."""
    id_number_index = Varchar(length=64, null=True, default=None)
    """Keyed index: finds a number without telling it."""
    password_hash = Text()
    security_question = Varchar(length=20)
    security_answer_hash = Text()
    photo = Varchar(length=43, null=True, default=None)
    """The stored file that is the photo now."""
    wechat_waived_until = Timestamptz(null=True, default=None)
    created_at = Timestamptz()
    deleted_at = Timestamptz(null=True, default=None)


class SignIn(Table, tablename="sign_in"):
    """One browser's sign-in: a candidate's, an officer's, or both at once."""

    id = Varchar(length=64, primary_key=True, default=None)
    """SHA-256 of the cookie: the table cannot be used to sign in."""
    account = UUID(null=True, default=None)
    staff = Integer(null=True, default=None)
    must_change_password = Boolean(default=False)
    """Came in with a code handed out at the counter: leads to a new password and nowhere else."""
    created_at = Timestamptz()
    expires_at = Timestamptz()


class Throttle(Table):
    """A counted window of tries: `id` names the limit and, hashed, whom it counts."""

    id = Varchar(length=90, primary_key=True, default=None)
    tries = Integer(default=0)
    open_again_at = Timestamptz()


class ResetCode(Table, tablename="reset_code"):
    """A single-use code handed out at the counter, valid for a day."""

    account = UUID(primary_key=True, default=None)
    code_hash = Text()
    issued_by = Integer()
    expires_at = Timestamptz()


class RequestCase(Table, tablename="request_case"):
    """What an office is asked to decide: `change`, `delete`, `merge_scores` by a candidate, `taken`
    by somebody whose number another registered."""

    id: Serial
    kind = Varchar(length=20)
    account = UUID(null=True, default=None)
    """Null while a `taken` is open: whoever holds the number is looked for when it is decided."""
    zone = Varchar(length=10, null=True, default=None)
    """Whose office decides beside the center; null: the center alone."""
    exam = Varchar(length=20, null=True, default=None)
    """For `merge_scores` the exam whose results are meant."""
    status = Varchar(length=10, default="open")
    """`open`, `approved` or `refused`."""
    name = Varchar(length=60, null=True, default=None)
    """The wanted one; for `merge_scores` last year's, like type and number."""
    id_type = Varchar(length=20, null=True, default=None)
    id_number = Bytea(null=True, default=None)
    """Encrypted, bound to "request_case.id_number:" and the ticket or, without one, the account."""
    id_number_index = Varchar(length=64, null=True, default=None)
    reason = Text()
    evidence = Varchar(length=43, null=True, default=None)
    """The stored file."""
    created_at = Timestamptz()
    decided_at = Timestamptz(null=True, default=None)
    decided_by = Integer(null=True, default=None)
    decision_reason = Text(null=True, default=None)
    ticket = Varchar(length=64, null=True, default=None)
    """SHA-256 of the address at which somebody without an account follows the case."""
    mobile = Varchar(length=20, null=True, default=None)
    """Where the office reaches somebody without an account."""
