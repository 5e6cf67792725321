"""Made-up photos can be opened, and no two of them are the same picture."""

from __future__ import annotations

from itertools import combinations

from archive.intake import photo_facts
from archive.likeness.compare import Print, alike
from tests.benchmarks.photos import Drawing


def test_each_name_has_a_picture_of_its_own() -> None:
    drawing = Drawing(1)
    files = [drawing.photo(f"/photos/{number}.jpg") for number in range(6)]
    assert files[3] == drawing.photo("/photos/3.jpg")
    facts = [photo_facts(file) for file in files]
    assert {(one.embedded.width, one.embedded.height) for one in facts} == {(1200, 800)}
    assert {one.embedded.creators for one in facts} == {("Jonas Keller",)}
    assert all(100_000 < len(file) < 200_000 for file in files)
    prints = [Print.of(one.perceptual_hashes, 1200, 800) for one in facts]
    assert not any(alike(one, other) for one, other in combinations(prints, 2))
