"""pywb shows every capture of three crawls of the bundled site as it was."""

from __future__ import annotations

import time
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from archive.index import Index
from archive.retrieval import place_of, read
from tests.conftest import Project
from tests.newsroom.site import REDIRECTS
from tests.replay.pywb import HOW, installed, replaying

if TYPE_CHECKING:
    from pathlib import Path

    from archive.model import RecordRef
    from tests.newsroom.plugin import RunningNewsroom
    from tests.replay.pywb import Replay

pytestmark = pytest.mark.skipif(not installed(), reason=HOW)

SINCE = ("-a", "since=2010-01-01", "-a", "requisites=page")
SEED = REDIRECTS["/2016/10/la-turquie-bienvenue-a-raqa/"][1]


@pytest.fixture(scope="module")
def crawled(
    tmp_path_factory: pytest.TempPathFactory, newsroom_of_module: RunningNewsroom
) -> Project:
    project = Project(tmp_path_factory.mktemp("crawled"))
    project.add_site(newsroom_of_module)
    assert project.scrapy("crawl", "newsroom", *SINCE).returncode == 0
    assert project.scrapy("crawl", "newsroom", *SINCE).returncode == 0
    wait_for_another_second()
    site = newsroom_of_module.site
    site.now += timedelta(hours=1)
    site.edit(SEED, "26 octobre 2016. (US Air Force", "27 octobre 2016. (US Air Force")
    assert project.scrapy("crawl", "newsroom", *SINCE).returncode == 0
    return project


def wait_for_another_second() -> None:
    """A timestamp tells captures of one address apart only if they are of different seconds."""
    time.sleep(1 - time.time() % 1)


def captures(project: Project) -> list[tuple[RecordRef, bytes]]:
    """Every capture that can be replayed, with the bytes its reader is to see."""
    found = []
    with closing(Index.open(project.index, read_only=True)) as index:
        rows = project.rows("select record_id from captures where truncated is null")
        for row in rows:
            ref = index.find_record(row["record_id"])
            assert ref is not None
            place = place_of(index, ref)
            assert place is not None, ref
            found.append((ref, read(place.payload, project.archive / "warc").content))
    return found


def check(replay: Replay, project: Project, wanted: set[str] | None = None) -> dict[str, int]:
    """Compare; gives the number of captures of each kind."""
    kinds: dict[str, int] = {}
    seconds: dict[tuple[str, str], set[bytes]] = {}
    everything = captures(project)
    for ref, content in everything:
        key = (ref.target_uri, ref.date.strftime("%Y%m%d%H%M%S"))
        seconds.setdefault(key, set()).add(content)
    for ref, content in everything:
        if wanted is not None and ref.record_id not in wanted:
            continue
        timestamp = ref.date.strftime("%Y%m%d%H%M%S")
        if len(seconds[ref.target_uri, timestamp]) > 1:
            continue  # two versions within a second: a timestamp cannot tell them apart
        shown = replay.get(ref.target_uri, timestamp)
        # The reader of an unchanged page is to see the page, not that it had not changed.
        not_modified = ref.record_type == "revisit" and ref.status == 304
        assert shown.status == (200 if not_modified else ref.status), ref
        assert shown.body == content, ref
        kind = "304" if not_modified else f"{ref.record_type} {str(ref.status)[0]}xx"
        kinds[kind] = kinds.get(kind, 0) + 1
        if ref.status in {301, 302}:
            record = read(ref, project.archive / "warc")
            (location,) = [v.decode() for k, v in record.headers if k.lower() == b"location"]
            assert shown.location == location
    return kinds


def test_the_warcs_replay(crawled: Project, tmp_path: Path) -> None:
    with replaying(tmp_path / "pywb", sorted((crawled.archive / "warc").glob("*.warc.gz"))) as pywb:
        kinds = check(pywb, crawled)
    assert kinds["response 2xx"] > 60
    assert kinds["response 3xx"] >= 1
    assert kinds["response 4xx"] >= 1
    assert kinds["revisit 2xx"] >= 2
    assert kinds["304"] >= 1


def test_a_wacz_of_the_site_replays(crawled: Project, tmp_path: Path) -> None:
    wacz = tmp_path / "site.wacz"
    done = crawled.scrapy("wacz", "newsroom", "-o", str(wacz))
    assert done.returncode == 0, done.stderr
    with replaying(tmp_path / "pywb", [wacz], "--unpack-wacz") as pywb:
        kinds = check(pywb, crawled)
    assert kinds["304"] >= 1


def test_a_wacz_of_what_is_found_replays(
    crawled: Project, tmp_path: Path, newsroom_of_module: RunningNewsroom
) -> None:
    wacz = tmp_path / "found.wacz"
    done = crawled.scrapy("wacz", "Tanker", "crews", "refuelling", "-o", str(wacz))
    assert done.returncode == 0, done.stderr
    paths = [article["path"] for article in newsroom_of_module.truth["articles"]]
    (path,) = [path for path in paths if "/tanker-crews-" in path]
    url = newsroom_of_module.url + path
    uses = crawled.rows("select photo_url from photo_credits where article_url = ?", url)
    wanted = {url, f"{newsroom_of_module.url}/assets/site.css"}
    wanted |= {row["photo_url"] for row in uses}
    rows = crawled.rows("select record_id, target_uri from captures")
    ids = {row["record_id"] for row in rows if row["target_uri"] in wanted}
    assert len(uses) == 2
    with replaying(tmp_path / "pywb", [wacz], "--unpack-wacz") as pywb:
        kinds = check(pywb, crawled, ids)
    assert sum(kinds.values()) >= 4
