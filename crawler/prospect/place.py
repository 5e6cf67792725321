"""Guesses a site's country and time zone, from its host, its language and the dates it prints."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, timedelta

_FILE = Path(__file__).with_name("places.toml")


class Country(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of ``places.toml``."""

    zones: list[str]
    languages: list[str]
    domains: list[str] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A guess.

    Attributes:
        country: ISO 3166-1 alpha-2, ``EU`` or ``INT``.
        time_zone: of IANA.
    """

    country: str
    time_zone: str


def guess_place(host: str, language: str, moments: Sequence[datetime] = ()) -> Place:
    """Where a site is written.

    The host's top-level domain goes first, then the language's countries, then any country; the
    first whose clocks show what the site's do.

    Args:
        host: its host name.
        language: BCP 47.
        moments: dates with the offsets that its feeds print. UTC says nothing: many convert to it.
    """
    told = [moment for moment in moments if moment.utcoffset()]
    for place in _places(host, language):
        zone = ZoneInfo(place.time_zone)
        if all(_offset(moment, zone) == moment.utcoffset() for moment in told):
            return place
    return next(_places(host, language))


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta | None:
    try:
        return moment.astimezone(zone).utcoffset()
    except OverflowError:  # the first or the last day there is
        return None


def _places(host: str, language: str) -> Iterator[Place]:
    top = host.rpartition(".")[2].lower()
    primary = language.partition("-")[0].lower()
    countries = _countries()
    by_domain = [code for code, country in countries.items() if top in _domains(code, country)]
    by_language = [
        code
        for rank in range(3)
        for code, country in countries.items()
        if country.languages[rank : rank + 1] == [primary]
    ]
    for code in dict.fromkeys([*by_domain, *by_language, *countries]):
        for zone in countries[code].zones:
            yield Place(code, zone)


def _domains(code: str, country: Country) -> list[str]:
    # `.co` is sold to everyone.
    return [code.lower()] if country.domains is None else country.domains


@cache
def _countries() -> dict[str, Country]:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return msgspec.convert(data, dict[str, Country])
