"""Credits that follow the caption's last word with nothing but a space between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from archive.extract.credit import evidence
from archive.extract.credit.found import LONGEST, Found, cut, is_described
from archive.extract.credit.grammar import read
from archive.extract.credit.lexicon import COURTESY, LABEL, PUBLIC, RANKS, lexicon
from archive.extract.credit.names import has_given_name, is_person, name
from archive.extract.credit.sentences import WIDE_CLOSING
from archive.extract.credit.tokens import Token, tokenize
from archive.extract.credit.words import DASHES, FOR, is_plain_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archive.extract.credit.reading import Reading

_NAMESAKES: Final = frozenset({"bloomberg", "getty", "rex"})
"""Agencies that are called as people are."""
_STATE_CODE: Final = 2
_FEWEST: Final = 2
"""Words of a name that only its capitals show."""
_MOST: Final = 6
"""No party in front of a slash has more words than this."""
_LEADING: Final = ("leads-to-name", "title", "before-place")
"""Words behind which a name is the caption's."""
_TOPICS: Final = frozenset({"unit", "unnamed", "company"})
"""Bodies that with no person beside them are what the picture shows: two ships."""
_MOST_NAMES: Final = 4
_LONGEST_RANK: Final = 5


def tied(text: str, begin: int, end: int) -> Iterator[Found]:
    """A party, a slash and more of the credit: "… frontline AFP / NAME", "… NAME / AFP"."""
    window = max(begin, end - LONGEST)
    tokens = tokenize(text[window:end])
    for at, token in enumerate(tokens):
        start = _party_before(tokens, at) if token.text == "/" else None
        if token.text in DASHES and token.gap:
            start = _publisher_before(tokens, at)
        if not start:
            continue
        before = tokens[start - 1]
        if before.dot or (before.kind == "mark" and before.text != ","):
            continue
        first = window + tokens[start].start
        reading = read(text[first:end], whole=True)
        # Behind a comma, others than agencies go on with the caption: "…, HMS Belmare/NATO".
        listed = before.text == "," and not evidence.is_licensed(reading)
        if not listed and evidence.is_strong(reading) and reading.parties > 1:
            yield cut(text, (begin, first), (first, end), reading)


def shouted(text: str, begin: int, end: int) -> Iterator[Found]:
    """A name in capitals behind a caption in small letters: "… the frontline JANE HOLT"."""
    window = max(begin, end - LONGEST)
    tokens = tokenize(text[window:end])
    start = _capitals(tokens, len(tokens))
    if not start or tokens[start - 1].kind == "mark" or not tokens[start - 1].gap:
        return
    first = window + tokens[start].start
    reading = read(text[first:end], whole=True)
    if evidence.is_plain_name(reading, text[first:end]) and is_person(text[first:end]):
        yield cut(text, (begin, first), (first, end), reading)


def _publisher_before(tokens: Sequence[Token], stop: int) -> int | None:
    """Give where the agency, medium or platform begins that ends at ``stop``."""
    for at in range(max(0, stop - _MOST), stop):
        entry = lexicon().match(tokens, at, evidence.PUBLISHERS)
        if entry is not None and at + len(entry.words) == stop and tokens[at].gap:
            return at
    return None


def _party_before(tokens: Sequence[Token], stop: int) -> int | None:
    """Give where the body or the name begins that ends at ``stop``; None where neither does."""
    publisher = _publisher_before(tokens, stop)
    if publisher is not None:
        return publisher
    start = _capitals(tokens, stop)
    return _given(tokens, stop) if start is None else _with_rank(tokens, start)


def _given(tokens: Sequence[Token], stop: int) -> int | None:
    """Give where a known given name begins the name that ends at ``stop``, in front of a slash."""
    for start in range(max(1, stop - _MOST_NAMES), stop - 1):
        named = tokens[start].gap and has_given_name(tokens[start].text)
        if named and name(tokens[start:stop]) == stop - start:
            return None if _leads_on(tokens, start) else start
    return None


def _leads_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word before belongs to the name, or the name to the caption's sentence."""
    fold, words = tokens[at - 1].fold, lexicon()
    ranked = _with_rank(tokens, at) < at
    return ranked or words.is_a("leads-to-name", fold) or words.is_a("title", fold)


def _capitals(tokens: Sequence[Token], stop: int) -> int | None:
    """Give where a name in capitals begins that ends at ``stop``, small letters before it."""
    start = stop
    while start and stop - start < _MOST and _is_shouted(tokens[start - 1]):
        start -= 1
    size = stop - start
    if size < _FEWEST or not start or name(tokens[start:stop]) != size:
        return None
    return start if tokens[start].gap and not tokens[start - 1].text.isupper() else None


def _is_shouted(token: Token) -> bool:
    return token.kind == "word" and token.text.isupper() and (token.initial or not token.dot)


def _with_rank(tokens: Sequence[Token], start: int) -> int:
    """Give where the rank begins that ends at ``start``; ``start`` without one."""
    for at in range(max(0, start - _LONGEST_RANK), start):
        entry = lexicon().match(tokens, at, RANKS)
        if entry is not None and at + len(entry.words) == start:
            return at
    return start


def run_on(text: str, begin: int, end: int) -> Iterator[Found]:
    """A known agency, or a given name and a surname tied to a body."""
    window = max(begin, end - LONGEST)
    tokens = tokenize(text[window:end])
    if not tokens or (tokens[-1].dot and not tokens[-1].initial):
        return
    for at in range(1, len(tokens)):
        start = window + tokens[at].start
        if not _may_run_on(tokens, at, text[start:end]):
            continue
        reading = read(text[start:end], whole=True)
        apart = _changes_script(tokens[at - 1], tokens[at])
        behind_name = tokens[at - 1].capital and not apart
        if _runs_on(reading, tokens[at:], behind_name=behind_name):
            yield cut(text, (begin, start), (start, end), reading)


def _may_run_on(tokens: Sequence[Token], at: int, tail: str) -> bool:
    """Whether a credit may begin at a word: none where the word before it leads to a name."""
    before, token = tokens[at - 1], tokens[at]
    parted = before.kind == "mark" and not _changes_script(before, token)
    if not (token.capital and token.gap) or before.dot or parted:
        return False
    if before.capital and is_plain_word(token):
        return False  # "… the Belmare Islands Forum"
    if token.caseless and before.caseless:
        return False  # nothing shows that the sentence does not go on
    if token.kind == "cjk" and "/" in tail:
        return False  # no name: scripts without capitals show none
    if any(lexicon().is_a(kind, before.fold) for kind in _LEADING) or _leads_on(tokens, at):
        return False
    namesake = token.fold in _NAMESAKES and lexicon().is_a("given-name", before.fold)
    # "… over Belmare Plain JANE HOLT/EBC"
    shouted = tail[len(token.text) :].isupper() and not token.text.isupper()
    return not (namesake or shouted or is_described(tail))


def _changes_script(before: Token, token: Token) -> bool:
    """Whether Latin letters follow a Chinese or Japanese caption: "…（東京） Jane Holt/AGENCY"."""
    return token.kind == "word" and (before.kind == "cjk" or before.text in WIDE_CLOSING)


def _runs_on(reading: Reading, tokens: Sequence[Token], *, behind_name: bool) -> bool:
    """Whether a tail is a credit though no mark parts it from the caption.

    Behind a capitalised word, which may be the first of a name, the tail must be as short as a
    credit can be: one agency, or a given name and a surname tied to one.
    """
    if not evidence.is_strong(reading):
        return False
    agency = "agency" in reading.kinds()
    if _thanks(tokens):
        return reading.parties > 0
    if "service-photo" in reading.signs or (agency and not reading.creators):
        return "service-photo" in reading.signs or _are_agencies(reading, behind_name=behind_name)
    if not reading.creators and ("label" in reading.signs or reading.kinds() <= _TOPICS):
        return False
    slash = next((at for at, t in enumerate(tokens) if t.text == "/"), None)
    if slash is None:
        client = not FOR.isdisjoint(_folds(tokens))
        return _is_signed(reading, tokens) and (client or not behind_name)
    return not behind_name or _is_shortest(reading, tokens, slash)


def _thanks(tokens: Sequence[Token]) -> bool:
    """Whether a tail opens with thanks: "… the assembly hall Courtesy Example Aerospace"."""
    words = lexicon()
    at = int(words.match(tokens, 0, LABEL) is not None)
    entry = words.match(tokens, at, COURTESY) if at < len(tokens) else None
    return entry is not None and at + len(entry.words) < len(tokens)


def _is_shortest(reading: Reading, tokens: Sequence[Token], slash: int) -> bool:
    """Whether what stands in front of a slash is one party, and not a word longer."""
    before = " ".join(t.text for t in tokens[:slash])
    service = any(o.name == before and o.kind in PUBLIC for o in reading.organizations[:1])
    if service or has_given_name(tokens[0].text):
        return True
    words = sum(t.capital and not t.initial for t in tokens[:slash])
    behind = " ".join(t.text for t in tokens[slash + 1 :])
    return words == 1 + any(o.name in behind for o in reading.organizations[-1:])


def _are_agencies(reading: Reading, *, behind_name: bool) -> bool:
    """Whether bodies are agencies that the lexicon has, and no letters that a place ends in."""
    bodies = reading.organizations
    if not bodies[0].known or not behind_name:
        return bodies[0].known
    # "Harrisburg PA" is no agency's picture.
    code = len(bodies[0].name) <= _STATE_CODE and bodies[0].name != "AP"
    tied = "via" in reading.signs and all(body.kind == "agency" for body in bodies)
    return tied or (not code and len(bodies) == 1)


def _is_signed(reading: Reading, tokens: Sequence[Token]) -> bool:
    """Whether a known given name opens the tail, and an agency closes it: "Jane Holt, AGENCY"."""
    one = len(reading.creators) == len(reading.organizations) == 1
    given = lexicon().is_a("given-name", tokens[0].fold)
    tied = "agency" in reading.kinds() or (
        "medium" in reading.kinds() and not FOR.isdisjoint(_folds(tokens))
    )
    return one and given and tied and reading.organizations[0].known


def _folds(tokens: Sequence[Token]) -> set[str]:
    return {token.fold for token in tokens}
