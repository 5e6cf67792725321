"""The package as its specification has it; what a query takes along; what goes wrong."""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from archive.warc import read_record
from archive.warc.verify import verify_file
from tests.conftest import Project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.newsroom.plugin import RunningNewsroom

SINCE = ("-a", "since=2010-01-01", "-a", "requisites=page")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, shared_newsroom: RunningNewsroom) -> Project:
    project = Project(tmp_path_factory.mktemp("crawled"))
    project.add_site(shared_newsroom)
    for _ in range(2):
        done = project.scrapy("crawl", "newsroom", *SINCE)
        assert done.returncode == 0, done.stderr
    return project


def local_extra(path: Path, offset: int) -> int:
    """Length of the extra fields of the local file header there (APPNOTE.TXT, 4.3.7)."""
    with path.open("rb") as file:
        file.seek(offset)
        return int.from_bytes(file.read(30)[28:], "little")


def package(project: Project, path: Path, *words: str) -> tuple[list[dict[str, Any]], Path]:
    """The lines of the index, and the folder it was unpacked to; every digest checked."""
    done = project.scrapy("wacz", *words, "-o", str(path))
    assert done.returncode == 0, done.stderr
    folder = path.with_suffix("")
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        for info in archive.infolist():
            # ReplayWeb.page takes both headers of a file to have extra fields, or none to.
            assert bool(info.extra) == bool(local_extra(path, info.header_offset)), info
        names = set(archive.namelist())
        archive.extractall(folder)
    described = json.loads((folder / "datapackage.json").read_text())
    assert described["wacz_version"] == "1.1.1"
    assert described["profile"] == "data-package"
    for resource in described["resources"]:
        data = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
    digest = json.loads((folder / "datapackage-digest.json").read_text())
    data = (folder / "datapackage.json").read_bytes()
    assert digest == {
        "path": "datapackage.json",
        "hash": "sha256:" + hashlib.sha256(data).hexdigest(),
    }
    described_paths = {resource["path"] for resource in described["resources"]}
    assert names == described_paths | {"datapackage.json", "datapackage-digest.json"}
    lines = gzip.decompress((folder / "indexes/index.cdx.gz").read_bytes()).splitlines()
    assert lines == sorted(lines)
    return [json.loads(line.split(b" ", 2)[2]) for line in lines], folder


def pages(folder: Path) -> list[dict[str, Any]]:
    header, *rest = (folder / "pages/pages.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(header)["format"] == "json-pages-1.0"
    return [json.loads(line) for line in rest]


def test_a_site_is_all_there(
    crawled: Project, tmp_path: Path, shared_newsroom: RunningNewsroom
) -> None:
    lines, folder = package(crawled, tmp_path / "site.wacz", "newsroom")
    assert len(lines) == crawled.rows("select count(*) as n from captures")[0]["n"]
    for warc in (folder / "archive").iterdir():
        report = verify_file(warc)
        assert not report.faults
    for line in lines:
        record = read_record(folder / "archive" / line["filename"], int(line["offset"]))
        assert (record.target_uri, record.length) == (line["url"], int(line["length"]))
        assert (line["mime"] == "warc/revisit") == (record.record_type == "revisit")
    shown = {page["url"]: page for page in pages(folder)}
    for article in shared_newsroom.truth["articles"]:
        page = shown[shared_newsroom.url + article["path"]]
        assert page["title"] == article["headline"]
        assert page["text"].startswith(article["body_starts"])


def test_words_take_along_what_the_articles_need(
    crawled: Project, tmp_path: Path, shared_newsroom: RunningNewsroom
) -> None:
    lines, folder = package(crawled, tmp_path / "x.wacz", "Tanker", "crews", "refuelling", "radios")
    (page,) = pages(folder)
    assert "/tanker-crews-practise-refuelling" in page["url"]
    urls = {line["url"] for line in lines}
    uses = crawled.rows("select photo_url from photo_credits where article_url = ?", page["url"])
    assert urls >= {row["photo_url"] for row in uses} | {shared_newsroom.url + "/assets/site.css"}
    assert len(urls) < 15


def test_the_beginning_of_an_address_takes_all_that_lies_there(
    crawled: Project, tmp_path: Path, shared_newsroom: RunningNewsroom
) -> None:
    beginning = shared_newsroom.url + "/naval/"
    lines, _ = package(crawled, tmp_path / "x.wacz", beginning)
    rows = crawled.rows(
        "select target_uri from captures where substr(target_uri, 1, ?) = ?",
        len(beginning),
        beginning,
    )
    assert sorted(line["url"] for line in lines if line["url"].startswith(beginning)) == sorted(
        row["target_uri"] for row in rows
    )


def test_a_revisit_brings_its_original(
    crawled: Project, tmp_path: Path, shared_newsroom: RunningNewsroom
) -> None:
    feed = shared_newsroom.url + "/feed/"
    lines, _ = package(crawled, tmp_path / "x.wacz", feed)
    kinds = sorted((line["mime"], line.get("status")) for line in lines if line["url"] == feed)
    assert kinds == [("application/rss+xml", "200"), ("warc/revisit", None)]


def test_nothing_is_replaced_unasked(crawled: Project, tmp_path: Path) -> None:
    path = tmp_path / "x.wacz"
    path.write_text("mine")
    done = crawled.scrapy("wacz", "newsroom", "-o", str(path))
    assert (done.returncode, path.read_text()) == (1, "mine")
    assert str(path) in done.stderr
    done = crawled.scrapy("wacz", "newsroom", "-o", str(path), "--overwrite")
    assert done.returncode == 0
    assert zipfile.is_zipfile(path)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("-o", "x.wacz"), 1, "name a site"),
        (("newsroom",), 1, "-o FILE"),
        (("no-such-word-anywhere", "-o", "{folder}/x.wacz"), 2, "nothing in the archive"),
        (("newsroom", "-o", "{folder}/no/such/folder/x.wacz"), 4, "No such file"),
        (("newsroom", "-o", "{folder}"), 1, "exists"),
        (("newsroom", "--bogus"), 1, "--bogus"),
    ],
)
def test_what_cannot_be_done_is_said(
    crawled: Project, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    done = crawled.scrapy("wacz", *(word.format(folder=tmp_path) for word in words))
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_read_is_told_and_the_rest_is_written(
    crawled: Project, tmp_path: Path
) -> None:
    project = Project(tmp_path)
    (project.archive / "warc").mkdir(parents=True)
    project.index.write_bytes(crawled.index.read_bytes())
    first, *others = sorted((crawled.archive / "warc").glob("*.warc.gz"))
    assert others
    data = bytearray(first.read_bytes())
    data[len(data) // 2] ^= 0xFF
    (project.archive / "warc" / first.name).write_bytes(data)
    done = project.scrapy("wacz", "newsroom", "-o", str(tmp_path / "x.wacz"))
    assert done.returncode == 2
    assert any(line.startswith("missing: ") for line in done.stderr.splitlines())
    assert zipfile.is_zipfile(tmp_path / "x.wacz")
