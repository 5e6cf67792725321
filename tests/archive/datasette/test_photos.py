"""Photos out of the WARC files: the right bytes, and nothing that could act."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from archive.datasette import pictures
from archive.datasette.errors import PictureNotFoundError, PictureTypeError
from archive.datasette.pictures import PLACES, read_picture, thumbnail
from archive.datasette.records import Place
from archive.index import Index
from tests.archive.datasette.newsstand import START, WARC, Archive, landscape

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx

    Get = Callable[..., httpx.Response]

PHOTO = landscape(1)
DIGEST = hashlib.sha256(PHOTO).hexdigest()

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!doctype html><script>alert(1)</script>"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def image(size: tuple[int, int], mode: str = "RGB", kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size, 0).save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path, [])


def place_of(archive: Archive, data: bytes, content_type: str = "image/jpeg") -> list[Place]:
    ref = archive.store("https://p.example/p.jpg", data, content_type)
    return [Place(ref.warc_filename, ref.warc_offset)]


def test_the_original_is_served_byte_for_byte(get: Get) -> None:
    response = get(f"/-/photos/index/{DIGEST}/original")
    assert response.content == PHOTO
    assert response.headers["content-type"] == "image/jpeg"


def test_a_thumbnail_is_small_and_bare(get: Get) -> None:
    response = get(f"/-/photos/index/{DIGEST}/thumbnail")
    assert len(response.content) < len(PHOTO)
    with Image.open(io.BytesIO(response.content)) as small:
        assert small.size == (480, 320)
        assert not small.getexif()


@pytest.mark.parametrize("kind", ["original", "thumbnail"])
@pytest.mark.parametrize(
    ("digest", "database", "status"),
    [(DIGEST, "index", 200), ("0" * 64, "index", 404), (DIGEST, "other", 404)],
)
def test_no_answer_can_act(get: Get, kind: str, digest: str, database: str, status: int) -> None:
    response = get(f"/-/photos/{database}/{digest}/{kind}")
    assert response.status_code == status
    assert response.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-type"].partition(";")[0] in {"image/jpeg", "text/plain"}
    assert ("immutable" in response.headers.get("cache-control", "")) == (status == 200)


@pytest.mark.parametrize("path", ["x/original", f"{DIGEST}/other", f"{DIGEST.upper()}/original"])
def test_other_addresses_lead_nowhere(get: Get, path: str) -> None:
    assert get(f"/-/photos/index/{path}").status_code == 404


@pytest.mark.parametrize("data", [SVG, PAGE, b"", b"\xff\xd8\xff", b"%PDF-1.7"], ids=repr)
def test_what_is_no_picture_is_not_served_whatever_the_server_called_it(
    archive: Archive, data: bytes
) -> None:
    places = place_of(archive, data)
    with pytest.raises(PictureTypeError, match=sha256(data)):
        read_picture(archive.folder / "warc", places, sha256(data))


def test_a_page_that_begins_as_a_picture_is_served_as_that_picture(archive: Archive) -> None:
    data = image((4, 4), kind="GIF") + PAGE
    places = place_of(archive, data, "text/html")
    assert read_picture(archive.folder / "warc", places, sha256(data)).media_type == "image/gif"


def test_the_type_is_that_of_the_bytes(archive: Archive) -> None:
    data = image((4, 4))
    places = place_of(archive, data, "text/html")
    assert read_picture(archive.folder / "warc", places, sha256(data)).media_type == "image/png"


def test_a_picture_too_large_to_open_is_refused(archive: Archive) -> None:
    data = image((9000, 9000), mode="1")
    places = place_of(archive, data)
    with pytest.raises(PictureTypeError, match="pixels"):
        read_picture(archive.folder / "warc", places, sha256(data))


def test_a_broken_picture_has_no_thumbnail(archive: Archive) -> None:
    data = PHOTO[: len(PHOTO) // 2]
    picture = read_picture(archive.folder / "warc", place_of(archive, data), sha256(data))
    with pytest.raises(PictureTypeError, match="truncated"):
        thumbnail(picture, sha256(data))


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "I;16", "CMYK"])
def test_thumbnails_of_every_kind_of_pixel(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    picture = pictures.Picture(image((600, 300), mode=mode, kind=kind), "image/png")
    with Image.open(io.BytesIO(thumbnail(picture, "0").data)) as small:
        assert (small.size, small.mode) == ((480, 240), "RGB")


def test_a_photo_taken_upright_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn by 90 degrees
    picture = pictures.Picture(image((600, 300), kind="JPEG", exif=exif), "image/jpeg")
    with Image.open(io.BytesIO(thumbnail(picture, "0").data)) as small:
        assert small.size == (240, 480)


def test_only_bytes_with_the_right_digest_are_served(archive: Archive) -> None:
    wrong = place_of(archive, landscape(2))
    right = place_of(archive, PHOTO)
    folder = archive.folder / "warc"
    assert read_picture(folder, [*wrong, *right], DIGEST).data == PHOTO
    with pytest.raises(PictureNotFoundError, match=DIGEST):
        read_picture(folder, wrong, DIGEST)


@pytest.mark.parametrize(
    "place",
    [
        Place("none.warc.gz", 0),
        Place(WARC, 3),
        Place(WARC, 10**9),
        Place("../index.db", 0),
        Place("/etc/passwd", 0),
        Place("", 0),
    ],
)
def test_places_that_hold_nothing(archive: Archive, place: Place) -> None:
    place_of(archive, PHOTO)
    (archive.folder / "index.db").write_bytes(PHOTO)
    with pytest.raises(PictureNotFoundError):
        read_picture(archive.folder / "warc", [place], DIGEST)


def test_a_file_still_being_written_is_read(archive: Archive) -> None:
    places = place_of(archive, PHOTO)
    path = archive.folder / "warc" / WARC
    path.rename(path.with_name(f"{WARC}.open"))
    assert read_picture(archive.folder / "warc", places, DIGEST).data == PHOTO


def test_a_revisit_leads_to_the_bytes_it_stands_for(archive: Archive) -> None:
    original = archive.store("https://p.example/p.jpg", PHOTO, "image/jpeg")
    revisit = archive.store(
        "https://q.example/p.jpg",
        b"",
        "image/jpeg",
        record_type="revisit",
        payload_digest=original.payload_digest,
    )
    with Index.open(archive.folder / "index.db") as index:
        crawl = index.start_crawl("urn:uuid:1", None, START, {})
        index.add_captures(crawl, [original, revisit])
        index.add_photo(
            revisit.target_uri,
            revisit.record_id,
            sha256=DIGEST,
            byte_length=len(PHOTO),
            embedded=None,
            embedded_credit=None,
        )
        rows = index.database.execute(PLACES, {"sha256": DIGEST}).fetchall()
    places = [Place(*row) for row in rows]
    assert read_picture(archive.folder / "warc", places, DIGEST).data == PHOTO
