"""The small readers that everything else stands on."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.extract import jsonvalues
from archive.extract.addresses import absolute, width_of
from archive.extract.body import merge
from archive.extract.classes import roles_of_name
from archive.extract.dates import parse_date
from archive.extract.furniture import is_body_furniture, is_photo_furniture, trim_photo_furniture
from archive.extract.images import srcset
from archive.likeness.variants import photo_key, unwrap

BASE = "https://news.example/2024/story"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:image/gif;base64,R0",
        "blob:x",
        "",
        "#",
        "/logo.svg",
        "http://[bad",
        "https://news.example/a\nb.jpg",
        "{{ image.url }}",
        "mailto:a@b.c",
        "ftp://x.example/a.jpg",
    ],
)
def test_what_is_no_address_of_a_photo(url: str) -> None:
    assert absolute(url, BASE) is None


def test_addresses_are_absolute_and_bare() -> None:
    assert absolute("../a b.jpg#x", BASE) == "https://news.example/a%20b.jpg"
    assert absolute("//cdn.example/a.jpg", BASE) == "https://cdn.example/a.jpg"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/uploads/2024/ship-at-sea-300x200.jpg", "/uploads/2024/ship-at-sea.jpg"),
        (
            "https://i0.wp.com/x.example/up/ship-at-sea.jpg?w=64",
            "https://x.example/up/ship-at-sea.jpg",
        ),
        ("/_next/image?url=%2Fup%2Fship-at-sea.jpg&w=64&q=75", "/up/ship-at-sea.jpg"),
        (
            "/640x360/https://cdn.example/up/ship-at-sea.jpg",
            "https://cdn.example/up/ship-at-sea.jpg",
        ),
        ("/img/w_640,h_360/ship-at-sea.webp", "/img/w_1280,h_720/ship-at-sea.jpg"),
        ("/content/images/size/w1200/2024/06/parts.jpg", "/content/images/2024/06/parts.jpg"),
        ("/files/styles/large/public/2024/bridge.jpg?itok=x", "/files/2024/bridge.jpg"),
        ("/cdn-cgi/image/width=640,quality=80/up/frigate.jpg", "/up/frigate.jpg"),
        ("/media/ab12cd~mv2.jpg/v1/fill/w_740,h_493,al_c/ab12cd~mv2.jpg", "/media/ab12cd~mv2.jpg"),
    ],
)
def test_variants_share_a_key(one: str, other: str) -> None:
    keys = [photo_key(absolute(url, BASE) or "") for url in (one, other)]
    assert keys[0] == keys[1]


@pytest.mark.parametrize(
    "url",
    [
        "https://i0.wp.com/]]>news.example/crane.jpg",
        "https://cdn.example/fit/https://[news.example/crane.jpg",
        "https://cdn.example/resize?url=https://[news.example/crane.jpg",
    ],
)
def test_what_a_service_was_asked_for_is_an_address_or_not_told(url: str) -> None:
    assert unwrap(url) == url


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/up/photo-of-day-1.jpg", "/up/photo-of-day-2.jpg"),
        ("/img.php?id=1", "/img.php?id=2"),
        ("/up/2024-04-01-15-20-21.png", "/up/2024-04-01-15-20-26.png"),
    ],
)
def test_different_photos_do_not(one: str, other: str) -> None:
    assert photo_key(absolute(one, BASE) or "") != photo_key(absolute(other, BASE) or "")


def test_width() -> None:
    assert [
        width_of(f"https://x.example/{path}")
        for path in ("a-1024x768.jpg", "a.jpg?w=640", "w_300/a.jpg", "a.jpg")
    ] == [1024, 640, 300, 0]


def test_srcset_with_commas_in_addresses() -> None:
    value = "/c_fit,w_300/a.jpg 300w, /c_fit,w_900/a.jpg 900w,/b.jpg 2x"
    assert list(srcset(value)) == [
        ("/c_fit,w_300/a.jpg", 300),
        ("/c_fit,w_900/a.jpg", 900),
        ("/b.jpg", 2000),
    ]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("ArticleImage__photo-credit", "credit"),
        ("wp-caption-text", "caption"),
        ("bildunterschrift", "caption"),
        ("imageCaption", "caption"),
        ("related-articles", "teaser"),
        ("ad-slot", "chrome"),
        ("adSlot", "chrome"),
    ],
)
def test_roles(name: str, role: str) -> None:
    assert role in roles_of_name(name)


@pytest.mark.parametrize("name", ["kDCiBY", "header-gradient", "loading", "shadow-md", "bytes"])
def test_names_that_say_nothing(name: str) -> None:
    assert not roles_of_name(name)


@pytest.mark.parametrize(
    "line",
    [
        "0",
        "12",
        "Les commentaires sont fermés.",
        "Comments are closed",
        "3 min read",
        "Lesezeit: 4 Min.",
        "Lire aussi : Un autre article",
        "Share",
        "Read more: Another story",
    ],
)
def test_furniture(line: str) -> None:
    assert is_body_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell on Monday.",
        "Comments by the minister drew criticism.",
        "« C’est fini », dit-il.",
        "Related companies reported a loss of 3 million.",
        "12 ships left.",
    ],
)
def test_sentences_are_no_furniture(line: str) -> None:
    assert not is_body_furniture(line)


def test_buttons_on_photos() -> None:
    assert is_photo_furniture("Open image in fullscreen")
    assert is_photo_furniture("1 / 12")
    assert not is_photo_furniture("12 soldiers in a boat")
    assert trim_photo_furniture("A ship. Open image in fullscreen") == "A ship."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-02T08:15:00+02:00", "2024-05-02T08:15:00+02:00"),
        ("2024-05-02T08:15:00Z", "2024-05-02T08:15:00+00:00"),
        ("2024-05-02 8:15", "2024-05-02T08:15:00+02:00"),
        ("2024-05-02T08:15:00+0200", "2024-05-02T08:15:00+02:00"),
        ("Thu, 02 May 2024 08:15:00 GMT", "2024-05-02T08:15:00+00:00"),
        ("1714637700", "2024-05-02T08:15:00+00:00"),
        ("20240502", "2024-05-02T00:00:00+02:00"),
        ("yesterday", None),
        ("2024-13-45", None),
        ("0001-01-01T00:00:00Z", None),
    ],
)
def test_dates_have_an_offset(text: str, expected: str | None) -> None:
    found = parse_date(text, ZoneInfo("Europe/Berlin"))
    assert (found.isoformat() if found else None) == expected


@given(st.integers(800_000_000, 3_500_000_000))
def test_iso_dates_come_back(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert parse_date(moment.isoformat()) == moment
    assert parse_date(moment.isoformat().replace("T", " ").replace("+00:00", "Z")) == moment


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = parse_date(text)
    assert found is None or found.tzinfo is not None


def test_json_of_strangers() -> None:
    assert jsonvalues.loads('{"a": 1,}') == {"a": 1}
    assert jsonvalues.loads('{"a": "x\ny"}') == {"a": "x\ny"}
    assert jsonvalues.loads("[" * 100_000) is None
    assert jsonvalues.loads("9" * 100_000) is None
    assert jsonvalues.names([{"givenName": "A", "familyName": "B"}, "C &amp; D"]) == [
        "A B",
        "C & D",
    ]


def test_merge_mends_torn_lines_and_fills_gaps() -> None:
    long = (
        "A sentence that is long enough to be a paragraph of the story and ends with a full stop."
    )
    own = ["One two three four.", long, "Five six seven eight."]
    assert merge(["One two", "three four.", "Five six seven eight."], own) == own
    assert merge(["Five six seven eight.", "Not in the body."], own) == [
        long,
        "Five six seven eight.",
        "Not in the body.",
    ]
