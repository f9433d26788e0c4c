"""What an officer typed to find an application: a number, a document, a print's code, a name."""

from baoming.accounts import documents
from baoming.accounts.identity import index_of
from baoming.accounts.names import clean_name
from baoming.applications.snapshot import plain_code
from baoming.database import current, rows
from baoming.schema import WORDS

_EXACTLY = (
    "SELECT id, 'number' AS how FROM application WHERE number = {}"
    " UNION ALL SELECT application AS id, 'code' AS how FROM snapshot WHERE code = {}"
    " UNION ALL SELECT a.id AS id, 'id_number' AS how FROM account c"
    " JOIN application a ON a.account = c.id WHERE c.id_number_index = {}"
)
_LAST = "\U0010ffff"


async def exactly(q: str) -> tuple[list[int], bool]:
    """Ids by application number, verification code or full document number; and whether it was
    a document number that was asked for."""
    plain = "".join(q.split())
    found = await rows(_EXACTLY, plain.upper(), plain_code(plain), index_of(plain))
    ways = {row["how"] for row in found}
    by_document = "id_number" in ways or (not ways and documents.looks_like_document(plain))
    return list(dict.fromkeys(row["id"] for row in found)), by_document


def name_ranges(q: str) -> tuple[tuple[str, str], ...]:
    """Names that begin with this, as ranges of an index. Latin names are found in small letters
    and in capitals too: LIKE would do so on one engine alone, and knows wildcards."""
    start = clean_name(q)
    spellings = dict.fromkeys((start, start.upper(), start.title()))
    return tuple((each, each + _LAST) for each in spellings)


def by_bytes() -> str:
    """SQL for a name in the order of the index that finds it from its start."""
    return f"c.name {WORDS[current().engine_type]['BINARY']}"


def between(ranges: tuple[tuple[str, str], ...]) -> tuple[str, list[str]]:
    """SQL for a name in one of these ranges, and its values."""
    name = by_bytes()
    one = f"({name} >= {{}} AND {name} < {{}})"
    return f"({' OR '.join([one] * len(ranges))})", [end for each in ranges for end in each]
