"""The catalogue of one exam: what is offered, where, until when, and under which rules.

Rows refer to each other by their official codes as plain text: (exam, code) is the natural key,
applications cite the same codes, and the loader, the only writer, checks every reference.
SQLite migrations cannot carry unique rules, so `UNIQUE` lists them for a raw migration.
"""

from piccolo.columns import Boolean, Date, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class Exam(Table, tablename="exam"):
    code = Varchar(length=20, primary_key=True, null=False)
    name = Varchar(length=100, null=False)
    previous = Varchar(length=20, null=False, help_text="exam of the year before, or empty")
    opens_at = Timestamptz(null=False)
    closes_at = Timestamptz(null=False, help_text="the first instant that is too late")
    exam_days = Text(null=False, help_text="dates, separated by spaces")
    cut_off_on = Date(null=False, help_text="years and diplomas count up to this day, inclusive")
    special_notice = Text(null=False)
    statement = Text(null=False)
    pledge = Text(null=False)
    exclusions = Text(null=False, help_text="who may not sit the exam")
    eligibility_note = Text(null=False, help_text="special rules the advice does not compute")
    payment_note = Text(null=False)
    evidence = Varchar(length=40, null=False)


class Zone(Table, tablename="zone"):
    exam = Varchar(length=20, null=False)
    code = Varchar(length=20, null=False)
    name = Varchar(length=60, null=False)
    seq = Integer(null=False, default=0)
    confirmation = Varchar(length=10, null=False, help_text="on_site or online")
    confirmation_ends_at = Timestamptz(null=False, help_text="the first instant that is too late")
    confirmation_announced = Boolean(null=False, default=False)
    reupload_ends_at = Timestamptz(null=False, help_text="the first instant that is too late")
    reupload_announced = Boolean(null=False, default=False)
    deadlines_bind_unannounced = Boolean(null=False, default=True)
    auto_confirm = Boolean(null=False, default=False)
    compared_fields = Text(null=False, help_text="columns of last year's results, by spaces")
    lock_specialty_after_auto_confirm = Boolean(null=False, default=False)
    materials_when_unchanged = Boolean(null=False, default=False)
    unverified_may_be_cited = Boolean(null=False, default=True)
    place = Text(null=False, help_text="where confirmation takes place")
    hours = Text(null=False, help_text="when the place is open")
    bring = Text(null=False, help_text="what to bring or to send, one a line")
    contact = Text(null=False)
    evidence = Varchar(length=40, null=False)
    withdrawn = Boolean(null=False, default=False)


class Site(Table, tablename="site"):
    exam = Varchar(length=20, null=False)
    zone = Varchar(length=20, null=False)
    code = Varchar(length=20, null=False, help_text="GB/T 2260 where there is one")
    name = Varchar(length=60, null=False)
    seq = Integer(null=False, default=0)
    evidence = Varchar(length=40, null=False)
    withdrawn = Boolean(null=False, default=False)


class Point(Table, tablename="registration_point"):
    exam = Varchar(length=20, null=False)
    site = Varchar(length=20, null=False)
    code = Varchar(length=20, null=False)
    name = Varchar(length=100, null=False)
    address = Text(null=False)
    seq = Integer(null=False, default=0)
    evidence = Varchar(length=40, null=False)
    withdrawn = Boolean(null=False, default=False)


class Specialty(Table, tablename="specialty"):
    exam = Varchar(length=20, null=False)
    code = Varchar(length=20, null=False)
    name = Varchar(length=60, null=False)
    level = Varchar(length=20, null=False)
    category = Varchar(length=20, null=False)
    delivery = Varchar(length=10, null=False, help_text="computer or paper")
    predecessors = Varchar(
        length=60, null=False, help_text="codes of earlier years whose marks go on here"
    )
    seq = Integer(null=False, default=0)
    evidence = Varchar(length=40, null=False)
    withdrawn = Boolean(null=False, default=False)


class EligibilityRule(Table, tablename="eligibility_rule"):
    exam = Varchar(length=20, null=False)
    level = Varchar(length=20, null=False)
    categories = Varchar(length=60, null=False, help_text="separated by spaces")
    qualification = Varchar(length=20, null=False)
    years = Integer(null=False, default=0)
    counted_from = Varchar(length=30, null=False, help_text="empty: no years wanted")
    note = Text(null=False)
    seq = Integer(null=False, default=0)
    evidence = Varchar(length=40, null=False)


class Requirement(Table, tablename="requirement"):
    """A material that candidates of an online zone send; empty conditions mean everybody."""

    exam = Varchar(length=20, null=False)
    zone = Varchar(length=20, null=False)
    code = Varchar(length=40, null=False)
    name = Varchar(length=60, null=False)
    note = Text(null=False)
    required = Boolean(null=False, default=True)
    categories = Varchar(length=60, null=False, help_text="separated by spaces")
    levels = Varchar(length=60, null=False, help_text="separated by spaces")
    titles = Varchar(length=60, null=False, help_text="current titles, separated by spaces")
    conditions = Varchar(length=100, null=False, help_text="any of codes.CONDITIONS, by spaces")
    max_files = Integer(null=False, default=1)
    max_pages = Integer(null=False, default=1, help_text="of one PDF file")
    max_bytes = Integer(null=False, default=0, help_text="of one file as it is sent")
    seq = Integer(null=False, default=0)
    evidence = Varchar(length=40, null=False)
    withdrawn = Boolean(null=False, default=False)


class Option(Table, tablename="catalogue_option"):
    exam = Varchar(length=20, null=False)
    kind = Varchar(length=30, null=False, help_text="one of codes.OPTION_KINDS")
    value = Varchar(length=40, null=False)
    label = Varchar(length=60, null=False)
    seq = Integer(null=False, default=0)
    evidence = Varchar(length=40, null=False)
    withdrawn = Boolean(null=False, default=False)


class Notice(Table, tablename="notice"):
    exam = Varchar(length=20, null=False)
    zone = Varchar(length=20, null=False)
    code = Varchar(length=40, null=False)
    title = Varchar(length=120, null=False)
    body = Text(null=False, help_text="plain paragraphs, parted by an empty line")
    source = Text(null=False)
    published_on = Date(null=True, default=None)
    seq = Integer(null=False, default=0)
    evidence = Varchar(length=40, null=False)


class CatalogueRevision(Table, tablename="catalogue_revision"):
    """One row for each load that changed something; the highest id names what is in force."""

    exam = Varchar(length=20, null=False)
    loaded_at = Timestamptz(null=False)
    summary = Text(null=False)


# Table name -> columns that are unique together.
UNIQUE: dict[str, tuple[str, ...]] = {
    "zone": ("exam", "code"),
    "site": ("exam", "code"),
    "registration_point": ("exam", "code"),
    "specialty": ("exam", "code"),
    "eligibility_rule": ("exam", "level", "categories", "qualification", "counted_from"),
    "requirement": ("exam", "zone", "code"),
    "catalogue_option": ("exam", "kind", "value"),
    "notice": ("exam", "zone", "code"),
}
