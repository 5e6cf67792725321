"""What can go wrong when something archived is to be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette import Forbidden, NotFound  # type: ignore[import-untyped]  # 0.65 has no types
from datasette.utils.asgi import Base400  # type: ignore[import-untyped]  # likewise

if TYPE_CHECKING:
    from collections.abc import Iterable


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


class NotHereError(NotFound):  # type: ignore[misc]  # likewise
    """Base class: there is no such thing in the index; Datasette answers with its page for 404."""


class NoDatabaseError(NotHereError):
    """Datasette serves no database of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no database {name}")


class NoPhotoError(NotHereError):
    """No article names a photo at this address."""

    def __init__(self, url: str) -> None:
        super().__init__(f"no photo {url}")


class NoArticleError(NotHereError):
    """No article has this address."""

    def __init__(self, url: str) -> None:
        super().__init__(f"no article {url}")


class NoCaptureError(NotHereError):
    """No capture has this id, or lies at this place."""

    def __init__(self, capture: str) -> None:
        super().__init__(f"no capture {capture}")


class NoFeedError(Base400):  # type: ignore[misc]  # likewise
    """There is no feed of photos chosen in this way."""

    def __init__(self, asked: Iterable[str]) -> None:
        super().__init__(
            "there are feeds of a creator, of an organization, and of a site or a kind of rights, "
            f"but not of {' and '.join(asked)}"
        )


class NotAllowedError(Forbidden):  # type: ignore[misc]  # likewise
    """This person may not see the database; Datasette answers with its page for 403."""

    def __init__(self, database: str) -> None:
        super().__init__(f"you may not see {database}")


class TooSlowError(Base400):  # type: ignore[misc]  # likewise
    """A page's query took longer than Datasette allows; it answers with its page for 503."""

    status = 503

    def __init__(self, database: str) -> None:
        super().__init__(f"{database} took too long to answer: ask again, it may be quicker now")
