"""WARC files of wget, Browsertrix, Heritrix and Common Crawl are read like those of a crawl."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from archive.adoption import AdoptionError, adopt, is_one_member, separate
from archive.extract.pool import ExtractionPool
from archive.index import Index
from archive.model import SiteRules
from archive.rebuild import PROGRAM, Rebuild, Rulebook, Tally
from archive.warc import read_records
from tests.archive import foreign
from tests.archive.foreign import CAPTION, CREDIT, HTML, JPEG, PHOTO, STORY, Warc

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.newsroom.plugin import RunningNewsroom

FOUND = """select site, article_url, headline, photo_url, caption, credit_line, sha256 is not null
    as stored from photo_credits order by article_url, photo_url"""
THE_PHOTO = {
    "site": "news",
    "article_url": STORY,
    "headline": "Frigate sails",
    "photo_url": PHOTO,
    "caption": CAPTION,
    "credit_line": CREDIT,
}
SITES = {"news": SiteRules("news", ("news.example",), article_pattern=r"/\d{4}/\d\d/[^/]+$")}


@pytest.fixture(scope="module")
def pool() -> Iterator[ExtractionPool]:
    with ExtractionPool(workers=1, time_limit=30) as shared:
        yield shared


class Archive:
    """An archive that files are taken into."""

    def __init__(self, folder: Path, pool: ExtractionPool) -> None:
        self.folder = folder
        self.pool = pool

    def take(self, *paths: Path, sites: dict[str, SiteRules] = SITES) -> Tally:
        warcs = [adopt(path, self.folder / "warc") for path in paths]
        with Index.open(self.folder / "index.db") as index:
            rebuild = Rebuild(index, self.folder / "warc", Rulebook(sites), self.pool)
            rebuild.run(warcs)
            return rebuild.tally

    def rows(self, sql: str) -> list[dict[str, Any]]:
        with Index.open(self.folder / "index.db", read_only=True) as index:
            return list(index.database.query(sql))


@pytest.fixture
def archive(tmp_path: Path, pool: ExtractionPool) -> Archive:
    return Archive(tmp_path / "data", pool)


@pytest.mark.parametrize("name", ["rec-a.warc.gz", "plain.warc"])
def test_browsertrix(archive: Archive, tmp_path: Path, name: str) -> None:
    tally = archive.take(foreign.browsertrix().write(tmp_path / name))
    assert tally.problems == []
    assert (tally.pages, tally.articles, tally.photos) == (1, 1, 1)
    assert archive.rows(FOUND) == [{**THE_PHOTO, "stored": 1}]
    kept = archive.rows("select target_uri, status from captures order by id")
    assert [row["target_uri"].partition(":http")[0] for row in kept[2:]] == [
        "urn:pageinfo", "urn:text", "urn:view", "urn:thumbnail",
    ]  # fmt: skip
    assert [row["status"] for row in kept[:2]] == [200, 200]


def test_heritrix_whose_files_come_in_any_order(archive: Archive, tmp_path: Path) -> None:
    first, later = foreign.heritrix()
    paths = [later.write(tmp_path / "a-later.warc.gz"), first.write(tmp_path / "b-first.warc.gz")]
    tally = archive.take(*paths)
    assert tally.problems == []
    assert tally.articles == 3
    assert archive.rows(FOUND) == [{**THE_PHOTO, "stored": 1}]
    versions = archive.rows("select first_captured_at, last_captured_at from article_versions")
    assert [[moment[:10] for moment in row.values()] for row in versions] == [
        ["2026-03-03", "2026-03-17"]
    ]
    # Its collection is no site of ours, and its metadata no end of a crawl.
    assert {row["site"] for row in archive.rows("select site, summary from crawls")} == {None}


def test_a_revisit_of_what_is_not_there_is_told(archive: Archive, tmp_path: Path) -> None:
    _, later = foreign.heritrix()
    tally = archive.take(later.write(tmp_path / "later.warc.gz"))
    assert tally.articles == 0
    assert len(tally.problems) == 2
    found = archive.rows("select problem from captures")
    assert all("repeats what is not in the archive: sha1:" in row["problem"] for row in found)


@pytest.mark.parametrize("warc", [foreign.common_crawl_news(), foreign.early_common_crawl_news()])
def test_common_crawl_news(archive: Archive, tmp_path: Path, warc: Warc) -> None:
    tally = archive.take(warc.write(tmp_path / "CC-NEWS-20260303101112-00001.warc.gz"))
    assert (tally.problems, tally.articles) == ([], 1)
    assert archive.rows(FOUND) == [{**THE_PHOTO, "stored": 0}]


def test_a_host_without_a_site_file_is_read_too(archive: Archive, tmp_path: Path) -> None:
    archive.take(foreign.common_crawl_news().write(tmp_path / "CC-NEWS.warc.gz"), sites={})
    assert [row["site"] for row in archive.rows(FOUND)] == ["news.example"]


def test_resources_without_an_exchange(archive: Archive, tmp_path: Path) -> None:
    archive.take(foreign.bare().write(tmp_path / "bare.warc"))
    assert archive.rows(FOUND) == [{**THE_PHOTO, "stored": 1}]


def test_a_file_that_is_one_gzip_member_is_packed_anew(archive: Archive, tmp_path: Path) -> None:
    warc = foreign.heritrix()[0]
    whole = warc.write(tmp_path / "whole.warc.gz", members=False)
    assert is_one_member(whole)
    assert archive.take(whole).articles == 1
    assert archive.rows(FOUND) == [{**THE_PHOTO, "stored": 1}]
    packed = archive.folder / "warc" / "whole.warc.gz"
    assert not is_one_member(packed)
    kept = [(r.header_bytes, r.block) for r in read_records(packed)]
    assert kept == [(r.header_bytes, r.block) for r in read_records(whole)]
    # The same file again is no other file, and one that lies in the archive is packed in place.
    assert adopt(whole, packed.parent) == packed
    shutil.copy(whole, packed)
    assert separate(packed)
    assert [(r.header_bytes, r.block) for r in read_records(packed)] == kept
    assert not separate(packed)
    assert list(packed.parent.iterdir()) == [packed]


def test_a_damaged_record_is_told_and_the_rest_read(archive: Archive, tmp_path: Path) -> None:
    path = foreign.browsertrix().write(tmp_path / "rec.warc.gz")
    first = next(record for record in read_records(path) if record.record_type == "response")
    content = bytearray(path.read_bytes())
    content[first.offset + first.length // 2] ^= 0xFF
    path.write_bytes(content)
    tally = archive.take(path)
    assert tally.problems == []
    (damage,) = tally.damage
    assert f"rec.warc.gz at offset {first.offset}: " in damage
    kept = archive.rows("select target_uri from captures order by id")
    assert kept[0] == {"target_uri": PHOTO}
    assert len(kept) == 5


def test_another_record_in_a_captures_place_is_not_read_for_it(archive: Archive) -> None:
    warc = Warc("1.1")
    for name in ("a", "b", "c"):
        html = HTML.replace(STORY.encode(), f"{STORY}-{name}".encode())
        html = html.replace(b"Frigate sails", f"Frigate {name}".encode())
        warc.exchange(f"{STORY}-{name}", "HTTP/1.1 200 OK\nContent-Type: text/html", html)
    path = archive.folder / "warc" / "a.warc.gz"
    archive.take(warc.write(path))
    before = archive.rows("select url, headline from articles order by url")
    *_, second, _ = read_records(path)
    content = path.read_bytes()
    # Its record is gone, and that of the page behind lies in its place.
    path.write_bytes(content[: second.offset] + content[second.offset + second.length :])
    tally = archive.take(path)
    assert any(f"{STORY}-b: " in line and "not the record" in line for line in tally.damage)
    assert archive.rows("select url, headline from articles order by url") == before
    with Index.open(archive.folder / "index.db", read_only=True) as index:
        assert index.rebuild_steps(PROGRAM) == set()


@pytest.mark.parametrize("address", ["http://[bad/2026/03/x", "http://news\u2100.example/2026/x"])
def test_an_address_that_is_none_costs_that_page_alone(
    archive: Archive, tmp_path: Path, address: str
) -> None:
    warc = foreign.browsertrix()
    warc.exchange(address, "HTTP/1.1 200 OK\nContent-Type: text/html", HTML)
    tally = archive.take(warc.write(tmp_path / "rec.warc.gz"))
    assert tally.articles == 1
    assert tally.problems == [f"{address!r} is no address: {tally.problems[0].split(': ', 1)[1]}"]
    (row,) = archive.rows("select target_uri, problem from captures where problem is not null")
    assert row == {"target_uri": address, "problem": tally.problems[0]}


@pytest.mark.parametrize("pattern", ["([", "a{99999999999999999999}", "(" * 20_000])
def test_a_pattern_that_cannot_be_read_does_not_count(
    archive: Archive, tmp_path: Path, pattern: str
) -> None:
    info = {"crawl-id": "urn:uuid:1", "isPartOf": "news.example", "article-pattern": pattern}
    warc = Warc("1.1", **info)
    for name in "ab":
        html = HTML.replace(STORY.encode(), f"{STORY}-{name}".encode())
        warc.exchange(f"{STORY}-{name}", "HTTP/1.1 200 OK\nContent-Type: text/html", html)
    tally = archive.take(warc.write(tmp_path / "rec.warc.gz"), sites={})
    (problem,) = tally.problems
    assert "rec.warc.gz: article-pattern " in problem
    assert tally.articles == 2


def test_what_cannot_be_taken_in_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "warc"
    with pytest.raises(AdoptionError, match="no such file"):
        adopt(tmp_path / "none.warc.gz", folder)
    other = foreign.bare().write(tmp_path / "x.data")
    with pytest.raises(AdoptionError, match=r"ends in \.warc or \.warc\.gz"):
        adopt(other, folder)
    one = foreign.bare().write(tmp_path / "a" / "same.warc")
    two = foreign.common_crawl_news().write(tmp_path / "b" / "same.warc")
    assert adopt(one, folder) == adopt(one, folder) == folder / "same.warc"
    with pytest.raises(AdoptionError, match="is another file"):
        adopt(two, folder)
    (folder / "part.warc.gz.part").write_bytes(b"left by a copy that was killed")
    whole = foreign.bare().write(tmp_path / "part.warc.gz")
    assert adopt(whole, folder).read_bytes() == whole.read_bytes()
    assert JPEG in one.read_bytes()


@pytest.mark.skipif(shutil.which("wget") is None, reason="needs Debian's package wget")
def test_wget(archive: Archive, tmp_path: Path, newsroom: RunningNewsroom) -> None:
    with_photos = [a for a in newsroom.truth["articles"] if a["photos"]][:2]
    urls = [newsroom.url + article["path"] for article in with_photos]
    words = ["--page-requisites", "--span-hosts", "--timeout=5", "--tries=1", "--no-verbose"]
    subprocess.run(
        ["wget", *words, "--warc-file=site", "--delete-after", *urls],
        cwd=tmp_path, check=False, capture_output=True, timeout=60,
    )  # fmt: skip
    rules = SiteRules("newsroom", ("127.0.0.1",), article_pattern=r"/2\d{3}/\d\d/")
    tally = archive.take(tmp_path / "site.warc.gz", sites={"newsroom": rules})
    assert tally.articles == 2
    found = archive.rows("select distinct article_url from photo_credits where sha256 is not null")
    assert {row["article_url"] for row in found} <= set(urls)
    assert found
