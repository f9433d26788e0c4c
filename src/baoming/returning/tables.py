"""Last year's candidates and results, and the files that they came in."""

from piccolo.columns import (
    UUID,
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


class HistoryImport(Table, tablename="history_import"):
    """One file. Its rows are in force once `sequence` is set, all of them by that one update."""

    id: Serial
    exam = Varchar(length=20)
    zone = Varchar(length=10, null=True, default=None)
    """The zone whose office sent it; null: the center, or the command line."""
    file_name = Varchar(length=200)
    stored_file = Varchar(length=43, null=True, default=None)
    """The upload that waits to be read; null once it was."""
    state = Varchar(length=10)
    """`waiting` to be read, `reading`, `faulty`, `staged` to be looked at, `taken`, `dropped`."""
    base = Integer()
    """The sequence that its rows were compared with; 0: none."""
    sequence = Integer(null=True, default=None)
    """Counts the imports in force of one exam (unique): of two rows the later one counts."""
    new_rows = Integer()
    changed_rows = Integer()
    equal_rows = Integer()
    faults = Text(null=True, default=None)
    """JSON: line and reason of each faulty row."""
    actor = Integer(null=True, default=None)
    """The officer; null: the command line."""
    created_at = Timestamptz()
    state_at = Timestamptz(null=True, default=None)
    """Since when: a reading that broke off is taken up again."""


class PastResult(Table, tablename="past_result"):
    """One candidate of last year, as one file has it; a file stores only what is new or changed.

    The document number is kept as its keyed index alone: nothing needs it back.
    """

    id: Serial
    history_import = ForeignKey(HistoryImport, null=False, on_delete=OnDelete.restrict)
    exam = Varchar(length=20)
    id_type = Varchar(length=20)
    id_number_index = Varchar(length=64)
    name_key = Varchar(length=60)
    """The name in its one comparable form."""
    birth_date = Date()
    zone = Varchar(length=10)
    data = Text()
    """JSON by column of the file, in its order, codes for words; empty cells are left out."""


class PastResultLink(Table, tablename="past_result_link"):
    """An approved merge of scores: the row of this document counts as the account's own."""

    id: Serial
    account = UUID()
    exam = Varchar(length=20)
    id_type = Varchar(length=20)
    id_number_index = Varchar(length=64)
    created_at = Timestamptz()
