from __future__ import annotations

import logging
import shutil
from typing import TYPE_CHECKING

import pytest
from scrapy.settings import Settings

from crawler.logs import install_log, installed_log, remove_log

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

logger = logging.getLogger("herald")


@pytest.fixture(autouse=True)
def root_as_it_was() -> Iterator[None]:
    level = logging.root.level
    yield
    remove_log()
    logging.root.setLevel(level)


def log_to(path: Path, **changes: object) -> None:
    install_log(Settings({"LOG_FILE": str(path), "LOG_FORMAT": "%(message)s", **changes}))


def test_the_log_goes_on_in_a_new_file_when_it_was_renamed(tmp_path: Path) -> None:
    """What logrotate does with `create` or `nocreate`, while a crawl runs."""
    path = tmp_path / "logs" / "crawl.log"
    log_to(path)
    logger.info("before")
    path.rename(tmp_path / "crawl.log.1")
    logger.info("after")
    assert (tmp_path / "crawl.log.1").read_text(encoding="utf-8") == "before\n"
    assert path.read_text(encoding="utf-8") == "after\n"


def test_the_log_goes_on_when_it_was_copied_and_truncated(tmp_path: Path) -> None:
    """What logrotate does with `copytruncate`: no hole is left where the old lines were."""
    path = tmp_path / "crawl.log"
    log_to(path)
    logger.info("before")
    shutil.copy(path, tmp_path / "crawl.log.1")
    path.write_bytes(b"")
    logger.info("after")
    assert path.read_bytes() == b"after\n"


def test_a_log_is_appended_to(tmp_path: Path) -> None:
    path = tmp_path / "crawl.log"
    for word in ("one", "two"):
        log_to(path)
        logger.info(word)
        remove_log()
    assert path.read_text(encoding="utf-8") == "one\ntwo\n"


def test_a_log_that_cannot_be_opened_again_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "logs" / "crawl.log"
    log_to(path)
    shutil.rmtree(path.parent)
    path.parent.write_text("a file where the folder was", encoding="utf-8")
    logger.info("nobody reads this")
    assert "crawl.log" in capsys.readouterr().err


@pytest.mark.parametrize("changes", [{"LOG_LEVEL": "LOUD"}, {"LOG_FILE": "/dev/null/crawl.log"}])
def test_a_log_that_cannot_be_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, str]
) -> None:
    with pytest.raises(SystemExit, match="1"):
        log_to(tmp_path / "crawl.log", **changes)
    assert "error: the log: " in capsys.readouterr().err
    assert installed_log() is None


def test_the_level_and_no_log_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log_to(tmp_path / "crawl.log", LOG_LEVEL="WARNING")
    logger.info("quiet")
    logger.warning("loud")
    assert (tmp_path / "crawl.log").read_text(encoding="utf-8") == "loud\n"
    install_log(Settings({"LOG_ENABLED": False}))
    logger.error("to nobody")
    install_log(Settings({"LOG_FORMAT": "%(message)s"}))
    logger.error("to the terminal")
    assert capsys.readouterr().err == "to the terminal\n"
