"""Embedded metadata: what damage costs, and that any bytes are read or refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.extract.embedded import ImageTooLargeError, NotAnImageError, read_embedded
from archive.extract.embedded_iim import datasets, read_iim
from archive.extract.embedded_xmp import read_xmp
from tests.archive.extract.images import CAPTION, exif_of, iim, jpeg, packet, save
from tests.newsroom import bad, stamp


def test_a_wrong_length_costs_only_its_own_dataset() -> None:
    records = iim(headline="Arsenal day", credit="U.S. Army", caption=CAPTION)
    at = records.index(b"Arsenal day")
    broken = records[: at - 2] + b"\x7f\xff" + records[at:]
    block = read_iim(broken)
    assert (block.headline, block.credit_line, block.caption) == (
        "Arsenal day",
        "U.S. Army",
        CAPTION,
    )


def test_rubbish_between_datasets_is_skipped() -> None:
    records = b"\x00\x00junk" + iim(headline="Arsenal day") + b"\xff\xff" + iim(credit="U.S. Army")
    block = read_iim(records)
    assert (block.headline, block.credit_line) == ("Arsenal day", "U.S. Army")


def test_extended_datasets() -> None:
    caption = "long " * 8000
    assert read_iim(stamp.dataset(2, 120, caption.encode())).caption == caption.strip()


def test_torn_xmp_is_read_as_far_as_it_goes() -> None:
    whole = packet()
    assert read_xmp(whole[: whole.index(b"<photoshop:Source")]).credit_line == "Getty Images"


def test_a_stray_ampersand_does_not_lose_the_rest() -> None:
    block = read_xmp(packet().replace(b"Getty Images Europe", b"Getty & Sons"))
    assert block.credit_line == "Getty Images"
    assert block.headline == "Quiet Heron"


@pytest.mark.parametrize("tail", [b"", b"<"])
def test_entity_bombs_are_not_read(tail: bytes) -> None:
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        + packet().replace(b"Getty Images Europe", b"&b;")
        + tail
    )
    assert read_xmp(bomb).credit_line is None


def test_one_broken_block_does_not_lose_another() -> None:
    records = iim(credit="U.S. Army")
    data = jpeg(records=records, xmp=b"<x:xmpmeta><<<", exif=exif_of("Ada Quill"))
    data = data.replace(b"Exif\0\0MM", b"Exif\0\0ZZ").replace(b"Exif\0\0II", b"Exif\0\0ZZ")
    found = read_embedded(data)
    assert found.credit_line == "U.S. Army"
    assert found.creators == ()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n ", "white space"),
        (b"<!DOCTYPE html><html><body>Forbidden", "an HTML page"),
        (b"\xef\xbb\xbf<html>", "an HTML page"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing"),
        (b'<?xml version="1.0"?><rss/>', "XML"),
        (b'{"error": 403}', "JSON"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x00\x00\x00\x20ftypisom", "video"),
        (b"Access denied", "text 'Access denied'"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a damaged JPEG"),
        (b"\x00\x01\x02\x03", "unknown bytes 00 01 02 03"),
    ],
)
def test_what_is_no_image(data: bytes, words: str) -> None:
    with pytest.raises(NotAnImageError, match=words):
        read_embedded(data)


def test_decompression_bombs_are_refused() -> None:
    with pytest.raises(ImageTooLargeError, match="3600000000 pixels"):
        read_embedded(bad.bomb())


def test_large_photos_are_read_without_a_warning() -> None:
    assert read_embedded(bad.bomb(12_000, 9_000)).width == 12_000


def test_a_file_torn_within_its_pixels_is_still_read() -> None:
    data = jpeg(records=iim(credit="U.S. Army"))
    assert read_embedded(data[:-4]).credit_line == "U.S. Army"


# --------------------------------------------------------------------------- any bytes


@given(st.binary(max_size=300))
@settings(max_examples=150)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with pytest.raises(NotAnImageError):
        read_embedded(data)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_damaged_files_are_read_or_refused(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "WEBP", "TIFF", "AVIF"]))
    file = bytearray(SAVED[kind])
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(file) - 1))
        file[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(file)))
    try:
        found = read_embedded(bytes(file[:cut]))
    except NotAnImageError:
        return
    assert found.width >= 0


SAVED = {kind: save(kind) for kind in ("JPEG", "PNG", "WEBP", "TIFF", "AVIF")}


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 255), st.binary(max_size=40))))
def test_datasets_are_read_back(values: list[tuple[int, int, bytes]]) -> None:
    data = b"".join(stamp.dataset(*value) for value in values)
    assert list(datasets(data)) == [((record, number), raw) for record, number, raw in values]


@given(st.binary(max_size=200))
def test_any_iim_ends(data: bytes) -> None:
    total = sum(len(raw) for _, raw in datasets(data))
    assert total <= len(data)
    read_iim(data)


@given(st.binary(max_size=200).map(lambda raw: b"<r>" + raw))
def test_any_xmp_ends(data: bytes) -> None:
    assert read_xmp(data).creators == ()


TEXT = st.text(st.characters(codec="utf-8"), max_size=60)


@given(st.dictionaries(st.sampled_from(["headline", "credit", "caption"]), TEXT))
def test_texts_survive(fields: dict[str, str]) -> None:
    block = read_iim(stamp.iim(fields))
    found = {"headline": block.headline, "credit": block.credit_line, "caption": block.caption}
    for name, text in fields.items():
        if text.isprintable():
            assert found[name] == (text.strip() or None)
