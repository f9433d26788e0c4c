"""What a new application, and a first education record, start with: last year's data."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from baoming.accounts.names import comparable
from baoming.catalogue.entries import Specialty
from baoming.catalogue.lookups import Catalogue
from baoming.returning.past import Past

EDUCATION = (
    "qualification",
    "degree",
    "school",
    "school_note",
    "major",
    "years_of_schooling",
    "graduated_on",
    "certificate_number",
)
"""What last year's file holds of an education record."""


def application(
    catalogue: Catalogue, zone: str, past: Past, educations: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """By column. Only what this year's lists still offer; the subjects are left to the page."""
    data, specialty = past.data, offered_specialty(catalogue, past)
    site, point = _place(catalogue, zone, data)
    found = {
        "site": site,
        "registration_point": point,
        "gender": data.get("gender"),
        "birth_date": _day(data.get("birth_date")),
        "ethnicity": _offered(catalogue, "ethnicity", data),
        "employer": data.get("employer"),
        "employer_type": _offered(catalogue, "employer_type", data),
        "employer_affiliation": _offered(catalogue, "employer_affiliation", data),
        "education": matching(data, educations),
    }
    if specialty:
        found |= {
            "category": specialty.category,
            "level": specialty.level,
            "specialty": specialty.code,
        }
    return {name: value for name, value in found.items() if value is not None}


def education(past: Past) -> dict[str, Any]:
    """For the form of a record; how it was studied, last year's file does not say."""
    found = {name: past.data.get(name) for name in EDUCATION}
    return {**found, "graduated_on": _day(found["graduated_on"])}


def offered_specialty(catalogue: Catalogue, past: Past) -> Specialty | None:
    """Last year's, or the one that it was merged into."""
    code = past.data["specialty"]
    known = catalogue.specialty(code)
    if known and not known.withdrawn:
        return known
    heirs = [
        each
        for each in catalogue.contents.specialties
        if code in each.predecessors and not each.withdrawn
    ]
    return heirs[0] if len(heirs) == 1 else None


def matching(data: Mapping[str, Any], educations: Iterable[Mapping[str, Any]]) -> int | None:
    """The candidate's record with last year's certificate number."""
    wanted = comparable(data.get("certificate_number", ""))
    found = (
        int(each["id"])
        for each in educations
        if wanted and comparable(each["certificate_number"]) == wanted
    )
    return next(found, None)


def _place(
    catalogue: Catalogue, zone: str, data: Mapping[str, Any]
) -> tuple[str | None, str | None]:
    site, point = data.get("site"), data.get("registration_point")
    if site not in {each.code for each in catalogue.sites(zone)}:
        return None, None
    return site, point if point in {each.code for each in catalogue.points(site)} else None


def _offered(catalogue: Catalogue, kind: str, data: Mapping[str, Any]) -> str | None:
    value = data.get(kind)
    return value if value in dict(catalogue.options(kind)) else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
