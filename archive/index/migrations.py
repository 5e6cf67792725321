"""Every migration, in order: importing this module has put them all into `MIGRATIONS`."""

from archive.index import (  # noqa: F401 - add themselves
    migration_002,
    migration_003,
    migration_004,
    migration_005,
    migration_006,
    migration_007,
    migration_008,
    migration_009,
    migration_010,
    migration_011,
    migration_012,
    migration_013,
    migration_014,
    migration_015,
)
from archive.index.schema import MIGRATIONS

__all__ = ["MIGRATIONS"]
