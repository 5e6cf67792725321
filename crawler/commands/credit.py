"""``scrapy credit``: printed captions taken apart, one JSON line each."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, ClassVar

from crawler.cli import ProjectCommand, fail, reader_may_leave

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator


class CaptionDecodeError(ValueError):
    """A line of the input is not UTF-8; names the line."""


class Command(ProjectCommand):
    """Prints caption, credit, creators, ranks, organizations, identifier and rights."""

    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Shown in the help."""
        return "[TEXT…]"

    def short_desc(self) -> str:
        """Shown by ``scrapy``."""
        return "Split printed captions (arguments, or lines on stdin) into caption and credit"

    def long_desc(self) -> str:
        """Shown in the help of this command."""
        return (
            "Prints one JSON object for each TEXT, or for each line of standard input where none "
            "is given: caption, text (the credit), creators, ranks, organizations, identifier, "
            "rights. A text without a credit has null for text and rights."
        )

    @reader_may_leave()
    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - Scrapy's signature
        """Print a line for each text; input that is not UTF-8 ends with exit code 1."""
        output = sys.stdout.buffer
        try:
            for text in args or _lines(sys.stdin.buffer):
                output.write(_describe(text) + b"\n")
        except CaptionDecodeError as error:
            output.flush()
            fail(str(error))


def _lines(source: Iterable[bytes]) -> Iterator[str]:
    """Give the lines of a stream, without their ends.

    Raises:
        CaptionDecodeError: a line is not UTF-8.
    """
    for number, line in enumerate(source, 1):
        try:
            yield line.rstrip(b"\r\n").decode("utf-8")
        except UnicodeDecodeError as error:
            message = f"line {number} is not UTF-8: {error.reason} at byte {error.start + 1}"
            raise CaptionDecodeError(message) from error


def _describe(text: str) -> bytes:
    # Loaded when needed: Scrapy imports every command's module whatever command is called.
    from archive.extract.credit import parse_caption  # noqa: PLC0415 - see above
    from archive.extract.serialize import credit_to_dict  # noqa: PLC0415 - see above

    line = json.dumps(credit_to_dict(parse_caption(text)), ensure_ascii=False)
    # An argument that is not UTF-8 reaches Python as lone surrogates.
    return line.encode("utf-8", "replace")
