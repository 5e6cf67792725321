"""Scrapy's feed export, ``crawl SITE -o FILE``: articles as ``scrapy extract`` prints them."""

from __future__ import annotations

import json
from typing import Any

from scrapy.exporters import (
    BaseItemExporter,
    CsvItemExporter,
    JsonItemExporter,
    JsonLinesItemExporter,
    XmlItemExporter,
)

from archive.extract import to_dict
from crawler.items import ArticleItem


class _Articles(BaseItemExporter):
    """What of our items goes into a feed; photos' octets and problems are the archive's alone."""

    def export_item(self, item: object) -> None:
        """Write an article; items of other kinds are passed over."""
        if isinstance(item, ArticleItem):
            super().export_item(to_dict(item.article))  # type: ignore[safe-super]  # the next class writes


class JsonArticles(_Articles, JsonItemExporter):
    """One JSON array."""


class JsonLinesArticles(_Articles, JsonLinesItemExporter):
    """A JSON object in each line."""


class XmlArticles(_Articles, XmlItemExporter):
    """One XML document."""


class CsvArticles(_Articles, CsvItemExporter):
    """A table; what is no text or number in it, as photos are, is JSON."""

    def serialize_field(self, field: Any, name: str, value: Any) -> Any:  # noqa: ANN401 - Scrapy's
        """A value as its cell."""
        if isinstance(value, dict | list):
            return json.dumps(value, ensure_ascii=False)
        return super().serialize_field(field, name, value)
