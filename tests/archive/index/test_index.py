from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from archive.index import (
    Change,
    Index,
    IndexFormatError,
    IndexNotFoundError,
    IndexUnwritableError,
    NaiveDateError,
    UnknownCaptureError,
)
from archive.model import Claim, Credit
from tests.archive.index import samples, soundness
from tests.archive.index.samples import CREDIT, PAGE, PHOTO, START, article, photo, ref

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VIEW_COLUMNS = (
    "site, article_url, headline, date_published, photo_url, caption, credit_line, creators, "
    "ranks, organizations, identifier, rights, sha256, captured_at, warc_filename, warc_offset"
)
CAPTURE_COLUMNS = (
    "id, crawl_id, target_uri, captured_at, status, content_type, record_type, record_id, "
    "payload_digest, truncated, warc_filename, warc_offset, warc_length, problem, wall, redirect"
)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.db") as opened:
        yield opened


def rows(index: Index, sql: str) -> list[dict[str, Any]]:
    cursor = index.database.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def captured(index: Index, name: str, **changes: object) -> str:
    one = ref(name, **changes)
    index.add_captures(None, [one])
    return one.record_id


def test_columns_of_the_contract(index: Index) -> None:
    def columns(table: str) -> str:
        return ", ".join(row["name"] for row in rows(index, f"pragma table_info({table})"))

    assert columns("photo_credits") == VIEW_COLUMNS
    assert columns("captures") == CAPTURE_COLUMNS
    for table in ("articles", "article_versions", "photos", "photo_uses", "credits", "crawls"):
        assert columns(table).startswith("id, ")


def test_the_view_has_a_photo_with_its_credit(index: Index) -> None:
    page = captured(index, "page 1")
    index.add_article(article(), page, site="news")
    image = captured(index, "photo 2", target_uri=PHOTO, content_type="image/jpeg")
    samples.store_photo(index, image)
    assert rows(index, "select * from photo_credits") == [
        {
            "site": "news",
            "article_url": PAGE,
            "headline": "Brigade returns",
            "date_published": "2026-03-01T04:00:00+00:00",
            "photo_url": PHOTO,
            "caption": CREDIT.caption,
            "credit_line": CREDIT.text,
            "creators": '["Jané Doe"]',
            "ranks": '["Sgt."]',
            "organizations": '["U.S. Army"]',
            "identifier": "260301-A-AB123-1001",
            "rights": "us-government",
            "sha256": hashlib.sha256(b"jpeg").hexdigest(),
            "captured_at": "2026-03-01T08:00:00.000000+00:00",
            "warc_filename": "news-20260301060000000-00000-1~host.warc.gz",
            "warc_offset": 2000,
        }
    ]


def test_before_the_photo_is_stored_the_view_points_to_the_page(index: Index) -> None:
    index.add_article(article(), captured(index, "page 1"), site="news")
    (row,) = rows(index, "select sha256, captured_at, warc_offset from photo_credits")
    assert row == {
        "sha256": None,
        "captured_at": "2026-03-01T07:00:00.000000+00:00",
        "warc_offset": 1000,
    }


def test_a_photo_without_credit_has_a_row(index: Index) -> None:
    bare = photo(caption=None, credit_line=None, credit=None, claims=(), alt="Tank")
    index.add_article(article(photos=(bare,)), captured(index, "page 1"), site=None)
    (row,) = rows(index, "select * from photo_credits")
    assert (row["site"], row["caption"], row["credit_line"], row["rights"]) == (None,) * 4
    assert (row["creators"], row["ranks"], row["organizations"]) == ("[]", "[]", "[]")
    assert rows(index, "select * from credits") == []


def test_credits_keep_every_source_apart_and_mark_the_chosen_one(index: Index) -> None:
    index.add_article(article(), captured(index, "page 1"), site="news")
    samples.store_photo(index, captured(index, "photo 2"))
    kept = rows(index, "select * from credits order by id")
    assert [(row["source"], row["chosen"], row["text"]) for row in kept] == [
        ("json-ld", 0, "US Army"),
        ("printed", 1, CREDIT.text),
        ("embedded", 0, "U.S. Army"),
    ]
    assert kept[0]["license"] == "https://l/"
    assert kept[0]["organizations"] is None
    assert kept[1]["organizations"] == '["U.S. Army"]'
    assert kept[2]["creators"] == '["Sgt. Jané Doe"]'
    assert kept[2]["license"] == "https://www.dvidshub.net/rights"
    assert kept[2]["photo_use_id"] is None


@pytest.mark.parametrize(
    ("claims", "source"),
    [
        ((Claim("meta", credit_text="Doe"), Claim("json-ld", credit_text="Jane Doe")), "json-ld"),
        ((Claim("meta", credit_text="by Jane  DOE/DoD"), Claim("attribute")), "meta"),
        ((Claim("attribute", caption="A tank. (Jane Doe)"),), "attribute"),
        ((Claim("printed", credit_text="Somebody"),), None),
        ((), None),
    ],
)
def test_the_chosen_source_is_the_one_that_says_it(
    index: Index, claims: tuple[Claim, ...], source: str | None
) -> None:
    credit = Credit(caption="A tank.", text="Jane Doe", creators=("Jane Doe",), ranks=(None,))
    one = photo(credit=credit, credit_line=credit.text, claims=claims)
    index.add_article(article(photos=(one,)), captured(index, "page 1"), site="news")
    chosen = rows(index, "select source, text, creators from credits where chosen = 1")
    assert chosen == [{"source": source, "text": "Jane Doe", "creators": '["Jane Doe"]'}]


def test_changes_of_an_article(index: Index) -> None:
    first, second, third = (captured(index, f"page {n}") for n in (1, 2, 3))
    other = article(headline="Brigade returns at last")
    assert index.add_article(article(), second, site="news") is Change.NEW
    assert index.add_article(article(), second, site="news") is Change.UNCHANGED
    assert index.add_article(other, third, site="news") is Change.CHANGED
    older = article(headline="Brigade to return")
    assert index.add_article(older, first, site="news") is Change.OLDER
    (row,) = rows(index, "select * from articles")
    assert row["headline"] == "Brigade returns at last"
    assert row["first_captured_at"] < row["last_captured_at"]
    assert len(rows(index, "select * from article_versions")) == 3
    back = captured(index, "page 4")
    assert index.add_article(article(), back, site="news") is Change.CHANGED
    (row,) = rows(index, "select * from articles")
    assert row["headline"] == "Brigade returns"
    assert len(rows(index, "select * from photo_credits")) == 1


def test_what_sites_stamp_anew_makes_no_version(index: Index) -> None:
    first, second = captured(index, "page 1"), captured(index, "page 2")
    later = article(
        date_modified=START + timedelta(days=3), photos=(photo(urls=(PHOTO, PHOTO + "?w=77")),)
    )
    index.add_article(later, second, site="news")
    assert index.add_article(article(), first, site="news") is Change.UNCHANGED
    (version,) = rows(index, "select * from article_versions")
    assert version["date_modified"] == "2026-03-01T05:00:00+00:00"
    assert "w=300" in rows(index, "select urls from photo_uses")[0]["urls"]


def test_what_is_told_to_editors_is_kept_and_makes_no_version(index: Index) -> None:
    first, second = captured(index, "page 1"), captured(index, "page 2")
    told = article(photos=(photo(instructions="NO SALES; GERMANY OUT"),))
    index.add_article(told, first, site="news")
    assert index.add_article(article(), second, site="news") is Change.UNCHANGED
    (use,) = rows(index, "select instructions from photo_uses")
    assert use["instructions"] == "NO SALES; GERMANY OUT"


def test_a_capture_that_reads_differently_now_leaves_nothing_behind(index: Index) -> None:
    page = captured(index, "page 1")
    wrong = article(canonical_url=PAGE + "/wrong", photos=(photo(content_url=PHOTO + "2"),))
    index.add_article(wrong, page, site="news")
    index.add_article(article(), page, site="news")
    assert [row["url"] for row in rows(index, "select url from articles")] == [PAGE]
    assert [row["content_url"] for row in rows(index, "select content_url from photos")] == [PHOTO]
    for table in ("article_versions", "photo_uses", "page_captures"):
        assert len(rows(index, f"select * from {table}")) == 1
    soundness.check(index)


def test_the_latest_capture_of_a_photo_holds(index: Index) -> None:
    older, newer = captured(index, "photo 1"), captured(index, "photo 2")
    samples.store_photo(index, newer, data=b"new bytes")
    samples.store_photo(index, older, data=b"old")
    (row,) = rows(index, "select byte_length, width, embedded_credit_line from photos")
    assert row == {"byte_length": 9, "width": 1200, "embedded_credit_line": "U.S. Army"}
    assert len(rows(index, "select * from credits")) == 1


def test_a_photo_that_says_nothing_of_itself(index: Index) -> None:
    index.add_photo(
        PHOTO,
        captured(index, "photo 1"),
        sha256="0" * 64,
        byte_length=3,
        embedded=None,
        embedded_credit=None,
    )
    (row,) = rows(index, "select format, width, embedded_creators from photos")
    assert row == {"format": None, "width": None, "embedded_creators": "[]"}
    assert rows(index, "select * from credits") == []


def test_problems_come_and_go(index: Index) -> None:
    page = captured(index, "page 1")
    index.add_problem(page, "no text in it")
    assert rows(index, "select problem from captures") == [{"problem": "no text in it"}]
    index.add_article(article(), page, site="news")
    assert rows(index, "select problem from captures") == [{"problem": None}]


@pytest.mark.parametrize("code", ["1" * 19, "9" * 30, "1" * 5000, "-1", "\N{SUPERSCRIPT TWO}", ""])
def test_an_exit_code_that_is_none_is_not_kept(index: Index, code: str) -> None:
    index.finish_crawl("urn:uuid:1", {"exit_code": code, "articles": code})
    assert rows(index, "select exit_code from crawls") == [{"exit_code": None}]


def test_crawls(index: Index) -> None:
    second = index.start_crawl("urn:uuid:1", "news", START + timedelta(hours=1), {"software": "b"})
    index.finish_crawl("urn:uuid:2", {"finished": "2026-03-01T09:00:00Z", "exit_code": "0"})
    again = index.start_crawl("urn:uuid:1", "news", START, {"software": "a"})
    index.start_crawl("urn:uuid:2", "other", START, {})
    index.finish_crawl("urn:uuid:1", {"exit_code": "what", "finish_reason": "shutdown"})
    assert second == again
    kept = rows(
        index,
        "select site, started_at, finished_at, finish_reason, exit_code, warcinfo, summary "
        "from crawls order by crawl_uid",
    )
    assert kept == [
        {
            "site": "news",
            "started_at": "2026-03-01T06:00:00.000000+00:00",
            "finished_at": None,
            "finish_reason": "shutdown",
            "exit_code": None,
            "warcinfo": '{"software": "a"}',
            "summary": '{"exit_code": "what", "finish_reason": "shutdown"}',
        },
        {
            "site": "other",
            "started_at": "2026-03-01T06:00:00.000000+00:00",
            "finished_at": "2026-03-01T09:00:00Z",
            "finish_reason": None,
            "exit_code": 0,
            "warcinfo": "{}",
            "summary": '{"exit_code": "0", "finished": "2026-03-01T09:00:00Z"}',
        },
    ]


def test_a_moved_record_is_found_where_it_is_now(index: Index) -> None:
    crawl = index.start_crawl("urn:uuid:1", "news", START, {})
    index.add_captures(crawl, [ref("page 1")])
    index.add_captures(None, [ref("page 1", warc_filename="moved.warc.gz", warc_offset=7)])
    assert rows(index, "select crawl_id, warc_filename, warc_offset from captures") == [
        {"crawl_id": crawl, "warc_filename": "moved.warc.gz", "warc_offset": 7}
    ]


def test_committed_offsets_grow(index: Index) -> None:
    assert index.committed("a.warc.gz") is None
    index.set_committed("a.warc.gz", None, 500)
    index.set_committed("a.warc.gz", None, 300, closed_sha256="ab")
    index.set_committed("b.warc.gz", None, 10)
    assert index.committed("a.warc.gz") == 500


def test_rows_need_their_capture(index: Index) -> None:
    with pytest.raises(UnknownCaptureError, match="urn:uuid:none"):
        index.add_article(article(), "urn:uuid:none", site="news")
    with pytest.raises(UnknownCaptureError, match="urn:uuid:none"):
        samples.store_photo(index, "urn:uuid:none")
    with pytest.raises(UnknownCaptureError, match="urn:uuid:none"):
        index.add_problem("urn:uuid:none", "no")
    assert rows(index, "select * from articles") == []


def test_dates_keep_their_offset_and_need_one(index: Index) -> None:
    page = captured(index, "page 1")
    zone = timezone(timedelta(hours=2))
    index.add_article(article(date_published=datetime(2026, 3, 1, 8, tzinfo=zone)), page, site=None)
    (row,) = rows(index, "select date_published from articles")
    assert row["date_published"] == "2026-03-01T08:00:00+02:00"
    naive = datetime(2026, 3, 1, 8)  # noqa: DTZ001 - the broken input under test
    with pytest.raises(NaiveDateError, match="2026, 3, 1"):
        index.add_article(article(date_published=naive), page, site=None)
    with pytest.raises(NaiveDateError):
        index.add_captures(None, [replace(ref("page 2"), date=naive)])


def test_text_of_strangers_is_kept_whole(index: Index) -> None:
    page = captured(index, "page 1")
    hostile = article(
        headline="half \ud83d, nul \0, <script>",
        authors=("\udc00", "'); drop table articles --"),
        description="",
    )
    index.add_article(hostile, page, site="news")
    (row,) = rows(index, "select headline, authors, description from articles")
    assert row == {
        "headline": "half \ufffd, nul \ufffd, <script>",
        "authors": '["\ufffd", "\'); drop table articles --"]',
        "description": None,
    }


def test_transactions_hold_together(index: Index) -> None:
    page = captured(index, "page 1")

    def problem() -> str | None:
        return str(rows(index, "select problem from captures")[0]["problem"])

    def give_up_inside() -> None:
        with index.transaction():
            index.add_problem(page, "inner")
            raise KeyError(page)

    with index.transaction():
        index.add_problem(page, "outer")
        with pytest.raises(KeyError):
            give_up_inside()
    assert problem() == "outer"
    with pytest.raises(KeyError):
        give_up_inside()
    assert problem() == "outer"


def test_full_text_gets_one_segment_from_a_transaction(index: Index) -> None:
    with index.transaction():
        for number in range(1, 6):
            page = captured(index, f"page {number}")
            index.add_article(article(canonical_url=f"{PAGE}/{number}"), page, site="news")
    for table in ("articles_fts", "photo_uses_fts"):
        (segments,) = rows(index, f"select count(distinct segid) as number from {table}_idx")
        assert segments["number"] == 1
    soundness.check(index)


def test_search_folds_case_and_accents(index: Index) -> None:
    index.add_article(article(), captured(index, "page 1"), site="news")

    def found(table: str, words: str) -> int:
        sql = f"select count(*) from {table} where {table} match ?"
        return int(index.database.execute(sql, (words,)).fetchone()[0])

    assert found("articles_fts", "CHATEAU") == 1
    assert found("articles_fts", "authors:elise") == 1
    assert found("photo_uses_fts", "jane") == 1
    assert found("photo_uses_fts", "organizations:army") == 1
    index.add_article(article(article_body="Nothing."), captured(index, "page 2"), site="news")
    assert found("articles_fts", "chateau") == 0


def test_any_client_reads_it(index: Index, tmp_path: Path) -> None:
    index.add_article(article(), captured(index, "page 1"), site="news")
    plain = sqlite3.connect(tmp_path / "index.db")
    try:
        names = plain.execute(
            "select name from sqlite_master where type in ('table', 'view')"
        ).fetchall()
        for (name,) in names:
            plain.execute(f'select * from "{name}"').fetchall()
        assert plain.execute("pragma foreign_key_check").fetchall() == []
        assert plain.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert "create_function" not in str(names)
    finally:
        plain.close()


def test_opening_what_is_not_there_or_not_ours(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFoundError, match=r"none\.db"):
        Index.open(tmp_path / "none.db", read_only=True)
    assert not (tmp_path / "none.db").exists()
    text = tmp_path / "text.db"
    text.write_text("not a database at all, but long enough to have a header " * 40)
    for read_only in (False, True):
        with pytest.raises(IndexFormatError, match=r"text\.db"):
            Index.open(text, read_only=read_only)
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("create table recipes (id)")
    connection.close()
    with pytest.raises(IndexFormatError, match="something else"):
        Index.open(other)
    with pytest.raises(IndexUnwritableError, match="folder"):
        Index.open(text / "folder" / "index.db")


def test_a_newer_index_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    with Index.open(path) as index:
        index.database["_sqlite_migrations"].insert(  # type: ignore[union-attr] # a table, not a view
            {"migration_set": "defense-news-archive", "name": "m999_later", "applied_at": "x"}
        )
    with pytest.raises(IndexFormatError, match="m999_later"):
        Index.open(path)


def test_reading_needs_a_finished_schema(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    path.touch()
    with pytest.raises(IndexFormatError, match="older version"):
        Index.open(path, read_only=True)


def test_read_only_reads_and_does_not_write(index: Index, tmp_path: Path) -> None:
    captured(index, "page 1")
    with Index.open(tmp_path / "index.db", read_only=True) as reader:
        assert reader.seen(PAGE)
        with pytest.raises(IndexUnwritableError, match="readonly"):
            reader.add_captures(None, [ref("page 2")])


def test_a_full_disk_is_told(index: Index) -> None:
    index.database.execute("pragma max_page_count = 60")
    with pytest.raises(IndexUnwritableError, match="full"):
        index.add_article(
            article(article_body="long " * 100_000), captured(index, "page 1"), site="news"
        )
    assert rows(index, "select * from articles") == []
