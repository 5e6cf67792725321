from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from archive.intake import PIXEL_FORMATS
from archive.likeness import identifier_in_address, same_identifier
from archive.likeness.compare import (
    RUN,
    Print,
    alike,
    alike_among,
    likeness_keys,
    near_keys,
    sought_runs,
)
from archive.likeness.hashing import perceptual_hashes
from archive.likeness.waves import WAVES
from tests.archive.likeness.pictures import cut, encoded, restaged, scene

if TYPE_CHECKING:
    from collections.abc import Callable

SCENES = [scene(seed) for seed in range(12)]


def print_of(picture: Image.Image, data: bytes | None = None) -> Print:
    hashes = perceptual_hashes(data or encoded(picture, quality=90), PIXEL_FORMATS)
    return Print.of(hashes, *picture.size)


PRINTS = [print_of(picture) for picture in SCENES]


def looked_up(one: Print, other: Print) -> bool:
    """Whether the index would find one's keys by the other's, in the runs it is asked for."""
    there = {
        key for key in likeness_keys(other) for run in sought_runs(one) if 0 <= key - run < RUN
    }
    return bool(near_keys(one, there))


def found(one: Print, other: Print) -> bool:
    """Whether the index would link them: it looks them up, then compares."""
    return looked_up(one, other) and alike(one, other)


@pytest.mark.parametrize(
    "change",
    [
        lambda picture: picture.resize((160, 107)),
        lambda picture: picture.resize((2400, 1600)),
        lambda picture: cut(picture, 0.02, 0.02, 0.02, 0.02),
        lambda picture: cut(picture, 0.05, 0.05, 0.05, 0.05),
        lambda picture: cut(picture, 0.03, 0, 0, 0),
        lambda picture: cut(picture, 0.05, 0, 0, 0),
        lambda picture: cut(picture, 0, 0.05, 0, 0),
        lambda picture: cut(picture, 0.05, 0, 0.05, 0),
        lambda picture: cut(picture, 0.03, 0.03, 0, 0),
        lambda picture: cut(picture, 0.05, 0.05, 0, 0),
        lambda picture: cut(picture, 0, 0, 0.04, 0.04),
        lambda picture: cut(picture, 0.05, 0, 0, 0.05),
        lambda picture: cut(picture, 0.01, 0.04, 0.03, 0.02),
        lambda picture: picture.point(lambda level: int(level * 0.8) + 20),
        lambda picture: picture.convert("L"),
    ],
)
def test_the_same_picture_is_found_from_either_side(
    change: Callable[[Image.Image], Image.Image],
) -> None:
    changed = [print_of(change(picture)) for picture in SCENES]
    there = list(map(found, PRINTS, changed))
    assert list(map(found, changed, PRINTS)) == there
    assert sum(there) >= 11


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
            assert not looked_up(one, other)


def test_one_scene_with_something_else_in_front_is_another_picture() -> None:
    staged = [print_of(restaged(picture, seed, 0.2)) for seed, picture in enumerate(SCENES)]
    assert not any(map(found, PRINTS, staged))


def test_more_than_is_cut_from_copies_makes_another_picture() -> None:
    halves = [print_of(cut(picture, 0.15, 0.15, 0, 0)) for picture in SCENES]
    assert not any(map(found, PRINTS, halves))


def test_proportions_rule_out_what_no_cut_explains() -> None:
    one = PRINTS[0]
    assert alike(one, one._replace(width=one.width * 9 // 10))
    assert alike(one, one._replace(width=one.height, height=one.width))  # stored lying down
    assert not alike(one, one._replace(width=one.width * 8 // 10))


def test_keys_are_few_and_small() -> None:
    for print_ in PRINTS:
        keys = likeness_keys(print_)
        assert sorted(key >> 62 for key in keys) == [0, 1]
        assert near_keys(print_, keys) == keys
        assert len(sought_runs(print_)) < 600
    nothing = Print.of((), 1200, 800)
    assert likeness_keys(nothing) == frozenset()
    assert sought_runs(nothing) == []
    assert near_keys(nothing, [1, 2]) == set()
    assert not alike(nothing, nothing)


def test_keys_that_only_begin_alike_are_of_other_pictures() -> None:
    """In an index of millions, dozens of keys are in the runs by chance."""
    rng = random.Random(0)
    for print_ in PRINTS:
        runs = rng.choices(sought_runs(print_), k=400)
        assert len(near_keys(print_, [run + rng.randrange(RUN) for run in runs])) < 100


def test_a_print_is_made_of_a_hash_of_today_and_a_size() -> None:
    digits = PRINTS[0].waves.hex()
    assert Print.of([digits], 1200, 800).waves == PRINTS[0].waves
    assert Print.of([digits], None, None).waves == b""
    assert Print.of(["0" * 64, "f" * 64], 1200, 800).waves == b""  # of an earlier version


@given(
    st.lists(st.binary(min_size=len(WAVES), max_size=len(WAVES)), min_size=2, max_size=2),
    st.integers(0, 200),
)
def test_likeness_does_not_depend_on_which_came_first(hashes: list[bytes], shared: int) -> None:
    one = Print(hashes[0], 600, 400)
    other = Print(hashes[0][:shared] + hashes[1][shared:], 600, 400)
    assert alike(one, other) == alike(other, one)
    if alike(one, other):
        assert looked_up(one, other)
        assert looked_up(other, one)


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
    assert len(hashes) == 1
    assert len(bytes.fromhex(hashes[0])) == len(WAVES)


@pytest.mark.parametrize(
    ("printed", "shared"),
    [
        ("260301-A-AB123-1001", "260301-A-AB123-1001"),
        ("260301-a-ab123-1001", "260301-A-AB123-1001"),
        ("260301-A-AB123-1001-US", "260301-A-AB123-1001"),
        ("20260301-A-AB123-1001", "260301-A-AB123-1001"),
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


def test_many_are_compared_as_each_by_itself() -> None:
    cuts = [print_of(cut(picture, 0.03, 0, 0.02, 0)) for picture in SCENES[:3]]
    others = [*PRINTS, *cuts, *(print_._replace(width=print_.height) for print_ in cuts)]
    for one in (PRINTS[0], cuts[1], Print.of((), 1200, 800)):
        alone = {number for number, other in enumerate(others) if alike(one, other)}
        assert alike_among(one, enumerate(others)) == alone
    assert alike_among(cuts[1], enumerate(PRINTS)) == {1}
