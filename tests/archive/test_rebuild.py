from __future__ import annotations

import pytest

from archive.model import SiteRules
from archive.rebuild import AddressError, Rulebook

MINISTRY = SiteRules("ministry", ("gov.example",), article_pattern=r"/news/\d{4}/[^/]+$")
MAGAZINE = SiteRules("magazine", ("gov.example",), article_pattern=r"/magazine/\d{4}/[^/]+$")
BOOK = Rulebook({rules.name: rules for rules in (MINISTRY, MAGAZINE)})


def test_two_sites_may_share_a_host_and_the_pattern_tells_them_apart() -> None:
    assert BOOK.rules("https://www.gov.example/news/2026/a-ship", None) == MINISTRY
    assert BOOK.rules("https://www.gov.example/magazine/2026/a-ship", None) == MAGAZINE
    assert BOOK.rules("https://www.gov.example/about", None) in (MINISTRY, MAGAZINE)


def test_a_crawls_own_site_goes_before_the_host() -> None:
    assert BOOK.rules("https://www.gov.example/news/2026/a-ship", "magazine") == MAGAZINE
    given = BOOK.rules("https://www.gov.example/x", "gov.example", r"/x$")
    assert (given.name, given.article_pattern) == ("gov.example", r"/x$")


def test_a_host_without_a_site_file_is_a_site_of_its_own() -> None:
    rules = BOOK.rules("https://www.other.example/x", None)
    assert (rules.name, rules.domains) == ("other.example", ("other.example",))


@pytest.mark.parametrize("url", ["http://[bad/2026/x", "http://news\u2100.example/2026/x"])
@pytest.mark.parametrize("site", [None, "ministry", "other"])
def test_an_address_that_is_none_is_named(url: str, site: str | None) -> None:
    with pytest.raises(AddressError, match="is no address") as raised:
        BOOK.rules(url, site)
    assert raised.value.url == url
