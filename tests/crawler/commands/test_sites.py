"""What `scrapy sites` says of sites in every state, from rows written as crawls write them."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from archive.index import Index
from crawler.commands.sites import as_json, print_detail, print_table
from crawler.due import Pace
from crawler.health import lists_field
from crawler.lock import site_lock
from crawler.report import UNKNOWN, Reports, SiteReport
from crawler.sites import Catalogue
from tests.archive.index.samples import article, photo, ref
from tests.conftest import Project

if TYPE_CHECKING:
    from collections.abc import Iterable

NOW = datetime.now(UTC)
FEED = "https://deadfeed.example/rss"
FILE = """name = "{name}"
home = "https://{name}.example/"
country = "GB"
languages = ["en"]
kind = "news"
time_zone = "Europe/London"
feeds = ["https://{name}.example/rss"]
article_pattern = '^https://{name}\\.example/\\d+$'
{more}
"""
GOOD = (1, 1)
BARE = (0, 0)


def write_site(project: Project, name: str, more: str = "") -> None:
    text = FILE.format(name=name, more=more)
    (project.sites / f"{name}.toml").write_text(text, encoding="utf-8")


def write_crawls(index: Index, site: str, crawls: Iterable[tuple[float, dict[str, str]]]) -> None:
    """Crawls by how many hours ago they began, with fields of their closing records."""
    for hours, fields in crawls:
        began, uid = NOW - timedelta(hours=hours), f"urn:uuid:{site}-{hours}"
        index.start_crawl(uid, site, began, {})
        closing = {"finish_reason": "finished", "exit_code": "0", "bytes": "1500000", **fields}
        if fields.get("exit_code") != "":
            ended = (began + timedelta(seconds=90)).isoformat()
            index.finish_crawl(uid, {"finished": ended, **closing})


def write_articles(
    index: Index, site: str | None, parts: Iterable[tuple[int, int]], hours: float = 6
) -> None:
    """Articles ``hours`` apart, the latest first, each with photos, and some with a credit."""
    for number, (photos, credited) in enumerate(parts):
        url = f"https://{site}.example/{number}"
        moment = NOW - timedelta(hours=1 + number * hours)
        page = ref(f"{site} {number}", target_uri=url, date=moment)
        uses = []
        for n in range(photos):
            bare = {} if n < credited else {"credit": None, "credit_line": None}
            uses.append(photo(content_url=f"{url}/{n}.jpg", claims=(), **bare))
        index.add_captures(None, [page])
        read = article(canonical_url=url, date_published=moment, photos=tuple(uses))
        index.add_article(read, page.record_id, site=site)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = Project(tmp_path_factory.mktemp("sites"))
    made.sites.mkdir()
    for name in ("healthy", "failing", "redesigned", "deadfeed", "running", "cut-off", "never"):
        write_site(made, name)
    write_site(made, "quiet", "min_articles_per_week = 10\ncrawl_hours = '22:00-06:00'")
    (made.sites / "broken.toml").write_text("nam = 1\n", encoding="utf-8")
    with Index.open(made.index) as index, index.transaction():
        always = [(2, {"articles_new": "1"}), (24 * 30, {})]
        dead = {"failed_lists": lists_field({FEED: "HTTP 404"})}
        refused = {"exit_code": "2", "verdict": "nothing could be downloaded (HTTP 403)"}
        write_crawls(index, "healthy", [(2, {"articles_new": "3", "problems": "2"}), *always[1:]])
        write_crawls(index, "quiet", always)
        write_crawls(index, "failing", [(1, refused), (3, refused), (9, refused), *always[1:]])
        write_crawls(index, "redesigned", always)
        write_crawls(index, "deadfeed", [(1, dead), (3, dead), (5, dead), *always[1:]])
        write_crawls(index, "running", [(0, {"exit_code": ""}), *always])
        write_crawls(index, "cut-off", [(0, {"exit_code": ""}), *always])
        write_articles(index, "healthy", [GOOD] * 16 + [(1, 0)] * 4)
        write_articles(index, "quiet", [GOOD] * 16, hours=48)
        write_articles(index, "redesigned", [BARE] * 6 + [GOOD] * 20)
        write_articles(index, "deadfeed", [GOOD] * 16)
        write_articles(index, "nofile", [GOOD])
        write_articles(index, None, [BARE])
    return made


@pytest.fixture(scope="module")
def reports(project: Project) -> dict[str, SiteReport]:
    with site_lock(project.archive / "jobs", "running"):
        made = Reports(project.archive, Catalogue(project.sites), Pace(), NOW)
        return {report.name: report for report in made.all()}


def printed(width: int, function: Any, *arguments: Any) -> list[str]:  # noqa: ANN401
    out = io.StringIO()
    function(Console(width=width, file=out), *arguments)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_the_verdict_of_each(reports: dict[str, SiteReport]) -> None:
    said = {name: str(report.health) for name, report in reports.items()}
    broken = said.pop("broken")
    assert broken.startswith("failing: ")
    assert "broken.toml: unknown key 'nam'" in broken
    since = f"{NOW - timedelta(hours=5):%Y-%m-%d}"
    assert said == {
        "cut-off": "cut off: its last crawl did not come to its end",
        "deadfeed": f"failing: {FEED} is dead since {since} (HTTP 404)",
        "failing": "failing: nothing could be downloaded (HTTP 403), 3 crawls in a row",
        "healthy": "healthy",
        "never": "never crawled",
        "nofile": "never crawled",
        "quiet": "quiet: 4 articles in 7 days, where at least 10 are expected",
        "redesigned": ("layout changed: a photo in 0 of the last 5 articles, before in 20 of 21"),
        "running": "running",
        UNKNOWN: "never crawled",
    }


def test_a_wide_table_has_the_reasons_beside_the_numbers(reports: dict[str, SiteReport]) -> None:
    lines = printed(160, print_table, list(reports.values()), NOW)
    assert lines[0].split() == [
        "site", "last", "run", "new", "7", "d", "photos", "credited", "errors", "MB", "health",
    ]  # fmt: skip
    (healthy,) = [line.split() for line in lines if line.startswith("healthy")]
    assert healthy == ["healthy", "2", "h", "ago", "3", "20", "20", "80%", "2", "1.5", "healthy"]
    (quiet,) = [line for line in lines if line.startswith("quiet")]
    assert quiet.endswith("  quiet: 4 articles in 7 days, where at least 10 are expected")
    assert all(len(line) <= 160 for line in lines)


def test_a_narrow_table_has_them_below(reports: dict[str, SiteReport]) -> None:
    lines = printed(80, print_table, list(reports.values()), NOW)
    assert all(len(line) <= 80 for line in lines)
    rows = lines[1 : len(reports) + 1]
    assert [row.split()[0] for row in rows] == list(reports)
    assert any(row.endswith(" layout changed") for row in rows)
    below = " ".join(lines[len(reports) + 1 :])
    assert "quiet: quiet: 4 articles in 7 days, where at least 10 are expected" in below


def test_one_site_in_detail(reports: dict[str, SiteReport]) -> None:
    text = "\n".join(printed(160, print_detail, reports["deadfeed"], NOW))
    assert "deadfeed  deadfeed, https://deadfeed.example/" in text
    assert "16 articles, 16 photos, 16 of them with a credit" in text
    assert f"{FEED}: HTTP 404, 3 crawls, since " in text
    assert text.count(" 90 ") == 4  # the crawls, each of ninety seconds
    quiet = "\n".join(printed(80, print_detail, reports["quiet"], NOW))
    assert "between 22:00-06:00 (Europe/London)" in quiet
    weeks = re.search(r"by week: +([\d, ]+) articles, this week first", quiet)
    assert weeks
    assert sum(map(int, weeks[1].split(", "))) == 16
    days = [(NOW - timedelta(hours=1 + 48 * number)).date() for number in range(16)]
    this_week = sum((NOW.date() - day).days < 7 for day in days)  # three or four, by time of day
    assert weeks[1].startswith(f"{this_week}, ")
    nothing = "\n".join(printed(80, print_detail, reports["never"], NOW))
    assert "due:      now" in nothing


def test_json_has_what_the_table_has(reports: dict[str, SiteReport]) -> None:
    found = as_json(reports["failing"])
    assert json.loads(json.dumps(found)) == found
    assert found["verdict"] == "failing"
    assert found["why"] == "nothing could be downloaded (HTTP 403), 3 crawls in a row"
    assert found["exit_code"] == 2
    assert found["due_at"] > found["last_crawl_at"]
    never = as_json(reports["never"])
    assert [never[key] for key in ("why", "last_crawl_at", "errors", "due_at")] == [None] * 4
    assert as_json(reports["deadfeed"])["failing_lists"][FEED]["crawls"] == 3
    good = as_json(reports["healthy"])
    numbers = ("new_articles", "new_articles_7_days", "articles", "photos", "photos_with_credit")
    assert [good[key] for key in numbers] == [3, 20, 20, 20, 16]
    assert (good["errors"], good["bytes"]) == (2, 1_500_000)


def test_the_command(project: Project) -> None:
    table = project.scrapy("sites")
    assert (table.returncode, table.stderr) == (0, "")
    assert "layout changed: a photo in 0 of the last 5 articles" in table.stdout
    lines = project.scrapy("sites", "--json", "healthy", "quiet").stdout.splitlines()
    assert [json.loads(line)["verdict"] for line in lines] == ["healthy", "quiet"]
    unknown = project.scrapy("sites", "healthy", "nowhere")
    assert unknown.returncode == 1
    assert "no site 'nowhere'" in unknown.stderr


def test_without_an_archive_every_site_is_never_crawled(tmp_path: Any, project: Project) -> None:  # noqa: ANN401
    made = Reports(tmp_path / "none", Catalogue(project.sites), Pace(), NOW)
    verdicts = {report.name: report.health.verdict for report in made.all()}
    assert verdicts.pop("broken") == "failing"
    assert set(verdicts.values()) == {"never crawled"}
    assert not (tmp_path / "none").exists()
