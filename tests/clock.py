"""``python -m tests.clock OFFSET -m MODULE …``: run a module at another time.

OFFSET is a number with ``m``, ``h`` or ``d``: how far the clock is ahead, e.g. ``+3d``. The clock
goes on from there; what counts elapsed time (``time.monotonic``) is as ever, and processes that
the module starts have the time of the machine.
"""

from __future__ import annotations

import re
import runpy
import sys
from datetime import UTC, datetime, timedelta

import time_machine

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def offset(text: str) -> timedelta:
    """What an offset says.

    Raises:
        ValueError: it is none.
    """
    found = re.fullmatch(r"([+-]?\d+)([mhd])", text)
    if not found:
        message = f"{text!r} is no offset like +3d"
        raise ValueError(message)
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def main(arguments: list[str]) -> None:
    """Run what stands behind ``-m`` as ``python -m`` does."""
    ahead, flag, module, *rest = arguments
    if flag != "-m":
        message = f"-m MODULE is wanted, not {flag!r}"
        raise ValueError(message)
    sys.argv = [module, *rest]
    with time_machine.travel(datetime.now(UTC) + offset(ahead), tick=True):
        runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
