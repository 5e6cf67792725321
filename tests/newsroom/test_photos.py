"""The committed photos carry what the script stamps on them."""

from __future__ import annotations

import pytest

from archive.extract.embedded import read_embedded
from tests.newsroom.make_photos import LARGEST, PRINTS, STATIC, Print, jpeg

STAMPED = {next(iter(photo.files)): photo for photo in PRINTS if photo.iim or photo.xmp}


@pytest.mark.parametrize("name", STAMPED)
def test_stamps_are_read_back(name: str) -> None:
    photo = STAMPED[name]
    found = read_embedded((STATIC / name).read_bytes())
    by_line = photo.iim.get("by_line", ())
    creators = photo.xmp.get("dc:creator", [by_line] if isinstance(by_line, str) else by_line)
    assert found.creators == tuple(creators)
    assert found.credit_line == photo.xmp.get("photoshop:Credit", photo.iim.get("credit"))
    assert found.web_statement == photo.xmp.get("xmpRights:WebStatement")
    if "caption" in photo.iim:
        assert found.caption == photo.iim["caption"]
    reference = photo.iim.get("transmission_reference", photo.iim.get("object_name", ""))
    if isinstance(reference, str) and reference.count("-") > 1:
        assert found.identifier == reference


def test_resized_copies_lose_their_stamps_as_on_most_sites() -> None:
    small = STATIC / "wp-content/uploads/2026/03/homecoming-mayport-300x200.jpg"
    assert read_embedded(small.read_bytes()).creators == ()


@pytest.mark.parametrize("photo", PRINTS[:3])
def test_the_script_still_makes_them(photo: Print) -> None:
    data = jpeg(photo.scene(), 300, photo)
    assert len(data) < LARGEST
    assert read_embedded(data).width == 300
