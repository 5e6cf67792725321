"""Fixtures for all tests: the bundled site, and the command line in a folder of its own."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from tests.command import run_scrapy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.newsroom.plugin import RunningNewsroom

pytest_plugins = ["tests.newsroom.plugin"]

# The whole suite has minutes on two busy cores: fewer examples, and no verdict by the clock.
settings.register_profile(
    "suite", max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")

ROOT = Path(__file__).parent.parent
SITE_FILE = ROOT / "settings" / "sites" / "newsroom.toml"


@dataclass(frozen=True)
class Project:
    """The command line, with an archive and site files of its own."""

    folder: Path

    @property
    def archive(self) -> Path:
        return self.folder / "data"

    @property
    def sites(self) -> Path:
        return self.folder / "sites"

    @property
    def index(self) -> Path:
        return self.archive / "index.db"

    def command(self, *words: str) -> list[str]:
        """The words of a scrapy command on this archive, for a process made from nothing."""
        return [sys.executable, "-m", "scrapy", *self._words(*words)]

    def _words(self, *words: str) -> list[str]:
        settings = {"ARCHIVE_DIR": self.archive, "SITES_DIR": self.sites, "EXTRACT_WORKERS": 1}
        options = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
        return [words[0], *options, *words[1:]]

    def scrapy(
        self, *words: str, stdin: str = "", ahead: str = "+0d", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a scrapy command to its end; ``ahead`` is how far its clock is, as in ``+3d``."""
        return run_scrapy(
            self._words(*words),
            folder=ROOT,
            environment={**os.environ, **environment},
            stdin=stdin,
            ahead=ahead,
        )

    @contextmanager
    def begun(
        self, *words: str, until: Callable[[], bool], within: float = 120.0
    ) -> Iterator[None]:
        """A scrapy command that has come so far; with the context's end it is killed (SIGKILL).

        Args:
            words: the command.
            until: whether it has come far enough; often asked.
            within: seconds it may take for that.
        """
        quiet = subprocess.DEVNULL
        with subprocess.Popen(self.command(*words), stdout=quiet, stderr=quiet) as process:
            try:
                started = time.monotonic()
                while not until():
                    assert process.poll() is None, "it ended before"
                    assert time.monotonic() - started < within
                    time.sleep(0.005)
                yield
            finally:
                process.kill()

    def add_site(self, newsroom: RunningNewsroom, name: str = "newsroom", **changes: str) -> None:
        """The bundled site's file, with this server's address; ``changes`` replace whole keys."""
        self.sites.mkdir(exist_ok=True)
        text = SITE_FILE.read_text(encoding="utf-8").replace("http://127.0.0.1:8045", newsroom.url)
        for key, value in {"delay": "0.0", **changes}.items():
            text = re.sub(rf"(?ms)^{key} = (?:\[\n.*?^\]|[^\n]*)\n", "", text)
            text += f"{key} = {value}\n" if value else ""
        (self.sites / f"{name}.toml").write_text(text, encoding="utf-8")

    def rows(self, sql: str, *parameters: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - SQLite's values
        """Rows of the index, by plain SQLite."""
        with closing(sqlite3.connect(self.index)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(sql, parameters)]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path)
    made.sites.mkdir()
    return made
