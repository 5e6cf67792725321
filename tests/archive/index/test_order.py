"""Rows depend on the captures, not on the order or number of writes."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.index import Index
from archive.model import Credit
from tests.archive.index import samples, soundness
from tests.archive.index.samples import PAGE, PHOTO, PLAIN, START, article, photo, ref

if TYPE_CHECKING:
    from collections.abc import Callable

    from archive.model import Photo

    Write = Callable[[Index], object]

LINKED = (
    "from photo_uses join photos on photos.id = photo_id"
    " join article_versions on article_versions.id = version_id"
)
NATURAL = {
    "crawls": "select crawl_uid, site, started_at, finished_at, finish_reason, exit_code, warcinfo,"
    " summary from crawls",
    "warc_files": "select warc_filename, crawl_uid, committed_offset, closed_sha256"
    " from warc_files left join crawls on crawls.id = crawl_id",
    "captures": "select crawl_uid, target_uri, captured_at, status, content_type, record_type,"
    " record_id, payload_digest, truncated, warc_filename, warc_offset, warc_length, problem, wall"
    " from captures left join crawls on crawls.id = crawl_id",
    "articles": "select articles.*, content_digest as current from articles"
    " left join article_versions on article_versions.id = version_id",
    "article_versions": "select url, record_id, article_versions.* from article_versions"
    " join articles on articles.id = article_id left join captures on captures.id = capture_id",
    "page_captures": "select record_id, url, content_digest, page_captures.site,"
    " page_captures.robots from page_captures"
    " join captures on captures.id = page_captures.capture_id"
    " join article_versions on article_versions.id = page_captures.version_id"
    " join articles on articles.id = article_id",
    "photos": "select record_id, photos.* from photos"
    " left join captures on captures.id = capture_id",
    "photo_uses": "select url, content_digest, content_url, photo_uses.* from photo_uses"
    " join photos on photos.id = photo_id"
    " join article_versions on article_versions.id = photo_uses.version_id"
    " join articles on articles.id = article_id",
    "credits": "select content_url, content_digest, position, credits.* from credits"
    " join photos on photos.id = credits.photo_id"
    " left join photo_uses on photo_uses.id = photo_use_id"
    " left join article_versions on article_versions.id = photo_uses.version_id",
    "photo_credits": "select * from photo_credits",
    "persons": "select * from persons",
    "photo_use_persons": f"select content_url, content_digest, name_key, links.* {LINKED}"
    " join photo_use_persons links on links.photo_use_id = photo_uses.id"
    " join persons on persons.id = person_id",
    "organizations": "select * from organizations",
    "photo_use_organizations": f"select content_url, content_digest, name_key, links.* {LINKED}"
    " join photo_use_organizations links on links.photo_use_id = photo_uses.id"
    " join organizations on organizations.id = organization_id",
    "pictures": "select members.urls, best.content_url, pictures.* from pictures"
    " join photos best on best.id = pictures.photo_id"
    " join (select picture_id, group_concat(content_url) as urls from"
    " (select * from photos order by content_url) group by picture_id) as members"
    " on members.picture_id = pictures.id",
    "photo_identifiers": "select content_url, photo_identifiers.* from photo_identifiers"
    " join photos on photos.id = photo_id",
    "likeness_keys": "select content_url, likeness_key from likeness_keys"
    " join photos on photos.id = photo_id",
    "shown_uses": "select articles.url, content_url, content_digest, photo_uses.position,"
    " record_id, shown_uses.* from shown_uses"
    " join articles on articles.id = shown_uses.article_id"
    " join photos on photos.id = shown_uses.photo_id"
    " join photo_uses on photo_uses.id = shown_uses.photo_use_id"
    " join article_versions on article_versions.id = photo_uses.version_id"
    " join captures on captures.id = shown_uses.capture_id",
    "credit_disagreements": "select * from credit_disagreements",
    "picture_uses": "select * from picture_uses",
    "gone_articles": "select * from gone_articles",
    "monthly_articles": "select * from monthly_articles",
    "monthly_photos": "select * from monthly_photos",
}
KEYS = {
    *("id", "article_id", "version_id", "capture_id", "photo_id", "photo_use_id"),
    *("person_id", "organization_id", "picture_id"),
}


def natural_rows(index: Index) -> dict[str, list[str]]:
    """Every table, without the numbers that rows happen to have."""
    tables: dict[str, list[str]] = {}
    for name, sql in NATURAL.items():
        cursor = index.database.execute(sql)
        columns = [column[0] for column in cursor.description]
        tables[name] = sorted(
            repr([value for column, value in zip(columns, row, strict=True) if column not in KEYS])
            for row in cursor
        )
    return tables


def crawl(index: Index, uid: str, hours: int) -> None:
    index.start_crawl(uid, "news", START + timedelta(hours=hours), {"crawl-id": uid})


PAGES = [ref("page 1"), ref("page 2"), ref("page 3", date=ref("page 2").date), ref("page 4")]
IMAGES = [ref("photo 5", target_uri=PHOTO), ref("photo 6", target_uri=PHOTO)]
GONE = ref("page 8", status=404)
LEADING = ref("page 9", status=302, redirect="https://news.example/")
RESIZED = "https://i0.wp.com/news.example/media/brigade-300x200.jpg?ssl=1"
BROKEN = ref("page 7", target_uri=PAGE + "/broken")

CAPTURES: list[Write] = [
    partial(crawl, uid="urn:uuid:a", hours=0),
    partial(crawl, uid="urn:uuid:a", hours=5),
    lambda index: index.add_captures(
        index.start_crawl("urn:uuid:a", "news", START, {"crawl-id": "urn:uuid:a"}), PAGES
    ),
    lambda index: index.add_captures(None, [*PAGES[:2], *IMAGES, BROKEN, GONE, LEADING]),
    lambda index: index.set_committed("news.warc.gz", None, 100),
    lambda index: index.set_committed("news.warc.gz", None, 900, closed_sha256="ab"),
    partial(Index.finish_crawl, crawl_uid="urn:uuid:a", summary={"finished": "1", "n": "3"}),
    partial(Index.finish_crawl, crawl_uid="urn:uuid:a", summary={"finished": "2", "n": "4"}),
]

AGENCY = Credit(text="REUTERS/John Doe", creators=("JOHN DOE",), organizations=("REUTERS",))
SERVICE = Credit(
    text="USAF/Jane DOE",
    creators=("Jane DOE",),
    ranks=(None,),
    organizations=("USAF", "The US Army"),
    identifier="260301-F-CD456-0007",
)


def other_photo(url: str, position: int, credit: Credit) -> Photo:
    return photo(
        content_url=url,
        position=position,
        is_lead=False,
        credit=credit,
        credit_line=credit.text,
        claims=(),
    )


TWO_PHOTOS = (photo(), other_photo(PHOTO + "/2", 1, AGENCY))
NUMBERED = (other_photo("https://b.example/260301-F-CD456-0007-US.jpg", 0, AGENCY),)

READINGS: list[Write] = [
    lambda index: index.add_article(article(), PAGES[0].record_id, site=None),
    lambda index: index.add_article(
        article(headline="Changed", photos=TWO_PHOTOS), PAGES[1].record_id, site="a"
    ),
    lambda index: index.add_article(
        # The first one's content in other letters, its photo from another host at another size.
        article(
            date_modified=START,
            headline="Brigade\u00a0 returns",
            keywords=("élan", "Army"),
            article_body="The brigade came home. Families waited at the\u200b château.",
            photos=(photo(content_url=RESIZED, urls=(RESIZED,)),),
        ),
        PAGES[2].record_id,
        site="b",
    ),
    lambda index: index.add_article(
        article(
            headline="Other",
            canonical_url=PAGE + "/4",
            photos=(other_photo(PHOTO + "/3", 0, SERVICE), *NUMBERED),
        ),
        PAGES[3].record_id,
        site="a",
    ),
    lambda index: samples.store_photo(
        index, IMAGES[0].record_id, data=b"old", hashes=samples.hashes(1)
    ),
    lambda index: samples.store_photo(
        index, IMAGES[1].record_id, data=b"latest", embedded=PLAIN, hashes=samples.hashes(3)
    ),
    lambda index: samples.store_photo(
        index,
        IMAGES[1].record_id,
        url=PHOTO + "/2",
        data=b"smaller",
        embedded=PLAIN,
        hashes=samples.hashes(3, noise=2),
    ),
    lambda index: samples.store_photo(
        index, IMAGES[0].record_id, url=PHOTO + "/3", embedded=PLAIN, hashes=samples.hashes(1)
    ),
    lambda index: index.add_problem(BROKEN.record_id, "not HTML"),
]


def written(captures: list[Write], readings: list[Write], batch: int) -> dict[str, list[str]]:
    """The rows that these writes leave, so many to a transaction."""
    writes = [*captures, *readings]
    with (
        tempfile.TemporaryDirectory() as folder,
        Index.open(Path(folder) / "index.db") as index,
    ):
        for start in range(0, len(writes), batch):
            with index.transaction():
                for write in writes[start : start + batch]:
                    write(index)
        soundness.check(index)
        return natural_rows(index)


EXPECTED = written(CAPTURES, READINGS, batch=1)


def shuffled(writes: list[Write]) -> st.SearchStrategy[list[Write]]:
    """Every write at least once, some twice, in any order."""
    again = st.lists(st.sampled_from(writes), max_size=4)
    return again.flatmap(lambda more: st.permutations([*writes, *more]))


@settings(max_examples=60, deadline=None)
@given(shuffled(CAPTURES), shuffled(READINGS), st.sampled_from([1, 3, 40]))
def test_any_order_and_repetition_leaves_the_same_rows(
    captures: list[Write], readings: list[Write], batch: int
) -> None:
    assert written(captures, readings, batch) == EXPECTED


def test_what_is_expected_is_not_empty() -> None:
    assert {name: len(found) for name, found in EXPECTED.items()} == {
        "crawls": 1,
        "warc_files": 2,
        "captures": 9,
        "articles": 2,
        "article_versions": 3,
        "page_captures": 4,
        "photos": 4,
        "photo_uses": 5,
        "credits": 10,
        "photo_credits": 4,
        "persons": 2,
        "photo_use_persons": 5,
        "organizations": 3,
        "photo_use_organizations": 6,
        "pictures": 2,
        "photo_identifiers": 3,
        "likeness_keys": 6,
        "shown_uses": 4,
        "credit_disagreements": 2,
        "picture_uses": 4,
        "gone_articles": 2,
        "monthly_articles": 1,
        "monthly_photos": 2,
    }


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(range(4)), st.sampled_from(["A", "B", "C"])),
        min_size=1,
        max_size=8,
    )
)
def test_reading_captures_again_is_as_if_read_once(reads: list[tuple[int, str]]) -> None:
    def read(index: Index, capture: int, headline: str) -> None:
        index.add_article(
            article(headline=headline, canonical_url=f"{PAGE}/{headline in 'AB'}"),
            PAGES[capture].record_id,
            site="news",
        )

    every = [partial(read, capture=number, headline=name) for number, name in reads]
    last = [partial(read, capture=number, headline=name) for number, name in dict(reads).items()]
    assert written(CAPTURES, list(every), 9) == written(CAPTURES, list(last), 9)
