"""What the settings find out by themselves."""

import runpy
from pathlib import Path
from typing import Any

import pytest

BASE = Path(__file__).parents[2] / "settings" / "base.py"


def settings_of(monkeypatch: pytest.MonkeyPatch, *words: str) -> dict[str, Any]:
    monkeypatch.setattr("sys.argv", ["scrapy", *words])
    return runpy.run_path(str(BASE))


@pytest.mark.parametrize("command", ["crawl", "verify"])
def test_a_command_of_ours_is_all_that_scrapy_has_to_load(
    monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    found = settings_of(monkeypatch, command, "-s", "LOG_LEVEL=ERROR")
    assert found["COMMANDS_MODULE"] == f"crawler.commands.{command}"


@pytest.mark.parametrize(
    "words", [(), ("-h",), ("shell",), ("nosuch",), ("__init__",), ("../commands/crawl",)]
)
def test_any_other_word_finds_all_commands(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    assert settings_of(monkeypatch, *words)["COMMANDS_MODULE"] == "crawler.commands"
