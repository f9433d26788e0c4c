"""The one Piccolo app: every table of the package, and the migrations beside it."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

from baoming.settings import ROOT

_PACKAGE = Path(__file__).parent


def table_modules() -> list[str]:
    """Every module called `tables`, or ending so."""
    found = [
        path.relative_to(_PACKAGE.parent).with_suffix("").parts
        for path in _PACKAGE.rglob("*.py")
        if path.stem == "tables" or path.stem.endswith("_tables")
    ]
    return sorted(".".join(parts) for parts in found)


APP_CONFIG = AppConfig(
    app_name="baoming",
    migrations_folder_path=ROOT / "migrations",
    table_classes=table_finder(table_modules(), exclude_imported=True),
)
