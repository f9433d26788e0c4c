"""An application, every print of it, and everything that happened to it."""

from piccolo.columns import (
    UUID,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table


class Application(Table):
    """One per account and exam (unique). `status` is written by `lifecycle` alone."""

    id: Serial
    number = Varchar(length=20)
    account = UUID()
    exam = Varchar(length=20)
    zone = Varchar(length=10)
    created_at = Timestamptz()

    # Where it stands.
    status = Varchar(length=20, default="draft")
    status_before = Varchar(length=20, null=True, default=None)
    """What `revoke` and `restore` lead back to."""
    version = Integer(default=0)
    """Counts every write: two at once cannot both be right."""
    revision = Integer(default=0)
    """Counts submissions."""
    rounds = Integer(default=0)
    """Counts refusals."""
    stage = Varchar(length=10, null=True, default=None)
    """Where it was rejected: `site` or `zone`."""
    reason = Text(null=True, default=None)
    refused_items = Text(null=True, default=None)
    """What a refusal points at: codes separated by spaces."""
    abandoned_by = Varchar(length=20, null=True, default=None)
    """The deadline that was missed."""
    personal_until = Timestamptz(null=True, default=None)
    """The first instant that is too late, where a zone gave a date of its own."""
    untouched = Boolean(default=False)
    """Reopened, and not touched since: `keep` confirms it again."""
    submitted_at = Timestamptz(null=True, default=None)
    status_since = Timestamptz()

    # 报考须知
    notice_agreed = Boolean(default=False)
    # 选择考点信息
    site = Varchar(length=12, null=True, default=None)
    registration_point = Varchar(length=20, null=True, default=None)
    # 基本信息
    gender = Varchar(length=10, null=True, default=None)
    birth_date = Date(null=True, default=None)
    ethnicity = Varchar(length=10, null=True, default=None)
    health = Varchar(length=20, null=True, default=None)
    id_expires_on = Date(null=True, default=None)
    id_permanent = Boolean(default=False)
    # 联系方式
    mobile = Varchar(length=20, null=True, default=None)
    phone = Varchar(length=20, null=True, default=None)
    email = Varchar(length=100, null=True, default=None)
    address = Varchar(length=200, null=True, default=None)
    postcode = Varchar(length=6, null=True, default=None)
    # 报考信息
    category = Varchar(length=20, null=True, default=None)
    level = Varchar(length=20, null=True, default=None)
    specialty = Varchar(length=10, null=True, default=None)
    subjects = Varchar(length=60, null=True, default=None)
    """Codes separated by spaces; never saved: null, and the page ticks all four."""
    practice_category = Varchar(length=20, null=True, default=None)
    first_licensed_in = Varchar(length=7, null=True, default=None)
    residency_certified_in = Varchar(length=7, null=True, default=None)
    current_title = Varchar(length=20, null=True, default=None)
    title_obtained_in = Varchar(length=7, null=True, default=None)
    years_in_specialty = Integer(null=True, default=None)
    # 教育情况
    education = Integer(null=True, default=None)
    # 工作情况
    employer = Varchar(length=100, null=True, default=None)
    employer_type = Varchar(length=20, null=True, default=None)
    employer_affiliation = Varchar(length=20, null=True, default=None)
    department = Varchar(length=100, null=True, default=None)
    started_in = Varchar(length=7, null=True, default=None)
    archive_keeper = Varchar(length=100, null=True, default=None)
    # 确认报名照片
    photo = Varchar(length=43, null=True, default=None)
    """The photo that was confirmed; a newer one of the account has to be confirmed again."""


class Snapshot(Table):
    """What was submitted, as it was: the paper is compared with it."""

    id: Serial
    application = ForeignKey(Application, null=False, on_delete=OnDelete.restrict)
    revision = Integer()
    code = Varchar(length=20)
    data = Text()
    """JSON by field: values as saved, and the cited education record. Never the ID number."""
    digest = Varchar(length=64)
    created_at = Timestamptz()


class Event(Table):
    """One move: when, who, from, to, why."""

    id: Serial
    application = ForeignKey(Application, null=False, on_delete=OnDelete.restrict)
    kind = Varchar(length=20)
    actor_kind = Varchar(length=10)
    """`candidate`, `staff`, `clock` or `system`."""
    actor = Varchar(length=36, null=True, default=None)
    actor_name = Varchar(length=60, default="")
    from_status = Varchar(length=20, null=True, default=None)
    to_status = Varchar(length=20)
    reason = Text(null=True, default=None)
    detail = Text(null=True, default=None)
    """JSON: the deadline that passed, the items refused, the personal date, the print's code."""
    at = Timestamptz()


class Suggestion(Table):
    """A free text that applications of a zone submitted, and by how many of them."""

    id: Serial
    kind = Varchar(length=10)
    """`employer` or `school`."""
    zone = Varchar(length=10)
    text = Varchar(length=100)
    uses = Integer(default=0)
