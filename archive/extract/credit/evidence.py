"""How well a text must read as a credit, by where it stands. Precision goes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from archive.extract.credit import edges
from archive.extract.credit.bodies import ARTICLES, ends_as_body, kind_of
from archive.extract.credit.grammar import read
from archive.extract.credit.lexicon import PUBLIC, RANKS, lexicon
from archive.extract.credit.names import has_given_name, is_person
from archive.extract.credit.reading import Organization
from archive.extract.credit.sentences import sentence_starts
from archive.extract.credit.signs import tells_places
from archive.extract.credit.tokens import is_caseless, tokenize

if TYPE_CHECKING:
    from archive.extract.credit.edges import Span
    from archive.extract.credit.reading import Reading
    from archive.extract.credit.tokens import Token

NAMED: Final = frozenset({"agency", "medium", "platform", "us", "state", "company", "unit"})
"""Kinds of bodies that credits name."""
PUBLISHERS: Final = frozenset({"agency", "medium", "platform"})
"""Kinds of bodies that are seldom the topic of a picture."""
MOST_ASIDE: Final = 6
"""More words than this behind a dash make a sentence of it."""
_MOST_CREATORS: Final = 4
"""More names than this are a list of the people in the picture."""
SIGNS: Final = frozenset({"courtesy", "crown", "public-domain"})
"""Signs that need no party beside them."""
_LONGEST_INITIALS: Final = 5
"""Letters of a paper's short name, no more."""
_FEW: Final = 2
"""So many unread words may trail a body's name: "… Flickr stream"."""
_SOME: Final = 5
_SHORT: Final = 120
"""A credit with words on it ("Jane Holt, who was there") has no more of them, no more letters."""
_ALLIANCES: Final = frozenset({"nato", "otan", "onu", "un", "eu", "ue", "оон", "нато"})
"""Captions put them in brackets behind what they are a part of."""
_LONGEST_BODY: Final = 6
"""More spaces than these make a sentence of a body's name."""
_LONGEST_PLACE: Final = 6
"""Words of a place and of what leads to it, no more."""
_LONGEST_HOLDER: Final = 60
_LONGEST_OFFICE: Final = 200
_MOST_OF_HOLDER: Final = 5
_PARTING: Final = frozenset("/|,;©([–—-=＝:・·")
_WINDOW: Final = 700


def reads_as_labelled(reading: Reading) -> bool:
    """Behind a label a name is enough."""
    if not (reading.parties or reading.signs & (SIGNS | {"licence", "capture"})):
        return False
    trailing = reading.first_loose is not None and reading.first_loose >= reading.end
    few = reading.loose <= _FEW and trailing and bool(reading.kinds() & NAMED)
    return reading.loose == 0 or few


def take_holder(reading: Reading, text: str) -> bool:
    """Behind a ©, or a colon where a slash parts two names, a few words are whoever it names.

    Where the grammar could read none of them, they are one unknown body, which is added to the
    reading: "© UC Global", "Credit: jo/mashable".

    Returns:
        Whether the words are a holder's.
    """
    if reading.signs & SIGNS or not reading.loose or len(text) > _LONGEST_HOLDER:
        return False
    if any(sentence_starts(text, 0, len(text))):
        return False
    words = [token for token in tokenize(text) if token.kind != "mark"]
    named = any(char.isalpha() for char in text)
    if not named or len(words) > _MOST_OF_HOLDER or text[-1] in "!?:":
        return False
    if not reading.parties:
        begin, end = edges.credit(text, 0, len(text))
        reading.add_organization(Organization(text[begin:end], "unnamed"), end)
    return True


def opens_as_credit(reading: Reading, text: str) -> bool:
    """Behind a sure label, with a caption before it: a party first, then a few words on it."""
    if not reading.parties or reading.first_loose is None:
        return False
    return (
        reading.first_party < reading.first_loose
        and reading.loose <= _SOME
        and len(text) <= _SHORT
        and not any(sentence_starts(text, 0, len(text)))
    )


def is_unshown(reading: Reading) -> bool:
    """Whether nothing but their place shows persons: no capital, no rank, no body that is known.

    Of any few words of a sentence scripts without capitals could make a name.
    """
    if reading.knows_body():
        return False
    return any(is_caseless(c.name[0]) and c.rank is None for c in reading.creators)


def is_strong(reading: Reading) -> bool:
    """Signs that only credits carry."""
    if reading.loose or len(reading.creators) > _MOST_CREATORS:
        return False
    if reading.signs & SIGNS:
        return True
    if reading.signs & {"label", "handle", "via"} and (reading.creators or reading.organizations):
        return not reading.signs & {"join"} or bool(reading.kinds() & NAMED)
    if is_licensed(reading) or reading.signs & {"licence", "copyright"}:
        return reading.parties > 0
    if not reading.kinds() & NAMED:
        return False
    return (bool(reading.creators) and not is_unshown(reading)) or (
        len(reading.organizations) > 1 and "join" not in reading.signs
    )


def is_for_something(reading: Reading) -> bool:
    """Whether what "for" ties is neither a person nor a known body: "das Muss für den Sommer"."""
    known = reading.knows_body()
    return "for" in reading.signs and not (known or names_person(reading))


def names_person(reading: Reading) -> bool:
    """Whether one of the creators is a person beyond doubt."""
    return any(creator.rank or is_person(creator.name) for creator in reading.creators)


def is_licensed(reading: Reading) -> bool:
    """Signs that not even a list of people and units carries."""
    return "agency" in reading.kinds() or "service-photo" in reading.signs


def is_ranked(reading: Reading) -> bool:
    """A person with a rank, and a body."""
    ranks = any(c.rank for c in reading.creators)
    return not reading.loose and ranks and bool(reading.kinds() - {"unnamed"})


def is_staffs(reading: Reading, text: str) -> bool:
    """A name, a slash and what the person is to the paper: "Jane Holt/Staff"."""
    person = len(reading.creators) == 1 and not (reading.organizations or reading.loose)
    return person and "noise" in reading.signs and "/" in text


def is_of_desk(reading: Reading, text: str) -> bool:
    """A paper's initials or its address, a slash and one name, and no more: "KT/Jane Holt"."""
    if reading.loose or reading.aside or len(reading.creators) != 1:
        return False
    body, name = next(iter(reading.organizations), None), reading.creators[0].name
    if body is None or len(reading.organizations) > 1:
        return False
    short = body.name.isupper() and body.name.isalpha() and len(body.name) <= _LONGEST_INITIALS
    apart = text.removeprefix(body.name).removesuffix(name).strip()
    return (short or tokenize(body.name)[0].site) and apart == "/" and has_given_name(name)


def is_unmistakable(reading: Reading) -> bool:
    """Signs that make a credit of a text that is nothing else."""
    if reading.loose:
        return False
    if reading.signs & SIGNS:
        return True
    published = "medium" in reading.kinds() and 0 < len(reading.creators) <= _MOST_CREATORS
    published = published and not is_unshown(reading)
    return reading.parties > 0 and (is_licensed(reading) or "licence" in reading.signs or published)


def is_signed(reading: Reading, text: str) -> bool:
    """A person and a public body or a firm, a slash between: "Bundeswehr/Jana Holt".

    A slash with blanks around it may stand between two topics too, unless a given name is there.
    """
    if reading.loose or reading.aside or "join" in reading.signs or "/" not in text:
        return False
    if not 0 < len(reading.creators) <= _FEW or not any(body.known for body in _public(reading)):
        return False
    if not reading.identifier and any(" " not in c.name and not c.rank for c in reading.creators):
        return False  # "RAF/Tornado"
    named = all(c.rank or "." in c.name or has_given_name(c.name) for c in reading.creators)
    return _public(reading) == reading.organizations and (named or " / " not in text)


def handed_on(reading: Reading, text: str) -> Reading | None:
    """Read who hands a picture on at the end of a text that is else one long name.

    "Office of the governor of … via AGENCY": names of offices may be too long and too small for
    the grammar, so that only the agency is told.
    """
    head, via, agency = text.rpartition(" via ")
    if not (via and reading.loose and head[:1].isupper()) or "," in head:
        return None
    if len(text) > _LONGEST_OFFICE or any(sentence_starts(head, 0, len(head))):
        return None
    handed = read(agency)
    if not is_one_agency(handed):
        return None
    known = [body for body in reading.organizations if body.known]
    handed.organizations[:0] = [body for body in known if body.name != agency]
    handed.signs.update(reading.signs)
    return handed


def _public(reading: Reading) -> list[Organization]:
    signing = ("us", "state", "company", "institution")
    return [body for body in reading.organizations if body.kind in signing]


def tells_office(reading: Reading, text: str) -> bool:
    """Whether a text tells of somebody what they are: "Jane Holt / Secretary General of Otter"."""
    if any(body.known for body in reading.organizations) or not reading.creators:
        return False
    return any(lexicon().is_a("office", token.fold) for token in tokenize(text))


def is_all_credit(reading: Reading, text: str) -> bool:
    """Whether nothing in an unmarked text is a caption: no long phrase, no place, no stray noun."""
    unknown = [body for body in reading.organizations if not body.known]
    if holds_sentence(reading) or tells_places(text) or _is_noun(reading, text):
        return False
    if any(body.kind == "unit" and body.name.count(" ") > _FEW for body in unknown):
        return False  # "Frigate Example Name Navy/AGENCY"
    joins = "join" in reading.signs and any(body.kind == "unnamed" for body in unknown)
    of = " of " in text and bool(unknown and reading.creators)
    if joins or (of and _PARTING.isdisjoint(text)):
        return False  # "Jane Holt of Belmarix"
    if reading.creators and reading.creators[0].rank and tokenize(text)[0].fold in ARTICLES:
        return False  # "Le lieutenant Holt, de la 13e …"
    if any(_begins_late(creator.name) for creator in reading.creators):
        return False
    apart = not _PARTING.isdisjoint(text) or reading.signs & {"via", "by", "service-photo"}
    return bool(apart) or all(has_given_name(c.name) or c.rank for c in reading.creators)


def _is_noun(reading: Reading, text: str) -> bool:
    """Whether a word that ends as agencies are called is a plain one: "Profilbild von Otter9"."""
    body = reading.organizations[0] if len(reading.organizations) == 1 else None
    agency = body is not None and body.kind == "agency" and not body.known
    whole = reading.signs == {"by"} or not (reading.creators or reading.signs)
    return agency and whole and ends_as_body(tokenize(text))


def _begins_late(name: str) -> bool:
    """Whether other words open a name, and a given name stands in it: "Fort Belmare Jane Holt"."""
    words = [token.text for token in tokenize(name)]
    late = any(has_given_name(word) for word in words[_FEW:-1])
    return late and not any(has_given_name(word) for word in words[:_FEW])


def holds_sentence(reading: Reading) -> bool:
    """Whether a body's name is too long for one: a caption that runs into the credit."""
    unknown = (body for body in reading.organizations if not body.known)
    return any(body.name.count(" ") > _LONGEST_BODY for body in unknown)


def only_body(reading: Reading) -> Organization | None:
    """Give the one body that is all of a text."""
    if reading.loose or reading.creators or len(reading.organizations) != 1:
        return None
    return reading.organizations[0]


def is_one_body(reading: Reading) -> bool:
    """One body: known, or a phrase of several words that says itself to be one."""
    body = only_body(reading)
    if body is None or body.known:
        return body is not None
    solid = body.kind not in ("unit", "unnamed", "medium")
    return solid and " " in body.name and body.name[0].isupper()


def is_one_agency(reading: Reading) -> bool:
    """Whether an agency is named, and nothing else."""
    return is_one_body(reading) and reading.kinds() == {"agency"}


def is_known_body(reading: Reading) -> bool:
    """One body that the lexicon knows, and whose initials captions do not explain."""
    body = only_body(reading)
    if body is None or not body.known:
        return False
    return body.name.casefold() not in _ALLIANCES


def is_public_body(reading: Reading) -> bool:
    """One body of a kind that lets others print its pictures, not what belongs to an alliance."""
    body = only_body(reading)
    if body is None or not is_one_body(reading):
        return False
    public = body.known or body.kind in ("us", "state", "company")
    return public and body.name.casefold() not in _ALLIANCES


def is_plain_name(reading: Reading, text: str) -> bool:
    """One person and nothing else, not even a full stop."""
    if reading.loose or reading.aside or reading.organizations or len(reading.creators) != 1:
        return False
    *words, last = tokenize(text)
    if any(word.fold.endswith("'s") for word in words):
        return False  # "Holt's Last Stand"
    return last.initial or not (last.dot or last.text in "!?:")


def is_surely_person(reading: Reading, text: str) -> bool:
    """One person whom a rank or a common given name shows."""
    if not is_plain_name(reading, text):
        return False
    return reading.creators[0].rank is not None or is_person(text)


def stands_alone(reading: Reading) -> bool:
    """A bracket of its own, behind a full stop, needs a party that is more than a word."""
    several = bool(reading.creators) or reading.parties > 1
    if is_unshown(reading):
        return False
    return not reading.loose and reading.parties > 0 and (several or bool(reading.kinds() & NAMED))


def is_about_the_scene(text: str, begin: int, end: int) -> bool:
    """Whether the words before a bracket are no name that the bracket could belong to."""
    tokens = tokenize(text[max(begin, end - _WINDOW) : end])
    if not tokens or any(t.text in "()" for t in tokens):
        return False
    last = tokens[-1]
    if not last.capital or last.kind != "word" or any(c.isdigit() for c in last.text):
        return True
    return not last.dot and _is_placed(tokens)


def _is_placed(tokens: list[Token]) -> bool:
    """Whether the text ends with a place: "in the Red Sea", "en San Sebastián"."""
    words, at = lexicon(), len(tokens) - 1
    while at and len(tokens) - at < _LONGEST_PLACE and _is_of_place(tokens[at]):
        if words.is_a("before-place", tokens[at].fold) and not tokens[at].capital:
            return at > 0
        at -= 1
    return at > 0 and words.is_a("before-place", tokens[at].fold)


def _is_of_place(token: Token) -> bool:
    """Whether a word, an article, a comma may stand in a place: "Fort Belmare, Georgia"."""
    small = token.fold in ARTICLES or lexicon().is_a("particle", token.fold)
    return token.capital or small or token.text == ","


def shows_a_thing(text: str, begin: int, end: int) -> bool:
    """Whether a scene ends with a ship, a type, a plain noun: "… lands on USS Otter".

    A body in brackets behind a person is where the person belongs ("Maj. Jane Holt (USAF)").
    """
    words, tokens = lexicon(), tokenize(text[max(begin, end - _WINDOW) : end])
    start = len(tokens)
    while start and tokens[start - 1].capital and not tokens[start - 1].dot:
        start -= 1
    things, before = tokens[start:], tokens[:start]
    scene = any(t.kind == "word" and not t.capital for t in before)
    if not scene or any(t.text in "()" for t in tokens) or kind_of(things) in PUBLIC:
        return False
    people = any(words.is_a("title", t.fold) or words.match([t], 0, RANKS) for t in things)
    return not people and any(words.is_a("not-name", t.fold) for t in things)


def is_expansion(text: str, begin: int, bracket: Span) -> bool:
    """Whether a bracket only abbreviates the words before it: "unmanned aerial vehicle (UAV)"."""
    inner = text[bracket[0] + 1 : bracket[1] - 1].strip()
    if not (inner.isalpha() and sum(c.isupper() for c in inner) * 2 > len(inner)):
        return False
    before = tokenize(text[max(begin, bracket[0] - _WINDOW) : bracket[0]])
    words = [t.text for t in before if t.kind == "word"]
    initials = iter("".join(w[0] for w in words[-2 * len(inner) :]).upper())
    return all(letter in initials for letter in inner.upper())
