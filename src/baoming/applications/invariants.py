"""States that no application can be in, looked for in the tables: the clock, two offices and a
crash may come in any order, and still these hold."""

from dataclasses import dataclass

from baoming.database import rows

RULES = {
    "the last event leads to the status": """
SELECT a.number FROM application a JOIN event e ON e.id =
 (SELECT max(l.id) FROM event l WHERE l.application = a.id)
WHERE e.to_status <> a.status""",
    "each event begins where the one before ended": """
SELECT a.number FROM event e JOIN application a ON a.id = e.application
 JOIN event p ON p.id =
 (SELECT max(b.id) FROM event b WHERE b.application = e.application AND b.id < e.id)
WHERE e.from_status IS NOT NULL AND e.from_status <> p.to_status""",
    "who was given up missed a deadline, or was deleted": """
SELECT number FROM application WHERE status = 'abandoned' AND abandoned_by IS NULL""",
    "only who was given up missed a deadline": """
SELECT number FROM application WHERE abandoned_by IS NOT NULL AND status <> 'abandoned'""",
    "who is refused knows what to mend, who is rejected by whom": """
SELECT number FROM application WHERE (status = 'refused' AND refused_items IS NULL)
 OR (status = 'rejected' AND stage IS NULL)""",
    "each refusal is a round": """
SELECT a.number FROM application a WHERE a.rounds <>
 (SELECT count(*) FROM event e WHERE e.application = a.id AND e.kind = 'refuse')""",
    "who is further than a draft was submitted or imported": """
SELECT a.number FROM application a
WHERE a.status IN ('submitted', 'confirmed', 'site_approved', 'qualified', 'refused', 'rejected')
 AND a.revision = 0 AND NOT EXISTS
 (SELECT 1 FROM event e WHERE e.application = a.id AND e.kind = 'import')""",
    "each submission has its print": """
SELECT a.number FROM application a WHERE a.revision <>
 (SELECT count(*) FROM snapshot s WHERE s.application = a.id)""",
    "only what was reopened waits untouched": """
SELECT number FROM application WHERE untouched AND status <> 'submitted'""",
}


@dataclass(frozen=True)
class Broken:
    rule: str
    numbers: tuple[str, ...]
    """Of the applications, a few of them."""


async def broken() -> list[Broken]:
    """Empty unless something is wrong that no page could repair."""
    found = []
    for rule, sql in RULES.items():
        numbers = await rows(f"{sql} LIMIT 5")
        if numbers:
            found.append(Broken(rule, tuple(row["number"] for row in numbers)))
    return found
