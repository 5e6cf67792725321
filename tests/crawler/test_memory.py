"""Which pages a crawl asks for, by what the archive has: real WARCs, a real index."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from archive.archiver import Archiver
from archive.index import Index
from archive.model import Capture
from crawler.discovery import Lead
from crawler.memory import GONE_FOR, Memory, Standing, verdict
from tests.archive.index.samples import ref

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SITE = "https://herald.example"


def answer(url: str, status: int = 200, location: str = "", *, ago: timedelta = HOUR) -> Capture:
    field = f"Location: {location}\r\n" if location else ""
    kind = "" if location else "Content-Type: text/html\r\n"
    head = f"HTTP/1.1 {status} X\r\n{field}{kind}Content-Length: 0\r\n\r\n"
    return Capture(url, NOW - ago, b"GET / HTTP/1.1\r\n\r\n", head.encode())


def owns(url: str) -> bool:
    return (urlsplit(url).hostname or "").endswith("herald.example")


def memory(folder: Path, captures: Sequence[Capture]) -> Memory:
    archiver = Archiver(folder, site="herald", warcinfo={})
    kept = [archiver.store(one) for one in captures]
    archiver.close({})
    assert all(future.result(10) for future in kept)
    return Memory.read(folder, owns)


def verdicts(known: Memory, *leads: Lead | str) -> list[str]:
    asked = [Lead(lead) if isinstance(lead, str) else lead for lead in leads]
    return [word for _, _, word in known.verdicts(asked, NOW)]


def test_an_article_is_known_under_all_its_addresses(tmp_path: Path) -> None:
    known = memory(tmp_path, [answer(f"{SITE}/a/"), answer("https://other.example/b")])
    assert verdicts(
        known, "http://www.herald.example/a", f"{SITE}/a/amp?utm_source=x", "https://m.herald.example/a"
    ) == ["known"] * 3  # fmt: skip
    assert verdicts(known, f"{SITE}/b", f"{SITE}/aa", "https://other.example/b") == ["new"] * 3


def test_errors_and_cut_answers_are_no_pages(tmp_path: Path) -> None:
    known = memory(
        tmp_path,
        [
            answer(f"{SITE}/error", 503),
            answer(f"{SITE}/forbidden", 403),
            replace(answer(f"{SITE}/cut"), truncated="disconnect"),
            answer(f"{SITE}/gone", 410),
            answer(f"{SITE}/long-gone", 404, ago=2 * GONE_FOR),
        ],
    )
    words = ["error", "forbidden", "cut", "gone", "long-gone"]
    assert verdicts(known, *(f"{SITE}/{word}" for word in words)) == [
        "new", "new", "new", "known", "new",
    ]  # fmt: skip


def test_a_redirect_is_what_it_leads_to(tmp_path: Path) -> None:
    known = memory(
        tmp_path,
        [
            answer(f"{SITE}/1", 301, f"{SITE}/moved"),
            answer(f"{SITE}/moved", 302, "/at-last?utm_source=x"),
            answer(f"{SITE}/at-last"),
            answer(f"{SITE}/2", 301, f"{SITE}/cut-off-before"),
            answer(f"{SITE}/3", 301, "https://sister.example/x"),
            answer("https://sister.example/x"),
            answer(f"{SITE}/4", 301, f"{SITE}/4/"),
            answer(f"{SITE}/5", 301, f"{SITE}/6"),
            answer(f"{SITE}/6", 301, f"{SITE}/5"),
            answer(f"{SITE}/7", 301, f"{SITE}/8", ago=2 * GONE_FOR),
            answer(f"{SITE}/8", 301, f"{SITE}/7", ago=2 * GONE_FOR),
            answer(f"{SITE}/9", 301, f"{SITE}/taken-down"),
            answer(f"{SITE}/taken-down", 404),
            answer(f"{SITE}/10", 301, "javascript:alert(1)"),
            answer("http://herald.example/11", 301, f"{SITE}/11"),
            answer(f"{SITE}/11"),
            answer(f"{SITE}/12", 404, ago=9 * GONE_FOR),
            answer(f"{SITE}/12", 301, f"{SITE}/11"),
            answer(f"{SITE}/13", 301, f"{SITE}/11", ago=9 * GONE_FOR),
            answer(f"{SITE}/13", 410),
            answer(f"{SITE}/14", 301, f"{SITE}/failed"),
            answer(f"{SITE}/failed", 503),
        ],
    )
    expected = {1: "known", 2: "new", 3: "known", 4: "new", 5: "known", 7: "new", 9: "known",
                10: "new", 11: "known", 12: "known", 13: "known", 14: "new"}  # fmt: skip
    assert verdicts(known, *(f"{SITE}/{number}" for number in expected)) == [*expected.values()]


def test_a_redirect_needs_no_warc(tmp_path: Path) -> None:
    known = memory(tmp_path, [answer(f"{SITE}/1", 301, f"{SITE}/2"), answer(f"{SITE}/2")])
    shutil.rmtree(tmp_path / "warc")
    assert verdicts(known, f"{SITE}/1", f"{SITE}/2") == ["known", "known"]


def test_a_redirect_that_an_older_index_knows_is_read_from_its_warc(tmp_path: Path) -> None:
    known = memory(tmp_path, [answer(f"{SITE}/1", 301, f"{SITE}/2"), answer(f"{SITE}/2")])
    with Index.open(tmp_path / "index.db") as index, index.transaction():
        index.database.execute("update captures set redirect = null")
    assert verdicts(known, f"{SITE}/1", f"{SITE}/2") == ["known", "known"]
    known = Memory.read(tmp_path, owns)
    shutil.rmtree(tmp_path / "warc")
    # Its file is elsewhere: it is followed again.
    assert verdicts(known, f"{SITE}/1", f"{SITE}/2") == ["new", "known"]


def test_a_sitemap_of_many_pages_asks_the_index_nothing(tmp_path: Path) -> None:
    many = 5000
    with Index.open(tmp_path / "index.db") as index:
        uris = [f"{SITE}/{number}/" for number in range(many)]
        index.add_captures(None, [ref(f"{n}", target_uri=uri) for n, uri in enumerate(uris)])
    known = Memory.read(tmp_path, owns)
    (tmp_path / "index.db").unlink()
    words = verdicts(known, *(f"http://www.herald.example/{number}" for number in range(many + 2)))
    assert words == ["known"] * many + ["new"] * 2


@pytest.mark.parametrize(
    ("standing", "date", "word"),
    [
        (None, None, "new"),
        (Standing(), None, "new"),
        (Standing(page=NOW - HOUR), None, "known"),
        (Standing(page=NOW - HOUR), NOW - 2 * HOUR, "known"),
        (Standing(page=NOW - HOUR), NOW - HOUR / 2, "again"),
        # A clock that is ahead: nothing has changed yet.
        (Standing(page=NOW - HOUR), NOW + HOUR, "known"),
        (Standing(gone=NOW - HOUR), NOW - HOUR / 2, "known"),
        (Standing(gone=NOW - GONE_FOR), None, "new"),
        (Standing(page=NOW - 9 * GONE_FOR, gone=NOW - HOUR), NOW, "known"),
        (Standing(page=NOW - 9 * GONE_FOR, gone=NOW - 2 * GONE_FOR), NOW, "again"),
    ],
)
def test_what_is_asked_for(standing: Standing | None, date: datetime | None, word: str) -> None:
    assert verdict(standing, Lead(f"{SITE}/a", date), NOW) == word


def test_pictures_and_other_hosts_are_not_looked_at(tmp_path: Path) -> None:
    uris = [
        "https://herald.example/p.jpg",
        "https://herald.example.evil.example/x",
        "https://herald.example:8443/a",
        "https://herald.example-x.example/a",
        "dns:herald",
        "http://cdn.herald.example",
        "https://zz.example/",
        "http://herald.example/a",
    ]
    kinds = ["image/jpeg" if ".jpg" in uri else "text/html" for uri in uris]
    asked: list[str] = []

    def noted(origin: str) -> bool:
        asked.append(origin)
        return owns(origin)

    with Index.open(tmp_path / "index.db") as index:
        refs = [ref(f"{n}", target_uri=uri, content_type=kinds[n]) for n, uri in enumerate(uris)]
        index.add_captures(None, refs)
        found = [uri for uri, _, _ in index.page_answers(noted)]
    assert found == ["http://herald.example/a", "https://herald.example:8443/a"]
    assert asked == [
        "http://cdn.herald.example",
        "http://herald.example",
        "https://herald.example-x.example",
        "https://herald.example.evil.example",
        "https://herald.example",
        "https://herald.example:8443",
        "https://zz.example",
    ]
