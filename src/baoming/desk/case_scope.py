# ruff: noqa: S608  (SQL of our own parts; every value is bound)
"""Whose a request is: which officers see it, its proof included.

With an application it is where the latest application is; without, with the zone that was named,
and always with the center. Of a number that is taken the zone named sees it too, wherever the
holder's application is.
"""

from typing import Any

from baoming.database import rows
from baoming.desk.officer import Officer

JOINED = """
LEFT JOIN account c ON c.id = COALESCE(r.account,
 (SELECT h.id FROM account h WHERE r.kind = 'taken' AND h.id_number_index = r.id_number_index))
LEFT JOIN application a ON a.id = (SELECT MAX(x.id) FROM application x WHERE x.account = c.id)
"""
"""To `request_case r`: the account that it is about, and its latest application."""


def scope(officer: Officer) -> tuple[str, list[Any]]:
    """SQL for what is this officer's, and its values."""
    if officer.role == "center":
        return "1 = 1", []
    if officer.role == "zone":
        named = "r.zone = {} AND (a.id IS NULL OR r.kind = 'taken')"
        return f"(a.zone = {{}} OR {named})", [officer.zone, officer.zone]
    column = {"site": "site", "point": "registration_point"}[officer.role]
    code = officer.site if officer.role == "site" else officer.point
    return f"(a.zone = {{}} AND a.{column} = {{}})", [officer.zone, code]


async def sees_proof(officer: Officer, file: str) -> bool:
    """Is it the proof of a request in scope?"""
    condition, values = scope(officer)
    found = await rows(
        f"SELECT 1 AS one FROM request_case r {JOINED} WHERE r.evidence = {{}} AND {condition}",
        file,
        *values,
    )
    return bool(found)
