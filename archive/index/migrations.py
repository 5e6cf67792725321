"""Every migration, in order: importing this module has put them all into `MIGRATIONS`."""

from archive.index import migration_002  # noqa: F401 - adds itself
from archive.index.schema import MIGRATIONS

__all__ = ["MIGRATIONS"]
