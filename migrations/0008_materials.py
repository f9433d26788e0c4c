"""Materials of online zones."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from baoming.schema import migration

ID = "0008"
VERSION = "1.38.0"
DESCRIPTION = "Materials of online zones"

# Two uploads at once cannot both stand in one place.
SQL = """
CREATE TABLE material (
    id $SERIAL,
    application INTEGER NOT NULL REFERENCES application (id) ON DELETE RESTRICT,
    requirement VARCHAR(40) NOT NULL,
    position INTEGER NOT NULL,
    round INTEGER NOT NULL,
    file VARCHAR(43) NOT NULL,
    thumbnail VARCHAR(43),
    name VARCHAR(100) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    removed_at TIMESTAMPTZ
);
CREATE UNIQUE INDEX material_place ON material (application, requirement, position)
    WHERE removed_at IS NULL;
CREATE INDEX material_application ON material (application, id);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, SQL)
