"""What a query stands for, without a WARC to read it from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from archive.index import Index, IndexFormatError
from archive.wacz import select
from tests.archive.index.damage import overwrite_table
from tests.archive.index.samples import CREDIT, PAGE, article, photo, ref

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BODIES = ("The bridge was opened.", "A bridge fell.", "Rain.", "Snow.")


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """Two articles about a bridge, one with a photo of one, and one about snow."""
    with Index.open(tmp_path / "index.db") as made:
        for number, body in enumerate(BODIES):
            url = f"{PAGE}-{number}"
            caption = "A bridge in the rain." if body == "Rain." else "Somebody."
            shown = photo(
                content_url=f"{url}.jpg", caption=caption, credit=replace(CREDIT, caption=caption)
            )
            made.add_captures(None, [ref(f"page {number}", target_uri=url)])
            made.add_article(
                article(url=url, canonical_url=url, article_body=body, photos=(shown,)),
                ref(f"page {number}").record_id,
                site="news",
            )
        yield made


def test_words_find_every_article_however_many_are_ranked(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search ranks the newest of many; a package is to hold all."""
    monkeypatch.setattr("archive.index.search._MOST", 1)
    chosen = select(index, tmp_path / "warc", "bridge")
    assert {page.url for page in chosen.pages} == {f"{PAGE}-{number}" for number in range(3)}


def test_all_words_must_be_there_and_a_star_stands_for_an_ending(
    index: Index, tmp_path: Path
) -> None:
    def found(query: str) -> list[str]:
        return [page.url for page in select(index, tmp_path / "warc", query).pages]

    assert found("bridge fell") == [f"{PAGE}-1"]
    assert found("sno*") == [f"{PAGE}-3"]
    assert found('" sun') == []


@pytest.mark.parametrize("query", [PAGE, "bridge"])
def test_a_damaged_index_is_an_error_of_ours(index: Index, tmp_path: Path, query: str) -> None:
    index.close()
    for table in ("articles", "captures"):
        overwrite_table(index.path, table)
    with Index.open(index.path, read_only=True) as damaged, pytest.raises(IndexFormatError):
        select(damaged, tmp_path / "warc", query)
