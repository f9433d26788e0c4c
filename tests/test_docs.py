"""Pages that are drawn from the code say what the code says."""

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_the_lifecycle_is_drawn_from_the_table_of_moves() -> None:
    drawn = runpy.run_path(str(ROOT / "scripts/lifecycle"))["page"]()
    assert (ROOT / "docs/lifecycle.md").read_text("utf-8") == drawn
