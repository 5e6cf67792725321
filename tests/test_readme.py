"""What the README says is so."""

from __future__ import annotations

import re
import shlex
import tomllib
from typing import TYPE_CHECKING

import pytest

from crawler.cli import Exit
from crawler.sites import read_site
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Project

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_of_a_credit_is_what_the_command_prints(project: Project) -> None:
    found = re.search(r"\$ \.venv/bin/scrapy (credit .*)\n(.*)\n", README)
    assert found
    done = project.scrapy(*shlex.split(found[1]))
    assert done.stdout == found[2] + "\n"


def test_every_command_of_ours_is_named() -> None:
    named = set(re.findall(r"`scrapy ([a-z]+)", README))
    ours = {path.stem for path in (ROOT / "crawler" / "commands").glob("[a-z]*.py")}
    assert ours <= named


def test_every_exit_code_is_named() -> None:
    assert {int(code) for code in re.findall(r"(?m)^\| (\d) \|", README)} == {int(c) for c in Exit}


def test_the_example_of_a_site_is_one(tmp_path: Path) -> None:
    found = re.search(r"```toml\n(.*?)```", README, re.DOTALL)
    assert found
    path = tmp_path / "example.toml"
    path.write_text(found[1], encoding="utf-8")
    assert read_site(path).name == tomllib.loads(found[1])["name"]


@pytest.mark.parametrize("path", re.findall(r"!\[[^]]*\]\(([^)]+)\)", README))
def test_every_picture_is_there(path: str) -> None:
    assert (ROOT / path).stat().st_size > 10_000
