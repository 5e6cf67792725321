"""The same picture at another size and address: perceptual hashes, and image numbers.

`archive.likeness.hashing` makes the hashes and needs numpy; the rest is plain arithmetic.
"""

from archive.likeness.compare import SHARED, Print, alike, likeness_keys
from archive.likeness.identifiers import identifier_in_address, same_identifier

__all__ = ["SHARED", "Print", "alike", "identifier_in_address", "likeness_keys", "same_identifier"]
