"""``scrapy crawl SITE -o FILE``: articles for other programs."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from tests.conftest import Project
    from tests.newsroom.plugin import RunningNewsroom


def test_every_format_has_the_articles_and_nothing_else(
    project: Project, newsroom: RunningNewsroom
) -> None:
    project.add_site(newsroom)
    files = {name: project.folder / f"articles.{name}" for name in ("json", "jsonl", "csv", "xml")}
    options = [word for file in files.values() for word in ("-o", str(file))]
    done = project.scrapy("crawl", "newsroom", "-a", "since=2010-01-01", *options)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr

    articles = json.loads(files["json"].read_text(encoding="utf-8"))
    rows = project.rows("select headline, article_body from articles")
    assert {(one["headline"], one["article_body"]) for one in articles} == {
        (row["headline"], row["article_body"]) for row in rows
    }
    lines = files["jsonl"].read_text(encoding="utf-8").strip().split("\n")
    assert [json.loads(line) for line in lines] == articles

    with files["csv"].open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert [row["headline"] for row in table] == [one["headline"] for one in articles]
    for name in ("authors", "photos"):
        assert [json.loads(row[name]) for row in table] == [one[name] for one in articles]

    items = ET.parse(files["xml"]).getroot()
    assert [item.findtext("headline") for item in items] == [one["headline"] for one in articles]


def test_what_only_python_reads_is_refused(project: Project) -> None:
    words = ("-a", "url=http://127.0.0.1:9/", "-o", str(project.folder / "articles.pickle"))
    done = project.scrapy("crawl", "news", *words)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert "pickle" in done.stderr
