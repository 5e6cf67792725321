"""The same picture at another size and address: what it looks like, image numbers, addresses.

`archive.likeness.compare` and what is below it load numpy; pages are read without it.
"""

from archive.likeness.identifiers import identifier_in_address, same_identifier

__all__ = ["identifier_in_address", "same_identifier"]
