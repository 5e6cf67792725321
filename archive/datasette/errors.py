"""What can go wrong when something archived is to be shown."""

from __future__ import annotations


class PictureError(Exception):
    """Base class of every error about showing a photo."""


class PictureNotFoundError(PictureError, LookupError):
    """The archive here has no readable bytes with this digest."""

    def __init__(self, sha256: str) -> None:
        super().__init__(f"no archived photo with sha256 {sha256}")


class PictureTypeError(PictureError, ValueError):
    """The bytes are no picture of a kind that is safe to show."""

    def __init__(self, sha256: str, reason: str) -> None:
        super().__init__(f"the file with sha256 {sha256} is not shown: {reason}")


class ReplayError(Exception):
    """Base class of every error about showing a capture as it was."""


class ContentNotFoundError(ReplayError, LookupError):
    """The archive here has no readable record for a capture."""

    def __init__(self, target_uri: str, reason: str) -> None:
        super().__init__(f"{target_uri} cannot be shown: {reason}")
