"""Runs programs as somebody to whom a folder's mode means what it says."""

from __future__ import annotations

import os
import shutil

import pytest


def unprivileged(*words: str) -> list[str]:
    """A command that may not write where modes forbid it, also where root runs the tests.

    The test is skipped where there is no way to that: capabilities(7), CAP_DAC_OVERRIDE.
    """
    if os.geteuid():
        return list(words)
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("root may write everywhere, and there is no setpriv to give that up with")
    return [setpriv, "--bounding-set=-dac_override", "--inh-caps=-dac_override", *words]
