from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.conftest import Project

KEYS = ["caption", "text", "creators", "ranks", "organizations", "identifier", "rights"]


def test_prints_one_object_for_each_argument(project: Project) -> None:
    run = project.scrapy("credit", "Le port. (Photo : Zoé Ménard / AFP)", "No credit here.")
    first, second = (json.loads(line) for line in run.stdout.splitlines())
    assert run.returncode == 0
    assert list(first) == KEYS
    assert first["text"] == "Zoé Ménard / AFP"
    assert "Zoé Ménard" in run.stdout
    assert second == {
        "caption": "No credit here.",
        "text": None,
        "creators": [],
        "ranks": [],
        "organizations": [],
        "identifier": None,
        "rights": None,
    }


def test_lines_of_input_and_output_stay_aligned(project: Project) -> None:
    run = project.scrapy("credit", stdin="Foto: dpa\n\nThe port. Jane Holt/AP\n")
    texts = [json.loads(line)["text"] for line in run.stdout.splitlines()]
    assert run.returncode == 0
    assert texts == ["dpa", None, "Jane Holt/AP"]


def test_input_that_is_not_utf_8_ends_with_one_line_and_code_1(project: Project) -> None:
    run = subprocess.run(
        project.command("credit"),
        cwd=ROOT,
        input=b"Foto: dpa\nFoto: \xff\nFoto: AP\n",
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 1
    assert json.loads(run.stdout)["text"] == "dpa"
    assert run.stderr.decode().splitlines() == [
        "error: line 2 is not UTF-8: invalid start byte at byte 7"
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell with pipes")
def test_a_reader_that_goes_away_is_no_error(project: Project) -> None:
    with subprocess.Popen(
        project.command("credit"),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        run.stdin.write(b"Foto: dpa\n" * 2000)
        run.stdin.close()
        errors = run.stderr.read()
        assert run.wait(timeout=120) == 0
    assert errors == b""
