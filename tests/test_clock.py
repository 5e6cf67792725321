from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.clock import offset

ROOT = Path(__file__).parent.parent


def test_the_clock_of_a_command_is_ahead(tmp_path: Path) -> None:
    (tmp_path / "said.py").write_text("import datetime; print(datetime.datetime.now(datetime.UTC))")
    words = [sys.executable, "-m", "tests.clock", "+3d", "-m", "said"]
    said = subprocess.run(
        words,
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{tmp_path}"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    ahead = datetime.fromisoformat(said.strip()) - datetime.now(UTC)
    assert timedelta(days=3) - timedelta(minutes=1) < ahead < timedelta(days=3)


@pytest.mark.parametrize("text", ["3", "d", "+3w", "3d4h"])
def test_no_offset(text: str) -> None:
    with pytest.raises(ValueError, match="offset"):
        offset(text)
