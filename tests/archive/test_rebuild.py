from __future__ import annotations

from archive.model import SiteRules
from archive.rebuild import Rulebook

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
