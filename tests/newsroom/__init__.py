"""Harbour & Hangar, a small defense news site of our own writing, served on loopback.

Its pages are in the mark-up that real ones use, each in that of another publishing system. It
serves the demo (``python -m tests.newsroom``) and the tests.
"""

from tests.newsroom.site import Newsroom
from tests.newsroom.stories import Story, truth

__all__ = ["Newsroom", "Story", "truth"]
