from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.names import better_spelling, folded, organization, person_key

NAMES = st.text(max_size=40)


@pytest.mark.parametrize(
    "spellings",
    [
        (
            "USAF",
            "US Air Force",
            "U.S. Air Force",
            "The U. S. Air Force",
            "United States AIR FORCE",
        ),
        ("DoD", "DOD", "Department of Defense", "U.S. Department of Defense", "Pentagon"),
        ("USMC", "U.S. Marines", "United States Marine Corps", "US Marine Corps"),
        ("AFP", "Agence France-Presse", "agence france presse"),
        ("AP", "The Associated Press", "AP Photo"),
        ("Forces armées canadiennes", "CAF", "Canadian Armed Forces"),
        ("IDF Spokesperson", 'דובר צה"ל', "דובר צה״ל"),
        ("Armée de l’Air", "ARMEE DE L'AIR", "French Air Force"),
        ("Müller & Söhne", "muller sohne"),
    ],
)
def test_one_organization(spellings: tuple[str, ...]) -> None:
    assert len({organization(name).key for name in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.S. Army", "U.S. Army Reserve"),
        ("U.S. Air Force", "Air Force"),
        ("Royal Navy", "Royal Canadian Navy"),
        ("Ministry of Defence", "UK Ministry of Defence"),
        ("EPA", "EPA-EFE"),
        ("Defense News", "DefenseNews"),
    ],
)
def test_organizations_apart(one: str, other: str) -> None:
    assert organization(one).key != organization(other).key


def test_a_known_organization_has_its_name_an_unknown_one_none() -> None:
    assert organization("USN") == ("us navy", "U.S. Navy")
    assert organization("45e Nord") == ("45e nord", None)


def test_every_entry_leads_to_its_name() -> None:
    source = files("archive.names").joinpath("organizations.toml").read_text(encoding="utf-8")
    for shown, spellings in tomllib.loads(source)["organizations"].items():
        assert spellings, shown
        for name in (shown, *spellings):
            assert organization(name) == (folded(shown), shown)


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("Jané Doe", "jane doe"),
        ("JANE DOE", "jane doe"),
        ("Doe, Jane", "jane doe"),
        ("Sgt. Jane Doe", "jane doe"),
        ("Staff Sgt. Jane Doe", "jane doe"),
        ("Mass Communication Specialist 2nd Class Jane Doe", "jane doe"),
        ("Lt. Col. Jane Doe", "jane doe"),
        ("J. R. Ewing", "jr ewing"),
        ("J.R. Ewing", "jr ewing"),
        ("John A. Smith", "john a smith"),
        ("Sammy Davis, Jr.", "sammy davis jr"),
        ("Major Doe", "major doe"),  # too short to take a rank off
        ("Søren Ærø-Łukasz", "soren aero lukasz"),
        ("Πέτρος ΠΑΠΠΆΣ", "πετροσ παππασ"),
        ("Олексій Їжак", "олексіи іжак"),
        ("山田が太郎", "山田が太郎"),
        ("O’Neil", "oneil"),
        ("Madonna", "madonna"),
        ("...", "..."),
    ],
)
def test_persons(printed: str, key: str) -> None:
    assert person_key(printed) == key


def test_spellings_to_show() -> None:
    names = ["JANE DOE", "Jane Doe", "Jané Doe", "jane doe"]
    for one in names:
        for other in names:
            assert better_spelling(one, other) == better_spelling(other, one)
    assert better_spelling("JANE DOE", "Jane Doe") == "Jane Doe"
    assert better_spelling("Jane Doe", "Jané Doe") == "Jané Doe"


@settings(max_examples=150)
@given(NAMES, NAMES, NAMES)
def test_which_spelling_is_better_does_not_hang_on_the_order(a: str, b: str, c: str) -> None:
    assert better_spelling(a, better_spelling(b, c)) == better_spelling(better_spelling(a, b), c)


@settings(max_examples=150)
@given(NAMES)
def test_folding_is_done_once(name: str) -> None:
    assert folded(folded(name)) == folded(name)
    assert folded(name.upper()) == folded(name.lower()) or not name.isascii()
    person_key(name)
    organization(name)
