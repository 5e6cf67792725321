"""Which photos are asked for again, since an article says something else of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from archive.index import Index
from tests.archive.index.samples import PHOTO, START, article, photo, ref

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OTHER = PHOTO + "?other"
BOTH = (photo(), photo(content_url=OTHER, position=1))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.db") as opened:
        yield opened


def read(index: Index, name: str, crawl: int | None, **changes: object) -> None:
    index.add_captures(crawl, [ref(name)])
    index.add_article(article(**{"photos": BOTH, **changes}), ref(name).record_id, site="news")


@pytest.mark.parametrize(
    ("photos", "reprinted"),
    [
        (BOTH, set()),
        ((photo(credit_line="Per Holm"), BOTH[1]), {PHOTO}),
        ((BOTH[0], photo(content_url=OTHER, position=1, caption="The band.")), {OTHER}),
        ((photo(credit_line=None),), {PHOTO}),
        ((photo(content_url=PHOTO + "?new", caption="New."),), set()),
        ((photo(alt="Soldiers", caption=f"{BOTH[0].caption} "), BOTH[1]), set()),
    ],
)
def test_what_is_printed_with_a_photo(
    index: Index, photos: tuple[object, ...], reprinted: set[str]
) -> None:
    assert index.reprinted_photos(article(photos=photos)) == set()
    read(index, "page 1", None)
    assert index.reprinted_photos(article(photos=photos)) == reprinted


def test_what_a_crawl_that_was_cut_off_had_no_time_to_ask_for(index: Index) -> None:
    first = index.start_crawl("urn:uuid:a", "news", START, {})
    read(index, "page 1", first)
    index.finish_crawl("urn:uuid:a", {"finished": "now", "finish_reason": "finished"})
    second = index.start_crawl("urn:uuid:b", "news", START + timedelta(hours=1), {})
    edited = tuple(photo(content_url=url, credit_line="Per Holm") for url in (PHOTO, OTHER))
    read(index, "page 2", second, photos=edited)
    assert index.unasked_reprints("news") == {PHOTO, OTHER}
    assert index.unasked_reprints("other") == set()
    index.add_captures(second, [ref("photo 3", target_uri=PHOTO, status=304)])
    assert index.unasked_reprints("news") == {OTHER}
    read(index, "page 4", second, headline="Brigade returns at last", photos=edited)
    assert index.unasked_reprints("news") == {OTHER}
    index.finish_crawl("urn:uuid:b", {"finished": "now", "finish_reason": "finished"})
    assert index.unasked_reprints("news") == set()
