"""What is told to editors with a photo: kept beside the caption and the credit."""

from __future__ import annotations

import json

import pytest

from archive.extract import extract
from archive.extract.credit import find_instructions
from archive.extract.serialize import to_dict


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("Tanks roll. (AP Photo/Jane Holt) NO SALES", "NO SALES"),
        ("Tanks roll. (AP Photo/Jane Holt / NO SALES)", "NO SALES"),
        ("Tanks roll. (NO SALES)", "NO SALES"),
        (
            "Tanks roll. (EDITORIAL USE ONLY; NO SALES) (AP Photo/Jane Holt)",
            "EDITORIAL USE ONLY; NO SALES",
        ),
        ("Tanks roll. EPA/JANE HOLT LITHUANIA OUT", "LITHUANIA OUT"),
        (
            'Tanks. RESTRICTED TO EDITORIAL USE - MANDATORY CREDIT "AFP / HOLT" - NO MARKETING',
            'RESTRICTED TO EDITORIAL USE - MANDATORY CREDIT "AFP / HOLT" - NO MARKETING',
        ),
        (
            "Panzer rollen. ACHTUNG: Nur zur redaktionellen Verwendung",
            "ACHTUNG: Nur zur redaktionellen Verwendung",
        ),
        ("Tanks roll. (AP Photo/Jane Holt)", None),
        ("A soldier reads: NO SALES", None),
        ("", None),
    ],
)
def test_instructions_as_printed(printed: str, told: str | None) -> None:
    assert find_instructions(printed) == told


def _photo(figure: str, image: object) -> dict[str, object]:
    data = json.dumps({"@type": "NewsArticle", "headline": "Tanks roll", "image": image})
    page = f"""<html><head><script type="application/ld+json">{data}</script></head><body><article>
        <h1>Tanks roll</h1><p>{"The column left the town at dawn, people there said. " * 8}</p>
        {figure}<p>{"Nobody would say where it was bound, or for how long. " * 8}</p>
        </article></body></html>"""
    (photo,) = to_dict(extract(page.encode(), "https://news.example/1"))["photos"]
    assert isinstance(photo, dict)
    return photo


def test_a_photo_keeps_what_is_printed_with_it() -> None:
    printed = "Tanks on the road. (AP Photo/Jane Holt) NO SALES; GERMANY OUT"
    photo = _photo(f'<figure><img src="/a.jpg"><figcaption>{printed}</figcaption></figure>', [])
    assert photo["caption"] == "Tanks on the road."
    assert photo["credit_line"] == "AP Photo/Jane Holt"
    assert photo["instructions"] == "NO SALES; GERMANY OUT"


def test_a_photo_keeps_what_data_alone_says() -> None:
    image = {
        "@type": "ImageObject",
        "url": "https://news.example/a.jpg",
        "caption": "Tanks on the road. (EPA/JANE HOLT) EDITORIAL USE ONLY",
    }
    figure = '<figure><img src="/a.jpg"><figcaption>Tanks on the road.</figcaption></figure>'
    assert _photo(figure, image)["instructions"] == "EDITORIAL USE ONLY"


def test_most_photos_have_none() -> None:
    figure = '<figure><img src="/a.jpg"><figcaption>Tanks on the road.</figcaption></figure>'
    assert _photo(figure, [])["instructions"] is None
