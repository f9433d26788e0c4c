"""The desk's queues: by place and status, what waits longest first."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from baoming.schema import migration

ID = "0007"
VERSION = "1.38.0"
DESCRIPTION = "The desk's queues"

# A name is found from its start by comparing bytes, which only a binary order can do.
# The few applications with a personal date are counted apart, from their index alone.
SQL = """
DROP INDEX application_site_status;
DROP INDEX application_status;
DROP INDEX account_name;
CREATE INDEX application_zone_queue ON application (exam, zone, status, status_since, id);
CREATE INDEX application_site_queue ON application (exam, site, status, status_since, id);
CREATE INDEX application_point_queue
    ON application (exam, registration_point, status, status_since, id);
CREATE INDEX application_queue ON application (exam, status, status_since, id);
CREATE INDEX application_specialty_queue
    ON application (exam, zone, specialty, status, status_since, id);
CREATE INDEX application_personal
    ON application (exam, zone, site, registration_point, status, untouched, personal_until)
    WHERE personal_until IS NOT NULL;
CREATE INDEX account_name ON account (name $BINARY);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, SQL)
