from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scrapy.settings import Settings

from archive.extract.errors import PoolClosedError
from crawler.extensions.reading import Workers
from tests.conftest import ROOT

if TYPE_CHECKING:
    from archive.model import Article

SETTINGS = Settings({"EXTRACT_WORKERS": 2, "EXTRACT_TIMEOUT": 10.0})
PAGE = (ROOT / "tests/archive/extract/fixtures/wordpress_classic/page.html").read_bytes()


def read(workers: Workers) -> Article:
    return workers.pool.submit(PAGE, "https://news.example/a", "text/html", None).result(30)


def test_all_crawls_of_a_process_share_its_workers() -> None:
    first = Workers.borrow(SETTINGS)
    second = Workers.borrow(Settings({"EXTRACT_WORKERS": 7, "EXTRACT_TIMEOUT": 1.0}))
    try:
        assert second is first
        assert first.pool.workers == 2
        second.give_back()
        assert read(first).headline
    finally:
        first.give_back()
    with pytest.raises(PoolClosedError):
        read(first)


def test_the_next_crawl_has_new_ones() -> None:
    first = Workers.borrow(SETTINGS)
    first.give_back()
    second = Workers.borrow(SETTINGS)
    assert second is not first
    second.give_back()
