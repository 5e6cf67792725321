"""A spider for each site file, and the generic one beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.spiderloader import SpiderLoader

from crawler.sites import Catalogue, UnknownSiteError
from crawler.spiders.news import NewsSpider

if TYPE_CHECKING:
    import builtins

    from scrapy import Spider
    from scrapy.settings import BaseSettings


class SiteSpiderLoader(SpiderLoader):
    """Loads ``news`` from SPIDER_MODULES, and every site of SITES_DIR when it is asked for.

    A site file is read only when its spider is wanted, so that an error in one file stops that
    site and no other.
    """

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self._catalogue = Catalogue(settings["SITES_DIR"])

    def load(self, spider_name: str) -> type[Spider]:
        """The spider class of this name.

        Raises:
            KeyError: there is none (Scrapy's contract).
            SiteFileError: its site file cannot be used.
        """
        if spider_name in self._spiders:
            return super().load(spider_name)
        try:
            site = self._catalogue.load(spider_name)
        except UnknownSiteError as error:
            raise KeyError(str(error)) from None
        class_name = spider_name.title().replace("-", "") + "Spider"
        return type(class_name, (NewsSpider,), {"name": spider_name, "site": site})

    def list(self) -> builtins.list[str]:
        """Names of all spiders; a broken site file is still listed, and says so when loaded."""
        return [*super().list(), *self._catalogue.names()]
