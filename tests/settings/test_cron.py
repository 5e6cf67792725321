"""The examples for cron, systemd and logrotate are what those take."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from scrapy.settings import Settings

from archive.archiver import Archiver
from settings import base
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CRON = ROOT / "settings" / "cron"
FOLDER = "/srv/defense-news-archive"
UNITS = ("defense-news-archive.service", "defense-news-archive.timer")
FIELD = r"(?:\*|\d+)(?:/\d+)?(?:,\d+)*"
JOB = re.compile(rf"#?(?P<when>(?:{FIELD} ){{5}}) ?cd {FOLDER} && (?P<command>.*)")


def needed(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed here")
    return path


def jobs() -> list[re.Match[str]]:
    lines = (CRON / "crontab").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if re.match(r"#?[*\d]", line)]
    found = [JOB.fullmatch(line) for line in wanted]
    assert all(found), wanted
    return [job for job in found if job]


def test_every_line_of_the_crontab_is_a_job_with_a_command_of_ours() -> None:
    commands = [re.findall(r"\.venv/bin/scrapy (\w+)", job["command"]) for job in jobs()]
    ours = {path.stem for path in (ROOT / "crawler" / "commands").glob("[a-z]*.py")}
    assert len(commands) >= 3
    assert all(names and set(names) <= ours for names in commands)
    # Cron takes a bare percent sign for the end of the line.
    assert not any("%" in job["command"] for job in jobs())
    whens = [job["when"].split() for job in jobs()]
    assert all(int(minute) < 60 for minute, *_ in whens if minute.isdigit())
    assert all(int(hour) < 24 for _, hour, *_ in whens if hour.isdigit())


def test_every_site_and_setting_in_the_examples_exists() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in CRON.iterdir())
    sites = set(re.findall(r"scrapy crawl (\S+)", text))
    assert sites
    assert all((ROOT / "settings" / "sites" / f"{site}.toml").is_file() for site in sites)
    known = Settings()
    known.setmodule(base)
    assert set(re.findall(r" -s (\w+)=", text)) <= set(known)


def test_the_weekly_verify_says_nothing_where_all_is_well(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "scrapy.cfg").symlink_to(ROOT / "scrapy.cfg")
    (tmp_path / "settings").symlink_to(ROOT / "settings")
    scrapy = tmp_path / ".venv" / "bin" / "scrapy"
    scrapy.parent.mkdir(parents=True)
    scrapy.write_text(
        f"#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} "
        f'exec {shlex.quote(sys.executable)} -m scrapy "$@"\n'
    )
    scrapy.chmod(0o755)
    (line,) = [job.string for job in jobs() if "scrapy verify" in job["command"]]
    command = line.split(maxsplit=5)[-1].replace(FOLDER, shlex.quote(str(tmp_path)))

    def mailed() -> str:
        words = ["/bin/sh", "-c", command]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    Archiver(tmp_path / "data", site="a", warcinfo={}).close({"finished": "2024"})
    assert mailed() == ""
    assert "no faults" in (tmp_path / "data" / "verify.log").read_text()
    for warc in (tmp_path / "data" / "warc").iterdir():
        warc.unlink()
    assert "the file is gone" in mailed()


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    verify = needed("systemd-analyze")
    # Units would have to quote a path with a blank, which the folder of this checkout may have.
    (tmp_path / "archive").symlink_to(ROOT)
    for name in UNITS:
        text = (CRON / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace(FOLDER, f"{tmp_path}/archive"), encoding="utf-8")
    done = subprocess.run(
        [verify, "verify", *(str(tmp_path / name) for name in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )
    if "Failed to" in done.stderr and "manager" in done.stderr:
        pytest.skip(f"systemd-analyze does not work here: {done.stderr}")
    about_ours = [line for line in done.stderr.splitlines() if "defense-news-archive" in line]
    assert about_ours == []
    assert done.returncode == 0


def test_the_service_starts_where_nothing_was_archived_yet(tmp_path: Path) -> None:
    """systemd.exec(5): a folder to be written that is not there keeps a unit from starting."""
    service = (CRON / UNITS[0]).read_text(encoding="utf-8")
    (writable,) = re.findall(r"(?m)^ReadWritePaths=(.*)$", service)
    assert writable == f"-{FOLDER}/data"
    (user,) = re.findall(r"(?m)^User=(.*)$", service)
    (prepared,) = re.findall(r"(?m)^ExecStartPre=\+(.*)$", service)
    words = shlex.split(prepared.replace(f"-o {user}", f"-o {os.getuid()}"))
    for _ in range(2):
        subprocess.run(words, cwd=tmp_path, check=True)
        assert (tmp_path / "data").is_dir()


def test_the_timer_is_spread_and_makes_up_for_what_was_missed() -> None:
    timer = (CRON / UNITS[1]).read_text(encoding="utf-8")
    service = (CRON / UNITS[0]).read_text(encoding="utf-8")
    assert "\nRandomizedDelaySec=" in timer
    assert "\nPersistent=yes" in timer
    # SIGTERM to the workers too would make their pages fail.
    assert "\nKillMode=mixed" in service


def test_logrotate_takes_its_rules(tmp_path: Path) -> None:
    logrotate = needed("logrotate")
    log = tmp_path / "data" / "crawl.log"
    log.parent.mkdir()
    log.write_text("a line\n", encoding="utf-8")
    text = (CRON / "logrotate").read_text(encoding="utf-8").replace(FOLDER, str(tmp_path))
    rules = tmp_path / "rules"
    rules.write_text(re.sub(r"(?m)^ *su .*\n", "", text), encoding="utf-8")
    words = [logrotate, "--force", "--state", str(tmp_path / "state"), str(rules)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert [path.name for path in log.parent.iterdir()] == ["crawl.log.1"]
