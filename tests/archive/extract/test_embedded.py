"""Embedded metadata: what is read, and from which block."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from archive.extract.embedded import read_embedded
from archive.extract.embedded_block import decode
from archive.extract.embedded_iim import read_iim
from archive.extract.embedded_xmp import read_xmp
from tests.archive.extract.images import CAPTION, exif_of, iim, jpeg, packet, save
from tests.newsroom import stamp

if TYPE_CHECKING:
    from archive.model import EmbeddedMetadata


def test_iim_fields() -> None:
    records = iim(
        by_line=["Sgt. Ada Quill", "Cpl. Bo Ferrante"],
        credit="U.S. Army",
        source="Digital",
        copyright_notice="Public Domain",
        caption=CAPTION,
        headline="Arsenal day",
        date_created="20260304",
        time_created="101500-0500",
        instructions="Released",
        transmission_reference="260304-A-AQ123-1004",
    )
    found = read_embedded(jpeg(records=records))
    assert (found.format, found.width, found.height) == ("JPEG", 6, 4)
    assert found.creators == ("Sgt. Ada Quill", "Cpl. Bo Ferrante")
    assert found.credit_line == "U.S. Army"
    assert found.source == "Digital"
    assert found.copyright_notice == "Public Domain"
    assert found.caption == CAPTION
    assert found.headline == "Arsenal day"
    assert found.date_created == "2026-03-04T10:15:00-05:00"
    assert found.instructions == "Released"
    assert found.identifier == "260304-A-AQ123-1004"


def assert_xmp_fields(found: EmbeddedMetadata) -> None:
    assert found.creators == ("Jakub Wrona", "Ilse Vermeer")
    assert found.copyright_notice == "2026 Jakub Wrona"
    assert found.caption == "A radio set"
    assert found.credit_line == "Getty Images"
    assert found.source == "Getty Images Europe"
    assert found.headline == "Quiet Heron"
    assert found.date_created == "2026-02-05T11:42"
    assert found.instructions == "Editorial use only"
    assert found.web_statement == "https://licences.example/eula?a=1&b=2"
    assert found.licensor_url == "https://licences.example/buy"
    assert found.digital_source_type is not None
    assert found.digital_source_type.endswith("/negativeFilm")
    assert found.identifier == "2260418"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_xmp_fields_in_every_format(kind: str) -> None:
    found = read_embedded(save(kind))
    assert found.format == kind
    assert_xmp_fields(found)


def test_xmp_written_as_attributes() -> None:
    xmp = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
      xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
      xmlns:p="http://ns.adobe.com/photoshop/1.0/" p:Credit="Forsvaret" p:DateCreated="2026-02"/>
      <rdf:Description xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"><plus:Licensor><rdf:Seq>
      <rdf:li><rdf:Description plus:LicensorURL="https://licences.example/"/></rdf:li>
      </rdf:Seq></plus:Licensor></rdf:Description></rdf:RDF></x:xmpmeta>"""
    block = read_xmp(xmp)
    assert block.credit_line == "Forsvaret"
    assert block.date_created == "2026-02"
    assert block.licensor_url == "https://licences.example/"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_xmp_in_unicode_encodings(encoding: str) -> None:
    text = packet().decode().replace("Jakub", "Łukasz")
    assert read_xmp(text.encode(encoding)).creators[0] == "Łukasz Wrona"


def test_first_language_stands_in_for_x_default() -> None:
    xmp = stamp.xmp({"dc:description": {"de": "Ein Funkgerät", "fr": "Une radio"}})
    assert read_xmp(xmp).caption == "Ein Funkgerät"


def test_exif_fields() -> None:
    exif = exif_of("Ada Quill; Bo Ferrante", "A gun", "2026:03:04 10:15:00", "-05:00")
    found = read_embedded(jpeg(exif=exif))
    assert found.creators == ("Ada Quill", "Bo Ferrante")
    assert found.caption == "A gun"
    assert found.copyright_notice == "Ada Quill; The Arsenal"
    assert found.date_created == "2026-03-04T10:15:00-05:00"


def test_exif_is_utf8_whatever_it_says() -> None:
    assert read_embedded(jpeg(exif=exif_of("Łukasz".encode()))).creators == ("Łukasz",)


@pytest.mark.parametrize(
    "description", ["OLYMPUS DIGITAL CAMERA", "SONY DSC", "DCIM\\100MEDIA\\DJI_0023.JPG", "   "]
)
def test_what_the_camera_writes_is_no_caption(description: str) -> None:
    found = read_embedded(jpeg(exif=exif_of("", description), records=iim(caption=CAPTION)))
    assert found.caption == CAPTION


@pytest.mark.parametrize("when", ["0000:00:00 00:00:00", "2026:13:04 10:15:00", "yesterday", ""])
def test_a_clock_that_was_off_gives_no_date(when: str) -> None:
    assert read_embedded(jpeg(exif=exif_of("A", "", when))).date_created is None


# --------------------------------------------------------------------------- disagreement


def test_exif_then_xmp_then_iim() -> None:
    data = jpeg(
        records=iim(by_line="From IIM", credit="Credit in IIM", headline="Headline in IIM"),
        xmp=stamp.xmp({"dc:creator": ["From XMP"], "photoshop:Credit": "Credit in XMP"}),
        exif=exif_of("From Exif"),
    )
    found = read_embedded(data)
    assert found.creators == ("From Exif",)
    assert found.credit_line == "Credit in XMP"
    assert found.headline == "Headline in IIM"


def test_iim_changed_after_xmp_goes_first() -> None:
    records = iim(credit="Corrected later")
    xmp = stamp.xmp({"photoshop:Credit": "Before"})
    stale, fresh = hashlib.md5(b"before").digest(), hashlib.md5(records).digest()
    assert read_embedded(jpeg(records=records, digest=stale, xmp=xmp)).credit_line == (
        "Corrected later"
    )
    assert read_embedded(jpeg(records=records, digest=fresh, xmp=xmp)).credit_line == "Before"
    assert read_embedded(jpeg(records=records, digest=bytes(16), xmp=xmp)).credit_line == "Before"


def test_texts_cut_off_by_iim_are_taken_whole_from_xmp() -> None:
    name = "Mass Communication Specialist 2nd Class Dana Whitlock"
    records = iim(by_line=name[:32], credit="Navy")
    xmp = stamp.xmp({"dc:creator": [name], "photoshop:Credit": "Navy and more"})
    found = read_embedded(jpeg(records=records, digest=b"x" * 16, xmp=xmp))
    assert found.creators == (name,)
    assert found.credit_line == "Navy"


# --------------------------------------------------------------------------- encodings


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("utf-8", CAPTION), ("latin-1", "Général Élodie Marchetti"), ("cp1252", "“Ready”, she said")],
)
def test_iim_encodings(encoding: str, text: str) -> None:
    assert read_iim(iim(encoding, caption=text)).caption == text


def test_undeclared_utf8_is_recognised() -> None:
    assert read_iim(stamp.dataset(2, 120, CAPTION.encode())).caption == CAPTION


def test_a_character_torn_at_the_limit_is_dropped() -> None:
    torn = "Müller-Łódź".encode()[:-1]
    assert decode(torn) == "Müller-Łód"
    assert decode("Jos\xe9".encode("latin-1")) == "José"
    assert decode("Jos\xe9".encode()[:-1], declared_utf8=True) == "Jos"


# --------------------------------------------------------------------------- dates, numbers


@pytest.mark.parametrize(
    ("day", "clock", "iso"),
    [
        ("20260304", "101500+0100", "2026-03-04T10:15:00+01:00"),
        ("20260304", "101500", "2026-03-04T10:15:00"),
        ("20260304", "256199+0100", "2026-03-04"),
        ("20260300", "", "2026-03"),
        ("20260000", "", "2026"),
        ("2026-03-04", "", "2026-03-04"),
        ("20260231", "", None),
        ("00000000", "", None),
        ("March 4", "", None),
    ],
)
def test_iim_dates(day: str, clock: str, iso: str | None) -> None:
    assert read_iim(iim(date_created=day, time_created=clock)).date_created == iso


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("2026", True),
        ("2026-03-04T10:15:00.25Z", True),
        ("2026-03-04T10:15:00+01:00", True),
        ("2026-13", False),
        ("2026-02-30", False),
        ("4 March 2026", False),
    ],
)
def test_xmp_dates(text: str, good: bool) -> None:  # noqa: FBT001  a column of the table
    found = read_xmp(stamp.xmp({"photoshop:DateCreated": text})).date_created
    assert found == (text if good else None)


@pytest.mark.parametrize(
    ("fields", "identifier"),
    [
        ({"transmission_reference": "260304-A-AQ123-1004"}, "260304-A-AQ123-1004"),
        ({"object_name": "20260304-F-AQ123-0045.JPG"}, "20260304-F-AQ123-0045"),
        ({"object_name": "260304-F-AQ123-004-US.JPG"}, "260304-F-AQ123-004-US"),
        ({"transmission_reference": "NYAG101", "object_name": "IS2016-0012-03"}, "IS2016-0012-03"),
        ({"object_name": "WT01-2017-0077-024"}, "WT01-2017-0077-024"),
        ({"caption": "260304-N-AQ123-1004 MAYPORT, Fla. A ship"}, "260304-N-AQ123-1004"),
        ({"transmission_reference": "776260418"}, None),
        ({"object_name": "1260304-A-AQ123-10045"}, None),
    ],
)
def test_identifiers(fields: dict[str, str], identifier: str | None) -> None:
    assert read_embedded(jpeg(records=stamp.iim(fields))).identifier == identifier
