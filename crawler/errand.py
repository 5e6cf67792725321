"""One site to be crawled: its spider, and what that starts from, all checked before it begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from crawler.due import pace_of
from crawler.guard import check_origins
from crawler.limits import check_numbers
from crawler.revisits import Schedule
from crawler.spiders.news import NewsSpider

if TYPE_CHECKING:
    from scrapy.crawler import CrawlerProcess, CrawlerRunnerBase
    from scrapy.settings import BaseSettings

    from crawler.plan import Plan


def check_settings(settings: BaseSettings) -> None:
    """Checks what a crawl would stumble over later, or read as something else.

    Raises:
        ArgumentError: a setting cannot be used.
        ValueError: the pace that the settings give is none.
    """
    check_numbers(settings)
    check_origins(settings)
    Schedule.of(settings.getlist("REVISIT_SCHEDULE"))
    pace_of(settings)


@dataclass(frozen=True, slots=True)
class Errand:
    """One site to be crawled.

    Attributes:
        spidercls: its spider.
        plan: what that starts from.
    """

    spidercls: type[NewsSpider]
    plan: Plan

    @classmethod
    def of(
        cls,
        process: CrawlerProcess | CrawlerRunnerBase,
        name: str,
        arguments: dict[str, str] | None = None,
    ) -> Self:
        """The errand of a spider's name and ``-a`` arguments.

        Raises:
            KeyError: there is no such site.
            SiteFileError: its file cannot be used.
            ArgumentError: an argument cannot be used, or a setting that stands for one.
            ValueError: the pace that the settings give is none.
        """
        spidercls = process.spider_loader.load(name)
        assert issubclass(spidercls, NewsSpider)  # SiteSpiderLoader knows no other kind
        plan = spidercls.plan_from(arguments or {})
        plan.requisites_or(process.settings["PAGE_REQUISITES"])
        check_settings(process.settings)
        return cls(spidercls, plan)

    @property
    def site(self) -> str:
        """The site's name."""
        return self.plan.rules.name
