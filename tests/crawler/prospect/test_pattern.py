from __future__ import annotations

import re
import time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.prospect.pattern import Learned, NoPatternError, learn

HOST = "https://www.herald.example"
WORDS = re.findall(
    r"\w+",
    "frigate crew comes home after seven months gulf army tests new radio hills storm minister "
    "visits yard submarine drone budget lark squadron bridge engineers winter exercise",
)


def slug(number: int, words: int = 5) -> str:
    return "-".join(WORDS[(number * 7 + i * 5) % len(WORDS)] for i in range(words))


def slugs(template: str, *sections: str, count: int = 12) -> list[str]:
    """Articles of one kind, in turn in each section, over some years."""
    return [
        HOST
        + template.format(
            y=2019 + n % 8,
            m=f"{n % 12 + 1:02}",
            d=f"{n * 5 % 28 + 1:02}",
            mon=["jan", "feb", "mar", "oct"][n % 4],
            slug=slug(n, 4 + n % 3),
            under=slug(n).replace("-", "_"),
            short="-".join(WORDS[n % 20 : n % 20 + 2]),
            id=4107733 + 917 * n,
            few=120 + n,
            s=sections[n % len(sections)] if sections else "",
        )
        for n in range(count)
    ]


SECTIONS = ("air", "naval/submarines", "land", "news/your-army", "opinion")
KINDS = {
    "WordPress, by day": slugs("/{y}/{m}/{d}/{slug}/"),
    "WordPress, by month": slugs("/{y}/{m}/{slug}/"),
    "WordPress, by section and month": slugs("/{s}/{y}/{m}/{slug}/", *SECTIONS),
    "WordPress, by name": slugs("/{slug}/"),
    "WordPress, by name without the slash": slugs("/{slug}"),
    "WordPress, by section and name": slugs("/{s}/{slug}/", "air", "sea", "land"),
    "WordPress, by number": slugs("/?p={id}"),
    "WordPress, archives": slugs("/archives/{id}"),
    "Arc": slugs("/{s}/{y}/{m}/{d}/{slug}/", *SECTIONS),
    "AFPIMS": slugs("/News/Article/Article/{id}/{slug}/"),
    "AFPIMS, of several kinds": slugs("/News/{s}/Article/{id}/{slug}/", "Releases", "Stories", "X"),
    "section and number": slugs("/{s}/{slug}-{id}", *SECTIONS),
    "section and number, html": slugs("/{s}/{slug}-{id}.html", *SECTIONS),
    "number first": slugs("/rubric-ato/{id}-{slug}.html"),
    "a date in a word": slugs("/branches/{s}/{y}-{m}-{d}/{slug}-{id}.html", "navy", "air_force"),
    "a month's name": slugs("/uk/news/{y}/{mon}/{d}/{slug}"),
    "year and month in a word": slugs("/naval/{y}-{m}/{slug}"),
    "eight digits": slugs("/view/{y}{m}{d}/{slug}.html"),
    "a number behind the headline": slugs("/{s}/{y}/{m}/{slug}/{id}/", "technology", "threats"),
    "a number alone": slugs("/en/article/{id}"),
    "Drupal's nodes": slugs("/en/node/{few}"),
    "Drupal's aliases": slugs("/news/{slug}"),
    "a code": slugs("/view/AEN{id}00320"),
    "a program": slugs("/PressReleasePage.aspx?PRID={id}"),
    "a program with more": slugs("/PressReleasePage.aspx?PRID={id}&reg=3&lang=1"),
    "underscores": slugs("/article/{id}/{under}"),
    "underscores alone": slugs("/{under}.html"),
    "a file": slugs("/fr/{slug}.html"),
    "short headlines": slugs("/{short}/"),
    "short headlines in a folder": slugs("/media-centre/news/{short}/"),
    "Cyrillic": [f"{HOST}/news/{quote(word)}-{quote('флоту')}/" for word in ("корабель", "порт")],
    "Japanese": [f"{HOST}/{quote('海上自衛隊の護衛艦が' + end)}/" for end in ("帰港", "訓練")],
    "a parameter besides": [f"{url}?ref=rss" for url in slugs("/{y}/{m}/{slug}/")],
}  # fmt: skip
LISTINGS = [
    "", "/", "/tag/navy/", "/tag/us-navy-ships/", "/tags/air", "/category/air/",
    "/category/air/page/3/", "/author/jane-mary-van-doe/page/2", "/page/2/", "/page/12", "/feed/",
    "/feed", "/rss.xml", "/sitemap.xml", "/sitemap_index.xml", "/search/?q=navy", "/?s=navy",
    "/?page=2", "/?paged=3", "/?cat=4", "/wp-json/", "/about/", "/contact/", "/privacy-policy/",
    "/2026/", "/2026/02/", "/2026/02/page/2/", "/2026/02/feed/", "/naval/", "/air/", "/news/",
    "/author/jane-doe/", "/topic/air/", "/authors/jane-doe/", "/robots.txt", "/wp-login.php",
]  # fmt: skip
NAVIGATION = [f"{HOST}/{name}/" for name in ("naval", "air", "land", "news", "about", "contact")]


def check(learned: Learned, articles: list[str]) -> None:
    regex = re.compile(learned.pattern)
    assert [url for url in articles if not regex.search(url)] == []
    assert [path for path in LISTINGS if regex.search(HOST + path)] == []
    assert "'" not in learned.pattern
    assert learned.hosts == ("herald.example",)
    assert learned.examples


@pytest.mark.parametrize("kind", KINDS)
def test_a_pattern_takes_the_links_it_was_learned_from_and_those_to_come(kind: str) -> None:
    articles = KINDS[kind]
    learned = learn(articles[: max(2, len(articles) // 2)], refused=NAVIGATION)
    assert learned.left == ()
    check(learned, articles)


@pytest.mark.parametrize("kind", KINDS)
def test_one_link_is_enough_to_take_its_own_kind(kind: str) -> None:
    first = KINDS[kind][0]
    check(learn([first], refused=NAVIGATION), [first])


def test_a_new_section_is_taken_where_several_were_seen() -> None:
    regex = re.compile(learn(KINDS["Arc"]).pattern)
    assert regex.search(f"{HOST}/space/2027/01/31/a-new-office-opens/")
    assert not regex.search("https://www.other.example/space/2027/01/31/a-new-office-opens/")


def test_one_section_alone_is_taken_alone() -> None:
    regex = re.compile(learn(KINDS["AFPIMS"]).pattern)
    assert not regex.search(f"{HOST}/Resources/Photo-Gallery/igphoto/2003241630/a-ship/")


def test_a_site_of_many_kinds_has_one_pattern_for_all() -> None:
    mixed = [
        url for kind in ("Arc", "AFPIMS", "a code", "a program", "a file") for url in KINDS[kind]
    ]
    learned = learn(mixed, refused=NAVIGATION)
    assert learned.left == ()
    check(learned, mixed)


def test_a_sitemap_adds_kinds_that_show_what_they_are_and_no_others() -> None:
    pages = [f"{HOST}/{name}/" for name in ("imprint", "jobs", "media-kit", "our-team-of-writers")]
    learned = learn(
        KINDS["WordPress, by day"], [*KINDS["number first"], *pages], refused=NAVIGATION
    )
    regex = re.compile(learned.pattern)
    assert all(map(regex.search, KINDS["number first"]))
    assert not any(map(regex.search, pages))


@pytest.mark.parametrize(
    "kind", ["section and number", "AFPIMS", "Arc", "a program", "a number alone", "number first"]
)
def test_a_front_page_alone_is_enough_where_addresses_say_enough(kind: str) -> None:
    links = [*NAVIGATION, *KINDS[kind], f"{HOST}/imprint", f"{HOST}/jobs/"]
    learned = learn([], links, refused=[HOST, *NAVIGATION])
    check(learned, KINDS[kind])
    assert not re.search(learned.pattern, f"{HOST}/jobs/")


def test_an_odd_link_among_many_is_left_and_said() -> None:
    learned = learn([*KINDS["WordPress, by name"], f"{HOST}/podcast/"], refused=NAVIGATION)
    assert learned.left == (f"{HOST}/podcast/",)
    assert learned.taken == len(KINDS["WordPress, by name"])
    check(learned, KINDS["WordPress, by name"])


def test_folders_of_months_are_told() -> None:
    assert learn(KINDS["WordPress, by month"]).by_month
    assert learn(KINDS["WordPress, by day"]).by_month
    assert not learn(KINDS["Arc"]).by_month


def test_hosts_of_one_site_are_in_one_pattern() -> None:
    other = [url.replace("www.", "minister.") for url in KINDS["WordPress, by day"]]
    learned = learn([*KINDS["WordPress, by day"], *other[:3]])
    assert learned.hosts == ("herald.example", "minister.herald.example")
    assert all(map(re.compile(learned.pattern).search, other))


@pytest.mark.parametrize(
    "links",
    [
        [],
        [HOST, f"{HOST}/"],
        NAVIGATION,
        [f"{HOST}/tag/navy/", f"{HOST}/author/jane-doe/"],
        [f"{HOST}/2026/", f"{HOST}/2026/03/", f"{HOST}/2026/03/14/"],
        ["https://[herald/x", "mailto:desk@herald.example", f"{HOST}/" + "a-b-c" * 1000],
    ],
)
def test_where_there_is_nothing_to_learn_that_is_said(links: list[str]) -> None:
    with pytest.raises(NoPatternError):
        learn(links, links, refused=NAVIGATION)


SEGMENT = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=9)
SLUG = st.lists(SEGMENT, min_size=3, max_size=8).map("-".join)
ADDRESS = st.builds(
    "{}/{}{}{}".format,
    st.just(HOST),
    st.sampled_from(["", "2026/03/", "2026/03/14/", "air/2025/11/", "stories/", "n/4107733/"]),
    SLUG,
    st.sampled_from(["", "/", ".html", "-5871234", "-5871234.html"]),
)
ODD = st.text(max_size=40).map(lambda text: f"{HOST}/{text}")


@given(st.lists(ADDRESS, min_size=1, max_size=12, unique=True))
def test_whatever_the_mixture_each_sure_link_is_taken_and_no_listing(links: list[str]) -> None:
    learned = learn(links, refused=NAVIGATION)
    assert learned.left == ()
    check(learned, links)


@given(st.lists(st.one_of(ADDRESS, ODD), max_size=12), st.lists(ODD, max_size=12))
def test_no_link_however_odd_breaks_it(sure: list[str], likely: list[str]) -> None:
    try:
        learned = learn(sure, likely, refused=NAVIGATION)
    except NoPatternError:
        return
    regex = re.compile(learned.pattern)
    assert not any(map(regex.search, NAVIGATION))
    assert learned.taken + len(learned.left) <= len(sure)


def test_no_learned_pattern_can_be_made_slow() -> None:
    patterns = [re.compile(learn(articles).pattern) for articles in KINDS.values()]
    began = time.process_time()
    for pattern in patterns:
        for unit in ("a-", "a/", "1/", "-_", "a", "%e2", "2026/02/", "&p=1"):
            pattern.search(f"{HOST}/{unit * 700}!/")
    assert time.process_time() - began < 2
