from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from archive.intake import PIXEL_FORMATS
from archive.likeness import (
    SHARED,
    Print,
    alike,
    identifier_in_address,
    likeness_keys,
    same_identifier,
)
from archive.likeness.hashing import INSETS, perceptual_hashes
from tests.archive.likeness.pictures import cut, encoded, scene

if TYPE_CHECKING:
    from collections.abc import Callable

SCENES = [scene(seed) for seed in range(12)]


def print_of(picture: Image.Image, data: bytes | None = None) -> Print:
    hashes = perceptual_hashes(data or encoded(picture, quality=90), PIXEL_FORMATS)
    return Print.of(hashes, *picture.size)


PRINTS = [print_of(picture) for picture in SCENES]


def found(one: Print, other: Print) -> bool:
    """Whether the index would link them: it looks them up, then compares."""
    return len(likeness_keys(one) & likeness_keys(other)) >= SHARED and alike(one, other)


@pytest.mark.parametrize(
    ("change", "least"),
    [
        (lambda picture: picture.resize((300, 200)), 12),
        (lambda picture: picture.resize((2400, 1600)), 12),
        (lambda picture: cut(picture, 0.01, 0.01, 0.01, 0.01), 12),
        (lambda picture: cut(picture, 0.02, 0.02, 0.02, 0.02), 12),
        (lambda picture: cut(picture, 0.03, 0.03, 0.03, 0.03), 12),
        (lambda picture: cut(picture, 0.04, 0.04, 0.04, 0.04), 11),
        (lambda picture: cut(picture, 0.03, 0, 0, 0), 10),
        (lambda picture: cut(picture, 0.02, 0, 0.02, 0), 11),
        (lambda picture: cut(picture, 0, 0, 0, 0.03), 10),
        (lambda picture: cut(picture, 0, 0.05, 0, 0), 8),
        (lambda picture: picture.point(lambda level: int(level * 0.8) + 20), 12),
        (lambda picture: picture.convert("L"), 12),
    ],
)
def test_the_same_picture_is_found(
    change: Callable[[Image.Image], Image.Image], least: int
) -> None:
    changed = [print_of(change(picture)) for picture in SCENES]
    assert sum(map(found, PRINTS, changed)) >= least


def test_recompression_and_other_formats_change_nothing() -> None:
    for picture, print_ in zip(SCENES[:4], PRINTS, strict=False):
        assert found(print_, print_of(picture, encoded(picture, quality=30)))
        assert found(print_, print_of(picture, encoded(picture, "PNG")))
        assert found(print_, print_of(picture, encoded(picture, "WEBP", quality=60)))


def test_a_picture_stored_lying_down_is_turned_up() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it a quarter clockwise to see it
    lying = SCENES[0].rotate(90, expand=True)
    file = io.BytesIO()
    lying.save(file, "JPEG", quality=90, exif=exif)
    assert found(PRINTS[0], print_of(lying, file.getvalue()))


def test_other_pictures_are_not_found() -> None:
    for number, one in enumerate(PRINTS):
        for other in PRINTS[:number]:
            assert not alike(one, other)
    nearest = min(
        (a ^ b).bit_count()
        for number, one in enumerate(PRINTS)
        for other in PRINTS[:number]
        for a in one.hashes
        for b in other.hashes
    )
    assert nearest > 80


def test_the_bound_on_bits_goes_by_the_proportions() -> None:
    one = Print((0,), 1200, 800)
    assert alike(one, Print(((1 << 31) - 1,), 600, 400))
    assert not alike(one, Print(((1 << 32) - 1,), 600, 400))
    assert alike(one, Print(((1 << 64) - 1,), 1200, 760))
    assert not alike(one, Print(((1 << 65) - 1,), 1200, 760))
    assert not alike(one, Print((0,), 1200, 600))


def test_keys_are_few_and_small() -> None:
    for print_ in PRINTS:
        keys = likeness_keys(print_)
        assert 6 <= len(keys) <= 12
        assert max(keys) < 6 << 16
    nothing = Print.of((), 1200, 800)
    assert likeness_keys(nothing) == set()
    assert not alike(nothing, nothing)
    assert likeness_keys(Print.of(["0" * 64], None, None)) == set()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>not here</html>",
        encoded(SCENES[0])[:3000],
        encoded(Image.new("RGB", (800, 600), "navy")),
        encoded(SCENES[0].resize((60, 40))),
        encoded(SCENES[0], "TIFF"),
    ],
)
def test_what_tells_nothing_has_no_hash(data: bytes) -> None:
    hashes = perceptual_hashes(data, PIXEL_FORMATS)
    assert hashes == ()


def test_transparency_is_white() -> None:
    layer = SCENES[0].convert("RGBA")
    layer.putalpha(Image.linear_gradient("L").resize(layer.size))
    white = Image.new("RGB", layer.size, "white")
    white.paste(layer, mask=layer)
    assert found(print_of(layer, encoded(layer, "PNG")), print_of(white, encoded(white, "PNG")))


def test_hashes_are_hexadecimal() -> None:
    hashes = perceptual_hashes(encoded(SCENES[0]), PIXEL_FORMATS)
    assert len(hashes) == len(INSETS)
    assert all(len(one) == 64 and int(one, 16) >= 0 for one in hashes)


@pytest.mark.parametrize(
    ("printed", "shared"),
    [
        ("260301-A-AB123-1001", "260301-A-AB123-1001"),
        ("260301-a-ab123-1001", "260301-A-AB123-1001"),
        ("260301-A-AB123-1001-US", "260301-A-AB123-1001"),
        ("VIRIN: 260301-Z-KT448-042", "260301-Z-KT448-042"),
        ("IS2016-0012-03", "IS2016-0012-03"),
        ("NH  12345", "NH 12345"),
        ("20260101RAN8100087_010", "20260101RAN8100087_010"),
        ("Photo 12", None),
        ("", None),
        ("9" * 200, None),
    ],
)
def test_image_numbers(printed: str, shared: str | None) -> None:
    assert same_identifier(printed) == shared


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://m.example/1/-1/0/260304-Z-KT448-1042.JPG", "260304-Z-KT448-1042"),
        ("https://m.example/260304-z-kt448-1042-1024x683.jpg", "260304-Z-KT448-1042"),
        ("https://m.example/260304_Z_KT448_1042-scaled.jpg", "260304-Z-KT448-1042"),
        ("https://m.example/styles/large/hs2026-0112-07.jpg?itok=1", "HS2026-0112-07"),
        ("https://m.example/2026-03-04/photo-1042.jpg", None),
        ("https://m.example/p.jpg?ref=260304-Z-KT448-1042", None),
        ("http://[broken/260304-Z-KT448-1042.jpg", None),
    ],
)
def test_image_numbers_in_addresses(url: str, number: str | None) -> None:
    assert identifier_in_address(url) == number
