"""Names: which printed ones are one person's, and which one organization's."""

from archive.names.folding import better_spelling, folded
from archive.names.organizations import NAMES_VERSION, Organization, organization
from archive.names.persons import person_key

__all__ = [
    "NAMES_VERSION",
    "Organization",
    "better_spelling",
    "folded",
    "organization",
    "person_key",
]
