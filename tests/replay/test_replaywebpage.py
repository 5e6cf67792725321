"""ReplayWeb.page shows every article of a package, with its pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import Project
from tests.replay.replaywebpage import HOW, installed, viewing

if TYPE_CHECKING:
    from pathlib import Path

    from tests.newsroom.plugin import RunningNewsroom

pytestmark = pytest.mark.skipif(not installed(), reason=HOW)


def test_every_article_is_shown_with_its_pictures(
    tmp_path: Path, newsroom_of_module: RunningNewsroom
) -> None:
    project = Project(tmp_path)
    project.add_site(newsroom_of_module)
    words = ("crawl", "newsroom", "-a", "since=2010-01-01", "-a", "requisites=page")
    for _ in range(2):  # the second leaves revisits
        assert project.scrapy(*words).returncode == 0
    wacz = tmp_path / "site.wacz"
    done = project.scrapy("wacz", "newsroom", "-o", str(wacz))
    assert done.returncode == 0, done.stderr
    stored = "select target_uri from captures where status = 200 and content_type like 'image/%'"
    images = {row["target_uri"] for row in project.rows(stored)}
    seen = 0
    with viewing(wacz) as viewer:
        for article in project.rows("select url, headline from articles"):
            shown = viewer.show(article["url"])
            assert article["headline"] in shown.text
            widths = [width for src, width in shown.images.items() if src in images]
            assert all(widths), shown.images
            seen += len(widths)
    assert seen > 20
