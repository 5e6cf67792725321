from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Project

PAGE = (
    "<html><body><h1>Frigate leaves port</h1><figure><img src='/ship-at-sea.jpg'>"
    "<figcaption>A ship. Photo: Ida Holm</figcaption></figure>"
    + "<p>The ministry said on Monday that the ship had left the port for trials.</p>"
    * 4
)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    (tmp_path / "empty.html").touch()
    return tmp_path


def test_files_and_an_address(project: Project, pages: Path) -> None:
    run = project.scrapy("extract", "--url", "https://news.example/a", str(pages / "b.html.gz"))
    article = json.loads(run.stdout)
    assert run.returncode == 0
    assert article["url"] == "https://news.example/a"
    assert article["photos"][0]["content_url"] == "https://news.example/ship-at-sea.jpg"
    assert article["photos"][0]["credit_line"] == "Ida Holm"


def test_batch_keeps_order_and_goes_on_after_bad_pages(project: Project, pages: Path) -> None:
    names = ["a.html", "missing.html", "b.html.gz", "empty.html", "a.html"]
    lines = [
        {"id": n, "url": f"https://news.example/{n}", "path": name} for n, name in enumerate(names)
    ]
    (pages / "batch.jsonl").write_text("\n".join(map(json.dumps, lines)))
    run = project.scrapy("extract", "--batch", str(pages / "batch.jsonl"))
    out = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.returncode == 0
    assert [line["id"] for line in out] == [0, 1, 2, 3, 4]
    assert ["error" in line for line in out] == [False, True, False, True, False]
    assert out[1]["error"].endswith("missing.html: No such file or directory")


def test_an_address_that_is_none(project: Project, pages: Path) -> None:
    run = project.scrapy("extract", "--url", "http://[bad", str(pages / "a.html"))
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == "error: --url: 'http://[bad' is no address: Invalid IPv6 URL\n"
    urls = [
        "https://news.example/a",
        "http://[bad",
        "http://a\u2100b.example/",
        "http://b.example/",
    ]
    lines = [{"id": url, "url": url, "path": "a.html"} for url in urls]
    (pages / "batch.jsonl").write_text("\n".join(map(json.dumps, lines)))
    run = project.scrapy("extract", "--batch", str(pages / "batch.jsonl"))
    out = [json.loads(line) for line in run.stdout.splitlines()]
    assert [line["id"] for line in out] == urls
    assert ["is no address" in line.get("error", "") for line in out] == [False, True, True, False]
    assert len(run.stderr.splitlines()) == 2


def test_a_torn_gzip_file_is_no_page(project: Project, pages: Path) -> None:
    packed = (pages / "b.html.gz").read_bytes()
    (pages / "torn.html.gz").write_bytes(packed[:-30])
    run = project.scrapy("extract", str(pages / "torn.html.gz"))
    assert run.returncode == 2
    assert "end-of-stream marker" in json.loads(run.stdout)["error"]


def test_every_member_of_a_gzip_file_is_read(project: Project, pages: Path) -> None:
    half = len(PAGE) // 2
    members = gzip.compress(PAGE[:half].encode()) + gzip.compress(PAGE[half:].encode())
    (pages / "b.html.gz").write_bytes(members)
    run = project.scrapy("extract", str(pages / "b.html.gz"), str(pages / "a.html"))
    parted, whole = (json.loads(line) for line in run.stdout.splitlines())
    assert parted["article_body"] == whole["article_body"]
    assert whole["article_body"].count("trials.") == 4


def test_lines_of_a_batch_end_where_json_lines_do(project: Project, pages: Path) -> None:
    """https://jsonlines.org: at a line feed, and nothing else."""
    name = "a\u2028b\u0085c"
    line = {"id": name, "url": "https://news.example/a", "path": "a.html"}
    text = json.dumps(line, ensure_ascii=False) + "\r\n"
    (pages / "batch.jsonl").write_text(text, encoding="utf-8", newline="")
    run = project.scrapy("extract", "--batch", str(pages / "batch.jsonl"))
    assert (run.returncode, run.stderr) == (0, "")
    assert json.loads(run.stdout)["id"] == name


def test_all_pages_failing_is_incomplete(project: Project, pages: Path) -> None:
    run = project.scrapy("extract", str(pages / "empty.html"))
    assert run.returncode == 2
    assert json.loads(run.stdout)["error"]


@pytest.mark.parametrize(
    "args", [(), ("--batch", "no-such-file"), ("--url", "x", "a", "b"), ("--nope",)]
)
def test_usage(project: Project, args: tuple[str, ...]) -> None:
    run = project.scrapy("extract", *args)
    assert run.returncode == 1
    assert run.stderr.startswith("error:")
