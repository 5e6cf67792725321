"""What a crawl asks of the index."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from archive.index import Index
from tests.archive.index import samples
from tests.archive.index.samples import PAGE, PHOTO, START, article, photo, ref

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archive.model import RecordRef


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.db") as opened:
        yield opened


def test_a_capture_comes_back_as_it_went_in(index: Index) -> None:
    one = ref("page 1", truncated="time", status=None, content_type=None, payload_digest=None)
    index.add_captures(None, [one])
    assert index.find_record(one.record_id) == one
    assert index.find_record("urn:uuid:none") is None


def test_a_revisit_refers_to_the_first_whole_response(index: Index) -> None:
    digest = "sha1:SAME"
    first = ref("page 3", payload_digest=digest)
    index.add_captures(
        None,
        [
            ref("page 4", payload_digest=digest),
            first,
            ref("page 1", payload_digest=digest, truncated="length"),
            ref("page 2", payload_digest=digest, record_type="revisit"),
        ],
    )
    assert index.original_of(digest) == first
    assert index.original_of("sha1:OTHER") is None


def test_a_revisit_repeats_the_response_that_is_most_like_it(index: Index) -> None:
    digest, page, file = "sha1:SAME", "text/html", "application/gzip"
    download = ref("page 1", payload_digest=digest, content_type=file)
    untyped = ref("page 2", payload_digest=digest, content_type=None)
    story = ref("page 3", payload_digest=digest, content_type=page)
    moved = ref("page 4", payload_digest=digest, content_type=page, target_uri=PAGE + "/moved")
    index.add_captures(None, [moved, story, untyped, download])

    def original(content_type: str | None, target_uri: str) -> RecordRef | None:
        return index.original_of(digest, content_type=content_type, target_uri=target_uri)

    assert original(page, PAGE + "/other") == story
    assert original(page, moved.target_uri) == moved
    assert original(file, moved.target_uri) == download
    assert original(None, moved.target_uri) == moved
    assert original("image/png", PAGE + "/other") == download


@pytest.mark.parametrize(
    ("capture", "seen"),
    [
        (ref("page 1"), True),
        (ref("page 1", status=301), True),
        (ref("page 1", status=304, record_type="revisit"), True),
        (ref("page 1", status=None, record_type="resource"), True),
        (ref("page 1", status=404), False),
        (ref("page 1", status=503), False),
        (ref("page 1", truncated="time"), False),
        (ref("page 1", record_type="request", status=None), False),
    ],
)
def test_seen(index: Index, capture: RecordRef, seen: bool) -> None:  # noqa: FBT001 - expected value
    index.add_captures(None, [capture])
    assert index.seen(PAGE) is seen
    assert not index.seen(PAGE + "/other")


def test_photos_stored_and_missing(index: Index) -> None:
    index.add_captures(
        None, [ref("page 1"), ref("photo 2"), ref("gone 3", target_uri="https://g/")]
    )
    photos = tuple(
        photo(content_url=url, position=place)
        for place, url in enumerate((PHOTO, "https://g/", "https://h/", "https://a/"))
    )
    index.add_article(article(photos=photos), ref("page 1").record_id, site="news")
    assert not index.photo_is_stored(PHOTO)
    samples.store_photo(index, ref("photo 2").record_id)
    assert index.photo_is_stored(PHOTO)
    assert index.missing_photos("news") == ["https://a/", "https://h/"]
    assert index.missing_photos("other") == []


def test_pages_still_to_be_read_after_a_crash(index: Index) -> None:
    crawl = index.start_crawl("urn:uuid:a", "news", START, {})
    index.start_crawl("urn:uuid:b", "news", START + timedelta(hours=1), {})
    index.finish_crawl("urn:uuid:b", {"finished": "now", "finish_reason": "finished"})
    index.start_crawl("urn:uuid:c", "news", START + timedelta(hours=2), {})
    index.finish_crawl("urn:uuid:c", {"finished": "now", "finish_reason": "archive_unwritable"})
    unread = ref("page 5", target_uri=PAGE + "/5")
    index.add_captures(
        crawl,
        [
            ref("page 1"),
            ref("page 2"),
            ref("page 3", content_type="image/jpeg"),
            ref("page 4", status=404),
            unread,
            ref("page 6", truncated="time"),
        ],
    )
    index.add_captures(None, [ref("page 7")])
    index.add_article(article(), ref("page 1").record_id, site="news")
    index.add_problem(ref("page 2").record_id, "empty")
    assert index.unfinished_crawls("news") == ["urn:uuid:a", "urn:uuid:c"]
    assert index.unread_pages("urn:uuid:a") == [unread]


def test_photos_still_to_be_read_after_a_crash(index: Index) -> None:
    crawl = index.start_crawl("urn:uuid:a", "news", START, {})
    fetched = ref("photo 2", target_uri=PHOTO, content_type="image/jpeg")
    index.add_captures(crawl, [ref("page 1"), fetched])
    index.add_article(article(photos=(photo(),)), ref("page 1").record_id, site="news")
    assert index.missing_photos("news") == []
    assert index.unread_photos("news") == [fetched]
    assert index.unread_photos("other") == []
    samples.store_photo(index, fetched.record_id)
    assert index.unread_photos("news") == []


def test_a_story_at_a_photos_address_is_no_photo_still_to_be_read(index: Index) -> None:
    led_to = ref("page 2", target_uri=PHOTO)
    index.add_captures(None, [ref("page 1"), led_to])
    index.add_article(article(photos=(photo(),)), ref("page 1").record_id, site="news")
    assert not index.is_article(led_to.record_id)
    index.add_article(article(url=PHOTO), led_to.record_id, site="news")
    assert index.is_article(led_to.record_id)
    assert index.unread_photos("news") == []


@pytest.mark.parametrize(
    ("sql", "used"),
    [
        ("select * from photo_credits order by date_published desc limit 50", "shown_uses_by_date"),
        ("select * from photo_credits where site = 'news' limit 50", "shown_uses_by_site"),
        ("select * from photo_credits where rights = 'agency' limit 50", "shown_uses_by_rights"),
        ("select * from photo_credits where sha256 = 'ab'", "shown_uses_by_sha256"),
        ("select * from photo_credits where identifier = 'ab'", "shown_uses_by_identifier"),
        ("select count(*) from photo_credits", "COVERING INDEX"),
        ("select site, count(*) from photo_credits group by site", "COVERING INDEX"),
        ("select rights, count(*) from photo_credits group by rights", "COVERING INDEX"),
        ("select * from photo_credits order by captured_at desc", "shown_uses_by_capture"),
        ("select photo_url from credit_disagreements order by credits desc", "pictures_by_credits"),
        ("select * from persons order by uses desc", "persons_by_uses"),
        ("select * from captures where target_uri = 'u' order by captured_at", "captures_by_uri"),
    ],
)
def test_questions_are_answered_from_an_index(index: Index, sql: str, used: str) -> None:
    plan = index.database.execute(f"explain query plan {sql}").fetchall()
    details = " / ".join(str(step[-1]) for step in plan)
    assert used in details
    assert "TEMP B-TREE" not in details
