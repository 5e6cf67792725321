"""The same picture elsewhere, and what the names printed with it mean."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from archive.index import Index
from archive.intake import PIXEL_FORMATS
from archive.likeness.hashing import perceptual_hashes
from archive.model import Article, Credit, EmbeddedMetadata
from tests.archive.index.samples import PLAIN, article, hashes, photo, ref, store_photo
from tests.archive.likeness.pictures import cut, encoded, scene

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PIL import Image

URL = "https://news.example/{}.jpg"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.db") as opened:
        yield opened


def rows(index: Index, sql: str) -> list[dict[str, Any]]:
    return list(index.database.query(sql))


def credit(text: str, *creators: str, by: str | None = None, number: str | None = None) -> Credit:
    return Credit(
        text=text,
        creators=creators,
        ranks=(None,) * len(creators),
        organizations=(by,) if by else (),
        identifier=number,
    )


def used(index: Index, name: str, one: Credit | None, *, url: str | None = None) -> Article:
    """An article of its own that shows one photo; returns it."""
    image = photo(
        content_url=url or URL.format(name),
        credit=one,
        credit_line=one.text if one else None,
        claims=(),
    )
    page = ref(f"page {name}", target_uri=f"https://news.example/{name}")
    index.add_captures(None, [page])
    made = article(canonical_url=f"https://news.example/{name}", photos=(image,))
    index.add_article(made, page.record_id, site=f"site-{name}")
    return made


def stored(index: Index, name: str, hour: int = 1, **facts: Any) -> None:  # noqa: ANN401 - of `store_photo`
    image = ref(f"image{name} {hour}", target_uri=URL.format(name))
    index.add_captures(None, [image])
    store_photo(index, image.record_id, url=URL.format(name), **{"embedded": PLAIN, **facts})


def shown(index: Index, name: str, picture: Image.Image) -> None:
    """Stores a picture's file, as a crawl would."""
    data = encoded(picture, quality=60)
    hashed = perceptual_hashes(data, PIXEL_FORMATS)
    stored(index, name, data=data, embedded=EmbeddedMetadata("JPEG", *picture.size), hashes=hashed)


def groups(index: Index) -> list[list[str]]:
    """Names of the photos of each picture."""
    found = rows(
        index,
        "select json_group_array(content_url) as urls from photos group by picture_id",
    )
    urls = (json.loads(row["urls"]) for row in found)
    return sorted(sorted(url.rpartition("/")[2][:1] for url in group) for group in urls)


def test_the_same_bytes_are_one_picture(index: Index) -> None:
    for name, data in (("a", b"1"), ("b", b"2"), ("c", b"1")):
        stored(index, name, data=data)
    assert groups(index) == [["a", "c"], ["b"]]


def test_the_same_number_is_one_picture(index: Index) -> None:
    number = "260301-A-AB123-1001"
    used(index, "a", credit("Army", by="Army", number=number))
    used(index, "b", None, url=f"https://b.example/b-{number.lower()}-US-300x200.jpg")
    used(index, "c", None)
    stored(index, "c", data=b"c", embedded=EmbeddedMetadata("JPEG", 9, 9, identifier=number))
    used(index, "d", credit("Army", by="Army", number="260301-A-AB123-1002"))
    assert groups(index) == [["a", "b", "c"], ["d"]]


def test_pictures_alike_are_one(index: Index) -> None:
    whole, other = scene(1), scene(2)
    pictures = {
        "a": whole,
        "b": whole.resize((300, 200)),
        "c": cut(whole, 0.03, 0.03, 0.03, 0.03),
        "d": other,
        "e": cut(other, 0, 0, 0.04, 0.04),
    }
    for name, picture in pictures.items():
        shown(index, name, picture)
    assert groups(index) == [["a", "b", "c"], ["d", "e"]]


def test_hashes_of_an_earlier_version_say_nothing_until_the_file_is_read_again(
    index: Index,
) -> None:
    whole = scene(1)
    for name in "ab":
        shown(index, name, whole.resize((300, 200)) if name == "b" else whole)
    index.database.execute("update photos set perceptual_hashes = ?", (json.dumps(["0" * 64] * 3),))
    shown(index, "c", scene(2))
    shown(index, "d", cut(whole, 0.03, 0, 0, 0))
    assert groups(index) == [["a", "b"], ["c"], ["d"]]
    for name in "ab":
        shown(index, name, whole.resize((300, 200)) if name == "b" else whole)
    assert groups(index) == [["a", "b", "d"], ["c"]]


def test_one_that_joins_two_makes_them_one_and_parts_them_when_it_changes(index: Index) -> None:
    between = cut(scene(1), 0.04, 0.04, 0.04, 0.04)
    shown(index, "a", scene(1))
    shown(index, "b", cut(between, 0.04, 0.04, 0.04, 0.04))
    assert groups(index) == [["a"], ["b"]]
    shown(index, "c", between)
    assert groups(index) == [["a", "b", "c"]]
    stored(index, "c", hour=2, data=b"later", hashes=hashes(3))
    assert groups(index) == [["a"], ["b"], ["c"]]
    shown(index, "c", between)  # the latest capture holds
    assert groups(index) == [["a"], ["b"], ["c"]]
    assert len(rows(index, "select * from pictures")) == 3


def test_bytes_made_anew_leave_the_picture_whole(index: Index) -> None:
    whole, other = scene(1), scene(2)
    for name, picture in (("a", whole), ("b", cut(whole, 0.03, 0, 0, 0)), ("c", other)):
        shown(index, name, picture)

    def made_anew(picture: Image.Image, hour: int) -> list[dict[str, Any]]:
        data = encoded(picture, quality=80)
        hashed = perceptual_hashes(data, PIXEL_FORMATS)
        size = EmbeddedMetadata("JPEG", *picture.size)
        stored(index, "a", hour, data=data, hashes=hashed, embedded=size)
        return rows(index, "select id from pictures order by id")

    before = rows(index, "select id from pictures order by id")
    assert made_anew(whole, 2) == before
    assert groups(index) == [["a", "b"], ["c"]]
    assert made_anew(other, 3) != before
    assert groups(index) == [["a", "c"], ["b"]]


def test_the_picture_is_shown_by_its_largest_photo(index: Index) -> None:
    for name, width in (("a", 600), ("b", 2400), ("c", 1200)):
        stored(
            index,
            name,
            data=name.encode(),
            embedded=EmbeddedMetadata("JPEG", width, width * 2 // 3),
            hashes=hashes(1),
        )
        used(index, name, None)
    (row,) = rows(
        index,
        "select content_url, photos, uses, sites from pictures join photos on photos.id = photo_id",
    )
    assert row == {"content_url": URL.format("b"), "photos": 3, "uses": 3, "sites": 3}


@pytest.mark.parametrize(
    ("printed", "embedded", "number"),
    [
        ([credit("USAF", by="USAF"), credit("U.S. Air Force", by="U.S. Air Force")], None, 1),
        ([credit("Jane Doe", "Jane Doe"), credit("JANÉ DOE", "JANÉ DOE")], None, 1),
        ([credit("Reuters", by="Reuters"), credit("AFP", by="AFP")], None, 2),
        ([credit("AFP", by="AFP"), credit("AFP/Ann Lee", "Ann Lee", by="AFP")], None, 2),
        ([credit("Courtesy photo"), credit("courtesy  photo.")], None, 1),
        ([credit("AFP", by="AFP"), None], None, 1),
        ([credit("AFP/Ann Lee", "Ann Lee", by="AFP")], credit("Ann Lee", "Ann Lee"), 1),
        ([credit("Reuters", by="Reuters")], credit("Ann Lee/AFP", "Ann Lee", by="AFP"), 2),
    ],
)
def test_disagreements(
    index: Index, printed: list[Credit | None], embedded: Credit | None, number: int
) -> None:
    for name, one in enumerate(printed):
        used(index, str(name), one, url=URL.format("shared"))
    image = ref("image", target_uri=URL.format("shared"))
    index.add_captures(None, [image])
    index.add_photo(
        URL.format("shared"),
        image.record_id,
        sha256="0" * 64,
        byte_length=1,
        embedded=PLAIN,
        embedded_credit=embedded,
    )
    assert rows(index, "select credits from pictures") == [{"credits": number}]
    found = rows(index, "select * from credit_disagreements")
    assert len(found) == (number > 1)
    if found:
        texts = [one.text for one in (*printed, embedded) if one]
        assert json.loads(found[0]["credit_lines"]) == sorted(filter(None, texts))
        assert found[0]["photo_url"] == URL.format("shared")
        assert json.loads(found[0]["sites"]) == [f"site-{n}" for n in range(len(printed))]


def test_names_are_kept_as_printed_beside_those_they_mean(index: Index) -> None:
    used(index, "a", credit("x", "Jané DOE", by="USAF"))
    used(index, "b", credit("y", "JANE DOE", by="U.S. Air Force"))
    used(index, "c", credit("z", "Jane Doe", by="Local Gazette"))
    assert rows(index, "select name, name_key, uses from persons") == [
        {"name": "Jané DOE", "name_key": "jane doe", "uses": 3}
    ]
    assert rows(index, "select name, uses from organizations order by name") == [
        {"name": "Local Gazette", "uses": 1},
        {"name": "U.S. Air Force", "uses": 2},
    ]
    printed = rows(index, "select name from photo_use_persons order by photo_use_id")
    assert [row["name"] for row in printed] == ["Jané DOE", "JANE DOE", "Jane Doe"]


def test_sort_keys_are_in_utc(index: Index) -> None:
    used(index, "a", None)
    (row,) = rows(index, "select date_published, published_at from articles")
    assert row["published_at"] == "2026-03-01T04:00:00.000000+00:00"
    assert rows(index, "select published_at from shown_uses") == [
        {"published_at": row["published_at"]}
    ]


def test_a_photo_of_an_earlier_version_counts_in_its_picture(index: Index) -> None:
    number = "260301-A-AB123-1001"
    used(index, "a", credit("US Army/Jane Doe", "Jane Doe", by="US Army", number=number))
    later, earlier = ref("page 2"), ref("page 1")
    index.add_captures(None, [later, earlier])
    index.add_article(article(photos=()), later.record_id, site="b")
    shown_once = photo(content_url=URL.format("b"))
    index.add_article(article(photos=(shown_once,)), earlier.record_id, site="b")
    assert groups(index) == [["a", "b"]]
    assert rows(index, "select photos, uses from pictures") == [{"photos": 2, "uses": 1}]
