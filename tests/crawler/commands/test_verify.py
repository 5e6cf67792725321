from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from archive.archiver import Archiver
from tests.archive.index.damage import overwrite_table
from tests.archive.warc.exchanges import CHUNKED, capture, member, plain_record

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Project


@pytest.fixture
def warc(project: Project) -> Path:
    """The one WARC of an archive with one page."""
    archiver = Archiver(project.archive, site="a", warcinfo={})
    archiver.store(capture(CHUNKED)).result(10)
    archiver.close({"finished": "2024"})
    (path,) = (project.archive / "warc").iterdir()
    return path


@pytest.mark.usefixtures("warc")
def test_a_whole_archive(project: Project) -> None:
    done = project.scrapy("verify")
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 WARC files, 4 records" in done.stderr
    assert "no faults" in done.stderr


def test_one_line_for_each_fault_with_file_and_offset(project: Project, warc: Path) -> None:
    data = warc.read_bytes()
    warc.write_bytes(data + b"garbage")
    done = project.scrapy("verify")
    assert done.returncode == 2
    garbage, digest = done.stdout.splitlines()
    assert garbage.startswith(f"{warc} at offset {len(data)}: no gzip member but b'gar': garbage")
    assert digest.startswith(f"{warc} at offset 0: sha256 ")
    assert done.stderr.strip().endswith("2 faults")


def test_files_of_others_may_be_named(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "other.warc.gz"
    info = plain_record(b"a: b", WARC_Type="warcinfo", WARC_Target_URI="", WARC_Record_ID="<a:b>")
    path.write_bytes(member(info) + member(plain_record()))
    done = project.scrapy("verify", str(path))
    assert (done.returncode, done.stdout) == (0, "")
    (tmp_path / "other.warc").write_bytes(gzip.decompress(path.read_bytes())[:-9])
    done = project.scrapy("verify", str(path), str(tmp_path / "other.warc"))
    assert done.returncode == 2
    assert "the file ends inside the WARC header" in done.stdout


def test_repair_finishes_what_a_dead_crawl_left(project: Project, warc: Path) -> None:
    warc.rename(warc.with_name(warc.name + ".open"))
    with warc.with_name(warc.name + ".open").open("ab") as file:
        file.write(b"\x1f\x8b\x08\x00torn")
    assert project.scrapy("verify").returncode == 2
    done = project.scrapy("verify", "--repair")
    assert (done.returncode, done.stdout) == (0, "")
    assert f"repaired {warc}: 0 captures indexed, 8 torn bytes moved aside" in done.stderr
    assert warc.with_name(warc.name + ".torn").read_bytes() == b"\x1f\x8b\x08\x00torn"


def test_a_file_that_is_gone(project: Project, warc: Path) -> None:
    warc.unlink()
    done = project.scrapy("verify")
    assert done.returncode == 2
    assert done.stdout.startswith(f"{warc} at offset 0: the file is gone, and the index has 1 ")
    assert done.stderr.strip().endswith(" 1 fault")


@pytest.mark.usefixtures("warc")
def test_without_an_index_that_is_the_fault(project: Project) -> None:
    project.index.unlink()
    done = project.scrapy("verify")
    assert done.returncode == 2
    assert "there is no index: `scrapy reindex` makes it" in done.stdout


@pytest.mark.usefixtures("warc")
def test_a_damaged_index_is_said_in_one_line(project: Project) -> None:
    overwrite_table(project.index, "warc_files")
    done = project.scrapy("verify")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"error: cannot use {project.index} as index: ")
    assert len(done.stderr.splitlines()) == 1


def test_wrong_usage(project: Project, tmp_path: Path) -> None:
    done = project.scrapy("verify", str(tmp_path / "none.warc.gz"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "none.warc.gz: no such file" in done.stderr
    assert project.scrapy("verify", "--fix").returncode == 1


def test_an_archive_that_is_not_there_is_an_error(project: Project) -> None:
    for words in (("verify",), ("verify", "--repair")):
        done = project.scrapy(*words)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == f"error: {project.archive}: no such archive folder\n"
    assert not project.archive.exists()


def test_an_empty_archive_has_no_faults(project: Project) -> None:
    project.archive.mkdir()
    done = project.scrapy("verify")
    assert done.returncode == 0
    assert "0 WARC files" in done.stderr
