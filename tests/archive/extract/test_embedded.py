"""Embedded metadata: what is read, from which block, and what damage costs."""

from __future__ import annotations

import hashlib
import io
import struct
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin, TiffImagePlugin, TiffTags

from archive.extract.embedded import ImageTooLargeError, NotAnImageError, read_embedded
from archive.extract.embedded_block import decode
from archive.extract.embedded_iim import datasets, read_iim
from archive.extract.embedded_xmp import read_xmp
from tests.newsroom import bad, stamp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archive.model import EmbeddedMetadata

CAPTION = "Łódź arsenal, 4 March. — “Ready”, she said"


def jpeg(
    *, records: bytes = b"", digest: bytes = b"", xmp: bytes = b"", exif: Image.Exif | None = None
) -> bytes:
    out = io.BytesIO()
    resources = (stamp.resource(1028, records) if records else b"") + (
        stamp.resource(1061, digest) if digest else b""
    )
    payload = b"Photoshop 3.0\0" + resources
    extra = b"\xff\xed" + struct.pack(">H", len(payload) + 2) + payload if resources else b""
    Image.new("RGB", (6, 4)).save(out, "JPEG", extra=extra, xmp=xmp, exif=exif or Image.Exif())
    return out.getvalue()


def iim(encoding: str = "utf-8", **fields: str | Sequence[str]) -> bytes:
    return stamp.iim(fields, encoding)


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


XMP: Mapping[str, str | Sequence[str] | Mapping[str, str]] = {
    "dc:creator": ["Jakub Wrona", "Ilse Vermeer"],
    "dc:rights": "2026 Jakub Wrona",
    "dc:description": {"de": "Ein Funkgerät", "x-default": "A radio set", "fr": "Une radio"},
    "photoshop:Credit": "Getty Images",
    "photoshop:Source": "Getty Images Europe",
    "photoshop:Headline": "Quiet Heron",
    "photoshop:DateCreated": "2026-02-05T11:42",
    "photoshop:Instructions": "Editorial use only",
    "xmpRights:WebStatement": "https://licences.example/eula?a=1&b=2",
    "Iptc4xmpExt:DigitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/negativeFilm",
    "plus:ImageSupplierImageID": "2260418",
}


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


def packet() -> bytes:
    return stamp.xmp(XMP, licensor="https://licences.example/buy")


def save(kind: str) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (6, 4))
    if kind == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", packet().decode())
        image.save(out, kind, pnginfo=info)
    elif kind == "TIFF":
        directory = TiffImagePlugin.ImageFileDirectory_v2()
        directory[700] = packet()
        directory.tagtype[700] = TiffTags.BYTE
        image.save(out, kind, tiffinfo=directory)
    else:
        image.save(out, kind, xmp=packet())
    return out.getvalue()


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


def exif_of(
    artist: str | bytes = "", description: str = "", when: str = "", offset: str = ""
) -> Image.Exif:
    exif = Image.Exif()
    exif[0x013B] = artist
    exif[0x010E] = description
    exif[0x8298] = "Ada Quill\0The Arsenal"
    inner = exif.get_ifd(0x8769)
    inner[0x9003] = when
    inner[0x9011] = offset
    return exif


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


# --------------------------------------------------------------------------- damage


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
