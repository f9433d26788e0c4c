"""What is told before submitting and stands in nobody's way."""

from baoming.applications.dossier import Dossier
from baoming.applications.sections import Frame
from baoming.catalogue import eligibility
from baoming.catalogue.eligibility import Advice, Facts


def advice(dossier: Dossier) -> Advice:
    """On education and years, by the answers as they are saved."""
    exam, row = dossier.catalogue.exam, dossier.row
    rules = dossier.catalogue.rules(row.level, row.category)
    return eligibility.advise(rules, facts(dossier.frame), exam.cut_off_on)


def facts(frame: Frame) -> Facts:
    row, cited = frame.row, frame.cited or {}
    return Facts(
        level=row["level"],
        category=row["category"],
        qualification=cited.get("qualification"),
        graduated_on=cited.get("graduated_on"),
        started_in=row["started_in"],
        practice_category=row["practice_category"],
        first_licensed_in=row["first_licensed_in"],
        current_title=row["current_title"],
        title_obtained_in=row["title_obtained_in"],
        residency_certified_in=row["residency_certified_in"],
        years_in_specialty=row["years_in_specialty"],
    )


def warnings(dossier: Dossier) -> dict[str, str]:
    """A sentence by field: worth mending, and no reason to refuse."""
    row, days = dossier.row, dossier.catalogue.exam.exam_days
    found = {}
    expires = None if row.id_permanent else row.id_expires_on
    if expires is not None and days and expires < max(days):
        found["id_expires_on"] = (
            f"证件有效截止日期（{expires}）早于考试日期（{max(days)}）。"
            "不影响报名，请在考试前换领新证件。"
        )
    return found
