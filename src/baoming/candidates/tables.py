"""What a candidate keeps from year to year, beside the photo."""

from piccolo.columns import UUID, Date, Integer, Serial, Timestamptz, Varchar
from piccolo.table import Table


class Education(Table):
    """An education record (学历学位信息); an application cites one."""

    id: Serial
    account = UUID()
    qualification = Varchar(length=20)
    degree = Varchar(length=20)
    school = Varchar(length=100)
    school_note = Varchar(length=100, null=True, default=None)
    major = Varchar(length=100)
    study_form = Varchar(length=20)
    years_of_schooling = Integer()
    graduated_on = Date()
    certificate_number = Varchar(length=40)
    verification = Varchar(length=20, default="unverified")
    """`unverified`, `passed` or `failed`: set by staff, there is no open interface to ask."""
    created_at = Timestamptz()
    deleted_at = Timestamptz(null=True, default=None)
