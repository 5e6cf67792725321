"""What makes a version of an article, what does not, and how the change is named."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.index import Change, Index
from archive.index.changes import KINDS, changes, form, settled
from archive.index.rows import reading
from archive.model import Claim, Credit
from tests.archive.index import samples
from tests.archive.index.samples import CREDIT, PAGE, PHOTO, START, article, photo, ref

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archive.model import Article, Photo

SECOND = photo(
    content_url=PHOTO + "/second.jpg", position=1, is_lead=False, caption="Two.", claims=()
)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.db") as opened:
        opened.add_captures(None, [ref(f"page {number}") for number in range(1, 10)])
        yield opened


def named(before: Article, after: Article) -> list[str]:
    """The changes between two readings, as their forms have them."""
    one, other = (form(found.content, found.uses) for found in (reading(before), reading(after)))
    return changes(one, other)


def printed(**words: Any) -> Photo:  # noqa: ANN401 - fields of Photo
    return photo(**{"claims": (), **words})


COSMETIC: dict[str, dict[str, Any]] = {
    "white space": {"headline": " Brigade\u00a0 returns\n"},
    "paragraphs split": {
        "article_body": "The brigade came home.\nFamilies\n\nwaited at the château."
    },
    "invisible characters": {"headline": "Bri\u00adga\u200bde returns\ufeff"},
    "composed otherwise": {
        "article_body": "The brigade came home.\n\nFamilies waited at the cha\u0302teau."
    },
    "order of keywords": {"keywords": ("Élan", "army")},
    "a date in another zone": {
        "date_published": (START - timedelta(hours=2)).astimezone(samples.ELSEWHERE)
    },
    "modified": {"date_modified": START},
    "publisher": {"publisher": "The News Group"},
    "type": {"schema_type": "ReportageNewsArticle"},
    "another size": {"photos": (photo(content_url=PHOTO + "?w=1200&quality=80"),)},
    "another name of a size": {
        "photos": (photo(content_url="https://news.example/media/brigade-1024x683.jpg"),)
    },
    "a host of a delivery network": {
        "photos": (photo(content_url="https://cdn.news.example/media/brigade.jpg"),)
    },
    "a resizing service": {
        "photos": (photo(content_url="https://i2.wp.com/news.example/media/brigade.webp?w=9"),)
    },
    "another format": {"photos": (photo(content_url="https://news.example/media/brigade.avif"),)},
    "more variants": {"photos": (photo(urls=(PHOTO,)),)},
    "a better parser": {
        "photos": (photo(credit=replace(CREDIT, creators=("J. Doe",), rights="unknown")),)
    },
}


@pytest.mark.parametrize("name", COSMETIC)
def test_what_no_reader_would_notice_is_no_change(name: str) -> None:
    other = article(**COSMETIC[name])
    assert reading(other).content_digest == reading(article()).content_digest
    assert named(article(), other) == []


def test_what_no_reader_would_notice_makes_no_version(index: Index) -> None:
    index.add_article(article(), ref("page 1").record_id, site="news")
    for words in COSMETIC.values():
        other = article(**words)
        assert index.add_article(other, ref("page 2").record_id, site="news") is Change.UNCHANGED
    rows = index.database.execute("select count(*), max(changes) from article_versions").fetchone()
    assert rows == (1, "[]")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“Ready” – they’re", '"Ready" - they\'re'),
        ("« Prêts », dit-il", '"Prêts", dit-il'),
        ("„Bereit“ … und los", '"Bereit" ... und los'),
        ("5 ½ m²", "5 1⁄2 m2"),
        ("don``t", "don't"),
        ("-- weiter", "— weiter"),
    ],
)
def test_typography_is_settled(one: str, other: str) -> None:
    assert settled(one) == settled(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("May 5", "May 6"), ("The Army", "the army"), ("ship", "ships"), ("no. 1", "no 1")],
)
def test_words_figures_and_capitals_are_not(one: str, other: str) -> None:
    assert settled(one) != settled(other)


NOTICED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "headline": ({"headline": "Brigade returned"}, ["headline"]),
    "body": ({"article_body": "The brigade came home at last."}, ["article_body"]),
    "body gone": ({"article_body": None}, ["article_body"]),
    "authors": ({"authors": ("Élise Müller", "John Roe")}, ["authors"]),
    "date": ({"date_published": START}, ["date_published"]),
    "date gone": ({"date_published": None}, ["date_published"]),
    "summary": ({"description": "After ten months abroad."}, ["description"]),
    "section": ({"section": "Navy"}, ["section"]),
    "language": ({"in_language": "fr"}, ["in_language"]),
    "keywords": ({"keywords": ("army",)}, ["keywords"]),
    "caption": ({"photos": (printed(caption="Soldiers."),)}, ["caption"]),
    "credit": ({"photos": (printed(credit_line="US Army"),)}, ["credit_line"]),
    "credit gone": ({"photos": (printed(credit_line=None, credit=None),)}, ["credit_line"]),
    "alt": ({"photos": (printed(alt="A wave"),)}, ["alt"]),
    "a source": (
        {"photos": (printed(claims=(Claim("json-ld", credit_text="AFP"),)),)},
        ["credit_sources"],
    ),
    "caption and its source": (
        {"photos": (printed(caption="So.", claims=(Claim("printed", caption="So."),)),)},
        ["caption"],
    ),
    "photo added": ({"photos": (printed(), SECOND)}, ["photos_added"]),
    "photo removed": ({"photos": ()}, ["photos_removed"]),
    "photo replaced": (
        {"photos": (printed(content_url="https://news.example/media/another.jpg"),)},
        ["photos_added", "photos_removed"],
    ),
    "several": (
        {"headline": "No", "photos": (printed(caption="No"), SECOND)},
        ["headline", "photos_added", "caption"],
    ),
}


@pytest.mark.parametrize("name", NOTICED)
def test_what_readers_notice_is_named(name: str) -> None:
    words, kinds = NOTICED[name]
    before = article(photos=(printed(),))
    assert named(before, replace(before, **words)) == kinds


def test_what_readers_notice_makes_versions(index: Index) -> None:
    before = article(photos=(printed(),))
    for number, (words, kinds) in enumerate(NOTICED.values(), start=1):
        url = f"{PAGE}/{number}"
        refs = [ref(f"{when} {number}", target_uri=url) for when in ("before", "later")]
        refs[1] = replace(refs[1], date=START + timedelta(days=1))
        index.add_captures(None, refs)
        one = replace(before, canonical_url=url)
        other = replace(one, **words)
        index.add_article(one, refs[0].record_id, site="news")
        assert index.add_article(other, refs[1].record_id, site="news") is Change.CHANGED
        sql = """select changes from article_versions join articles on articles.id = article_id
            where url = ? order by article_versions.first_captured_at"""
        found = index.database.execute(sql, (url,)).fetchall()
        assert [json.loads(row[0]) for row in found] == [[], kinds], kinds


def test_photos_change_places() -> None:
    one, other = printed(), SECOND
    turned = (replace(other, position=0), replace(one, position=1))
    assert named(article(photos=(one, other)), article(photos=turned)) == ["photos_order"]
    led = (replace(one, is_lead=False), replace(other, is_lead=True))
    assert named(article(photos=(one, other)), article(photos=led)) == ["lead_photo"]


def test_a_photo_shown_twice() -> None:
    one = printed()
    assert named(article(photos=(one,)), article(photos=(one, one))) == ["photos_added"]
    again = replace(one, caption="Again.")
    assert named(article(photos=(one, one)), article(photos=(one, again))) == ["caption"]


@pytest.mark.parametrize("seed", range(4))
def test_each_version_is_compared_with_the_one_before_it_in_time(index: Index, seed: int) -> None:
    readings = [
        article(),
        article(headline="Two"),
        article(headline="Two", authors=()),
        article(headline="Two"),  # as it was
        article(headline="Two", authors=(), section="Sea"),
    ]
    order = list(range(len(readings)))
    random.Random(seed).shuffle(order)
    for number in order:
        record_id = ref(f"page {number + 1}").record_id
        index.add_article(readings[number], record_id, site="news")
    sql = "select changes from article_versions order by first_captured_at"
    found = [json.loads(row[0]) for row in index.database.execute(sql)]
    assert found == [[], ["headline"], ["authors"], ["section"]]
    (current,) = index.database.execute("select section from articles").fetchone()
    assert current == "Sea"


def test_a_version_has_the_letters_of_its_first_capture(index: Index) -> None:
    later = article(
        headline="“Brigade” returns", photos=(photo(content_url=PHOTO + "?w=300", caption="A – b"),)
    )
    first = article(headline='"Brigade" returns', photos=(photo(caption="A - b"),))
    index.add_article(later, ref("page 2").record_id, site="news")
    index.add_article(first, ref("page 1").record_id, site="news")
    sql = (
        "select headline, caption, content_url from photo_uses"
        " join photos on photos.id = photo_id join article_versions on"
        " article_versions.id = version_id"
    )
    assert index.database.execute(sql).fetchall() == [('"Brigade" returns', "A - b", PHOTO)]
    assert index.database.execute("select content_url from photos").fetchall() == [(PHOTO,)]
    assert index.database.execute("select headline from articles").fetchone() == (
        '"Brigade" returns',
    )


def test_a_page_that_turns_out_to_be_none_takes_its_version_along(index: Index) -> None:
    index.add_article(article(), ref("page 1").record_id, site="news")
    index.add_article(article(headline="Before you continue"), ref("page 2").record_id, site="news")
    index.add_article(article(headline="Back"), ref("page 3").record_id, site="news")
    index.add_other_page(ref("page 2").record_id, "a request for consent", "consent-wall")
    sql = "select headline, changes from article_versions order by first_captured_at"
    assert index.database.execute(sql).fetchall() == [
        ("Brigade returns", "[]"),
        ("Back", '["headline"]'),
    ]
    sql = "select problem, wall from captures where record_id = ?"
    (row,) = index.database.execute(sql, (ref("page 2").record_id,))
    assert row == ("a request for consent", "consent-wall")
    for number in (1, 3):
        index.add_other_page(ref(f"page {number}").record_id, None)
    for table in ("articles", "article_versions", "photos", "photo_uses", "persons", "shown_uses"):
        assert index.database.execute(f"select count(*) from {table}").fetchone() == (0,), table
    index.add_article(article(), ref("page 2").record_id, site="news")
    sql = "select count(*) from captures where problem is not null or wall is not null"
    assert index.database.execute(sql).fetchone() == (0,)


def test_what_pages_ask_of_robots_is_each_capture_s_own(index: Index) -> None:
    asked = article(robots=("noarchive", "noindex"))
    index.add_article(article(), ref("page 1").record_id, site="news")
    assert index.add_article(asked, ref("page 2").record_id, site="news") is Change.UNCHANGED
    sql = "select robots from page_captures order by capture_id"
    assert [row[0] for row in index.database.execute(sql)] == ["[]", '["noarchive", "noindex"]']
    sql = "select robots from articles"
    assert index.database.execute(sql).fetchone() == ('["noarchive", "noindex"]',)


WORDS = st.sampled_from([None, "a", "b", "a ", "“a”", '"a"'])
PHOTOS = st.lists(
    st.builds(
        lambda url, caption, credit, source, lead: printed(
            content_url=url,
            caption=caption,
            credit_line=credit,
            credit=Credit(text=credit) if credit else None,
            is_lead=lead,
            claims=(Claim("json-ld", credit_text=source),) if source else (),
        ),
        st.sampled_from([PAGE + "/first.jpg", PAGE + "/first-300x200.jpg", PAGE + "/second.jpg"]),
        WORDS,
        WORDS,
        WORDS,
        st.booleans(),
    ),
    max_size=3,
).map(tuple)
ARTICLES = st.builds(
    lambda headline, body, photos: article(headline=headline, article_body=body, photos=photos),
    WORDS,
    WORDS,
    PHOTOS,
)


@given(ARTICLES, ARTICLES)
def test_a_change_has_a_name_exactly_where_the_digest_differs(one: Article, other: Article) -> None:
    differs = reading(one).content_digest != reading(other).content_digest
    there, back = named(one, other), named(other, one)
    assert bool(there) == bool(back) == differs
    assert [kind for kind in KINDS if kind in there] == there
