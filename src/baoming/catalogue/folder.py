"""What each file of a catalogue's folder holds, and what its cells may hold.

Limits of codes are the widths of the columns that cite them.
"""

from baoming.catalogue import codes, values
from baoming.catalogue.sheets import Columns

_EVIDENCE = values.one_of(codes.EVIDENCE)
_ZONE = values.code(10)
_SITE = values.code(12)
_LONG = values.text(10_000)
_MAX_BYTES = 20 * 1024 * 1024

EXAM: Columns = {
    "code": values.code(20),
    "name": values.text(100),
    "previous": values.code(20, required=False),
    "opens_at": values.instant,
    "closes_at": values.instant,
    "exam_days": values.days,
    "cut_off_on": values.day,
    "special_notice": _LONG,
    "statement": _LONG,
    "pledge": _LONG,
    "exclusions": _LONG,
    "eligibility_note": _LONG,
    "payment_note": _LONG,
    "evidence": _EVIDENCE,
}
COMPARED: Columns = {"compared_fields": values.many_of(codes.COMPARABLE)}

ZONES: Columns = {
    "code": _ZONE,
    "name": values.text(60),
    "confirmation": values.one_of(codes.CONFIRMATIONS),
    "confirmation_ends_at": values.instant,
    "confirmation_announced": values.yes_no,
    "reupload_ends_at": values.instant,
    "reupload_announced": values.yes_no,
    "deadlines_bind_unannounced": values.yes_no,
    "auto_confirm": values.yes_no,
    "lock_specialty_after_auto_confirm": values.yes_no,
    "materials_when_unchanged": values.yes_no,
    "unverified_may_be_cited": values.yes_no,
    "compared_fields": values.many_of(codes.COMPARABLE),
    "evidence": _EVIDENCE,
}
ZONE_TEXTS: Columns = dict.fromkeys(
    ("place", "hours", "bring", "contact"), values.text(2_000, required=False)
)
SITES: Columns = {
    "zone": _ZONE,
    "code": _SITE,
    "name": values.text(60),
    "evidence": _EVIDENCE,
}
POINTS: Columns = {
    "site": _SITE,
    "code": values.code(20),
    "name": values.text(100),
    "address": values.text(200, required=False),
    "evidence": _EVIDENCE,
}
SPECIALTIES: Columns = {
    "code": values.code(10),
    "name": values.text(60),
    "level": values.one_of(codes.LEVELS),
    "category": values.one_of(codes.CATEGORIES),
    "delivery": values.one_of(codes.DELIVERIES),
    "predecessors": values.many_codes(10, 60),
    "evidence": _EVIDENCE,
}
ELIGIBILITY: Columns = {
    "level": values.one_of(codes.LEVELS),
    "categories": values.many_of(codes.CATEGORIES),
    "qualification": values.one_of(codes.QUALIFICATIONS),
    "years": values.whole(0, 60),
    "counted_from": values.one_of(codes.COUNTED_FROM, required=False),
    "note": values.text(200, required=False),
    "evidence": _EVIDENCE,
}
REQUIREMENTS: Columns = {
    "zone": _ZONE,
    "code": values.code(40),
    "name": values.text(60),
    "note": values.text(300, required=False),
    "required": values.yes_no,
    "categories": values.many_of(codes.CATEGORIES),
    "levels": values.many_of(codes.LEVELS),
    "titles": values.many_of(codes.CURRENT_TITLES),
    "conditions": values.many_of(codes.CONDITIONS),
    "max_files": values.whole(1, 20),
    "max_pages": values.whole(1, 100),
    "max_bytes": values.whole(10_000, _MAX_BYTES),
    "evidence": _EVIDENCE,
}
OPTIONS: Columns = {
    "kind": values.one_of(codes.OPTION_KINDS),
    "value": values.code(20),
    "label": values.text(60),
    "evidence": _EVIDENCE,
}
NOTICES: Columns = {
    "zone": values.code(10, required=False),
    "code": values.code(40),
    "title": values.text(120),
    "body": _LONG,
    "source": values.text(300),
    "published_on": values.optional_day,
    "evidence": _EVIDENCE,
}
