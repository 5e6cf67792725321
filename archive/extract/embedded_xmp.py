"""XMP: the packet of RDF in which today's programs keep IPTC's fields.

Sources: XMP Specification part 1 (ISO 16684-1), sections 7 (serialisation) and 8.2.2.4 (language
alternatives: ``x-default`` first); IPTC Photo Metadata Standard 2024.1 for the properties.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING

from defusedxml import (  # type: ignore[import-untyped]  # has no types
    DefusedXmlException,
    ElementTree,
)
from lxml import etree

from archive.extract.embedded_block import Block, clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
_PLUS = "{http://ns.useplus.org/ldf/xmp/1.0/}"
_EXT = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"

_LARGEST = 16 * 1024 * 1024
_DATE = re.compile(
    r"(\d{4})(?:-(\d{2})(?:-(\d{2})"
    r"(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?"
    r"(?:Z|[+-]\d{2}:\d{2})?)?)?)?"
)


def read_xmp(packet: bytes) -> Block:
    """Read an XMP packet.

    A packet that is not well-formed is read as far as it goes. One with a document type
    declaration is not read: XMP has none, and entity bombs need one.

    Args:
        packet: the packet as it stands in the file, in any Unicode encoding, padding included.

    Returns:
        What it says; an empty block where nothing can be read.
    """
    root = _parse(packet)
    if root is None:
        return Block()
    properties = _Properties(tuple(_descriptions(root)))
    return Block(
        creators=tuple(properties.texts(_DC + "creator")),
        credit_line=properties.text(_PHOTOSHOP + "Credit"),
        source=properties.text(_PHOTOSHOP + "Source"),
        copyright_notice=properties.text(_DC + "rights"),
        caption=properties.text(_DC + "description"),
        headline=properties.text(_PHOTOSHOP + "Headline"),
        date_created=_date(properties.text(_PHOTOSHOP + "DateCreated")),
        instructions=properties.text(_PHOTOSHOP + "Instructions"),
        web_statement=properties.text(_RIGHTS + "WebStatement"),
        licensor_url=properties.text(_PLUS + "Licensor", _PLUS + "LicensorURL"),
        digital_source_type=properties.text(_EXT + "DigitalSourceType"),
        references=tuple(
            text
            for name in (_PHOTOSHOP + "TransmissionReference", _DC + "title")
            if (text := properties.text(name)) is not None
        ),
        supplier_id=properties.text(_PLUS + "ImageSupplierImageID"),
    )


def _parse(packet: bytes) -> Element | None:
    packet = packet.strip(b"\x00 \t\r\n")
    if not packet or len(packet) > _LARGEST:
        return None
    for attempt in (bytes, _recovered):
        try:
            root: Element = ElementTree.fromstring(attempt(packet), forbid_dtd=True)
        except DefusedXmlException:
            return None
        except (ElementTree.ParseError, ValueError, LookupError):
            # the last two: an encoding that is unknown, or not the declared one
            continue
        return root
    return None


def _recovered(packet: bytes) -> bytes:
    """What lxml makes of a packet that is not well-formed: torn, or with a stray ``&``.

    Raises:
        ValueError: nothing can be made of it.
    """
    if b"<!DOCTYPE" in packet.replace(b"\x00", b""):
        msg = "a document type declaration"
        raise ValueError(msg)
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        return etree.tostring(etree.fromstring(packet, parser))
    except (etree.XMLSyntaxError, TypeError) as error:  # TypeError: there is no root to write
        raise ValueError(str(error)) from error


def _descriptions(root: Element) -> Iterator[Element]:
    """The ``rdf:Description`` elements of the packet; ``rdf:RDF`` is the root or below it."""
    stack = [root]
    while stack:
        element = stack.pop()
        if element.tag == _RDF + "RDF":
            yield from (child for child in element if child.tag == _RDF + "Description")
        else:
            stack.extend(child for child in element if isinstance(child.tag, str))


@dataclass(frozen=True)
class _Properties:
    """The properties of one resource, spread over any number of descriptions."""

    descriptions: tuple[Element, ...]

    def text(self, name: str, field: str | None = None) -> str | None:
        """The first text of a property, or of a field of the structures it holds."""
        return next(self.texts(name, field), None)

    def texts(self, name: str, field: str | None = None) -> Iterator[str]:
        for description in self.descriptions:
            if field is None and (text := clean(description.attrib.get(name, ""))) is not None:
                yield text
            for element in description:
                if element.tag != name:
                    continue
                for raw in _values(element) if field is None else _fields(element, field):
                    if (text := clean(raw)) is not None:
                        yield text


def _values(element: Element) -> Iterator[str]:
    """The texts of a property: plain, a URI in ``rdf:resource``, or the items of an array."""
    yield element.attrib.get(_RDF + "resource", "")
    yield element.text or ""
    for array in element:
        if array.tag == _RDF + "Alt":
            items = sorted(array, key=_is_other_language)
        elif array.tag in {_RDF + "Seq", _RDF + "Bag"}:
            items = list(array)
        else:
            continue
        for item in items:
            yield item.attrib.get(_RDF + "resource", "")
            yield item.text or ""


def _is_other_language(item: Element) -> bool:
    return item.attrib.get(_XML + "lang", "").lower() != "x-default"


def _fields(element: Element, field: str) -> Iterator[str]:
    """A field of the structures within a property, written as attribute or as element."""
    stack = [element]
    while stack:
        inner = stack.pop(0)
        yield inner.attrib.get(field, "")
        if inner.tag == field:
            yield from _values(inner)
        stack.extend(child for child in inner if isinstance(child.tag, str))


def _date(text: str | None) -> str | None:
    """A date of XMP part 1, section 8.2.1.2, as it stands; None where it is none."""
    match = _DATE.fullmatch(text or "")
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        date(year, month or 1, day or 1)
        time(hour, minute, second)
    except ValueError:
        return None
    return match[0]
