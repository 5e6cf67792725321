"""Credits at the end of a caption that no label introduces. Each function is one place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from archive.extract.credit import edges, evidence
from archive.extract.credit.found import LONGEST, WINDOW, Found, bracketed, cut, is_described
from archive.extract.credit.grammar import read
from archive.extract.credit.labels import past_label
from archive.extract.credit.lexicon import LABEL, ORGANIZATIONS, lexicon
from archive.extract.credit.names import has_given_name
from archive.extract.credit.sentences import (
    WIDE_CLOSING,
    ends_sentence,
    seams,
    sentence_starts,
    starts,
)
from archive.extract.credit.signs import last_sign
from archive.extract.credit.tokens import tokenize
from archive.extract.credit.wording import POSITIONS
from archive.extract.credit.words import DASHES, TAKEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.extract.credit.reading import Reading

_SEPARATOR: Final = re.compile(
    r"\s+//?\s*|\s+(?:--|[|/–—•·-])\s+|\s+(?:--|[–—])|\s*[|＝／]\s*|\n+\s*|\s{3,}|[、，]"
    r"|(?<=\w\w[.!。])(?:/|[–—-]+)\s*"  # "… at the base.—AGENCY"
    r"|(?:(?<=\.\d)|(?<=\.\d\d))/(?=[^\W\d_])"  # "… 2024.5.13/AGENCY"
    r"|(?<=[.!?۔।])[–—]\s*"
    r"|(?<=[)）])=(?=[\u4e00-\u9fff])"  # "…(東京都で)=山田太郎撮影"
    # "… on August 28-Jane Holt"
    r"|(?<=\d)[-–—](?=[^\W\d_][^\W\d_A-Z]+\s[^\W\d_][^\W\d_A-Z]+(?:/|$))"
)
_BLANKS: Final = re.compile(r"\s+")
_LONGEST_SIGNED: Final = 40
"""Characters of an agency, its reporters, and the word for having taken it."""
_INITIALS: Final = re.compile(r"[^\W\d_]{2,6}")
_END: Final = re.compile(r"[.!?]\s")
_SHORT_HEADING: Final = 2
_NAME: Final = 2
_LISTING: Final = 20
"""Characters of a bracket that says how the persons in the picture are listed."""
_LONGEST_NOUN: Final = 3
"""Words of a label: "Satellite image"."""
_QUOTES: Final = frozenset("‘'‚").union(*edges.QUOTATION.values())
_CLOSING_QUOTES: Final = frozenset("’'").union(edges.QUOTATION)
_JOIN_OR_BODY: Final = frozenset({"join"}) | ORGANIZATIONS
_LONGEST_TOPIC: Final = 5
"""Capitalised words, no more, in front of a slash: a thing or a person, and no scene."""
_HONORIFICS: Final = frozenset({"씨", "氏", "さん"})
"""Behind a name they are no job, and tell who is seen or quoted."""
_MOST_REPORTERS: Final = 3
_UNSURE: Final = frozenset({"medium", "unnamed"})
_GLUED: Final = frozenset({"agency", "us", "state", "medium"})


def in_brackets(text: str, begin: int, end: int) -> Iterator[Found]:
    """The fuller of two brackets in a row that both hold a credit."""
    last = edges.last_bracket(text, max(begin, end - WINDOW), end)
    first = edges.last_bracket(text, max(begin, last[0] - WINDOW), last[0]) if last else None
    if last is None or first is None or text[first[1] : last[0]].strip():
        return
    caption = edges.caption(text, begin, first[0])
    both = [next(bracketed(text, begin, span, caption), None) for span in (first, last)]
    found = [one for one in both if one is not None]
    if len(found) == len(both):
        yield max(found, key=lambda one: (len(one.reading.creators), one.reading.parties))


def in_bracket(text: str, begin: int, end: int) -> Iterator[Found]:
    """What the last bracket holds: "… (U.S. Army photo by Sgt. Name)"."""
    span = edges.last_bracket(text, max(begin, end - WINDOW), end)
    # "Jan Holt (SPD) and Tom Marsh (SPD)": what persons belong to
    if span and text[slice(*span)] not in text[begin : span[0]]:
        yield from _before_bracket(text, begin, span)
        yield from bracketed(text, begin, span, edges.caption(text, begin, span[0]))


def in_open_bracket(text: str, begin: int, end: int) -> Iterator[Found]:
    """What a bracket holds that nothing closes: the caption was cut off, or what ended it was."""
    start = edges.open_bracket(text, max(begin, end - LONGEST), end)
    if start is not None:
        yield from bracketed(text, begin, (start, end + 1), edges.caption(text, begin, start))


def _before_bracket(text: str, begin: int, bracket: edges.Span) -> Iterator[Found]:
    """A sentence that is a name or an agency, the other in brackets: "… Name (AGENCY)"."""
    window = max(begin, bracket[0] - LONGEST)
    start = stop = max(sentence_starts(text, window, bracket[0]), default=begin)
    sign = last_sign(text, window, bracket[0])
    if sign > start:
        stop, start = sign, past_label(text, sign, bracket[0]) or start
    inner = read(text[bracket[0] + 1 : bracket[1] - 1])
    name = text[start : bracket[0]].rstrip()
    if start == begin or not inner.parties:
        return
    outer = read(name)
    if inner.creators:
        fits = not inner.organizations and evidence.is_one_agency(outer)
    else:
        shouted = name.isupper() and evidence.is_plain_name(outer, name)
        fits = evidence.is_licensed(inner) and (shouted or evidence.is_surely_person(outer, name))
    if fits:
        yield cut(text, (begin, stop), (start, bracket[1]), read(text[start : bracket[1]]))


def behind_copyright(text: str, begin: int, end: int) -> Iterator[Found]:
    """What the last © introduces; a name may stand before it: "Name ©Medium"."""
    window = max(begin, end - WINDOW)
    at = last_sign(text, window, end)
    if at <= begin or end - at > LONGEST:
        return
    bracket = edges.last_bracket(text, window, at)
    if bracket and past_label(text, bracket[0] + 1, bracket[1] - 1) is not None:
        # "… (Foto: AGENCY)© Medium": whose text it is
        yield from bracketed(text, begin, bracket, edges.caption(text, begin, bracket[0]))
    start = past_label(text, at, end) or at
    reading = read(text[start:end])
    if not (evidence.reads_as_labelled(reading) or evidence.take_holder(reading, text[start:end])):
        return
    sign, at = at, _before_noun(text, window, at)
    if at < sign:
        yield cut(text, (begin, at), (start, end), reading)
        return
    before = max(sentence_starts(text, window, at), default=begin)
    before = before if before == begin else _past_remark(text, before, end)
    if begin < before < at and _may_sign(text, before, at):
        longer = read(text[before:end])
        more = len(longer.creators) == len(reading.creators) + 1
        same = {o.name for o in longer.organizations} <= {o.name for o in reading.organizations}
        party = evidence.is_strong(longer) or evidence.is_ranked(longer)
        few = len(longer.creators) <= len(reading.creators) + 1
        if not longer.loose and few and ((more and same) or party):
            yield cut(text, (begin, before), (before, end), longer)
    yield cut(text, (begin, at), (start, end), reading)


def _may_sign(text: str, begin: int, end: int) -> bool:
    """Whether words before a © can be the photographer: no sentence, no thing, nothing parted."""
    words = text[begin:end].rstrip()
    reading = read(words, whole=True)
    if words.endswith("/") and evidence.is_plain_name(reading, words[:-1]):
        return True  # "Jane Holt / © EBC"
    if ends_sentence(text, begin, end) or words[-1:] in "-–—|/":
        return False
    named = all(c.rank or has_given_name(c.name) for c in reading.creators)
    if reading.loose or not reading.parties or not named:
        return False
    return all(body.known or body.kind not in _UNSURE for body in reading.organizations)


def _before_noun(text: str, begin: int, end: int) -> int:
    """Give where a label's noun begins that ends the span: "… the frigate Photo © Navy"."""
    tokens = tokenize(text[begin:end])
    for at in range(len(tokens) - 1, max(0, len(tokens) - 1 - _LONGEST_NOUN), -1):
        entry = lexicon().match(tokens, at, LABEL) if tokens[at].capital else None
        if entry and at + len(entry.words) == len(tokens) and not tokens[at - 1].text.isupper():
            return begin + tokens[at].start
    return end


def last_sentence(text: str, begin: int, end: int) -> Iterator[Found]:
    """The last sentence, where it is no sentence: "… Name/AGENCY", "… Name Surname"."""
    found = list(starts(text, max(begin, end - WINDOW), end))
    last = max((index for index, (_, sure) in enumerate(found) if sure), default=0)
    for at, sure in found[last:]:
        start = _past_remark(text, at, end)
        tail = text[start:end]
        if len(tail) > LONGEST or _is_heading(text[begin:start]):
            continue
        reading = read(tail, whole=True)
        if _is_called(tail) and not reading.knows_body():
            continue
        if evidence.is_for_something(reading) and _presents(text[begin:start]):
            continue
        if _goes_with(text[begin:start], tail, reading):
            continue
        signed = "/" in tail and reading.creators and tail.startswith(reading.creators[0].name)
        strong = evidence.is_strong(reading) and (sure or evidence.is_licensed(reading) or signed)
        strong = strong or (sure and evidence.is_of_desk(reading, tail))
        strong = strong or (sure and evidence.is_signed(reading, tail))
        if strong or (sure and _is_party(reading, tail)):
            yield cut(text, (begin, start), (start, end), reading)


def _goes_with(before: str, tail: str, reading: Reading) -> bool:
    """Whether a tail belongs to the caption: "(L-R) Name / Name", "… AND NAME", "Left: Name"."""
    if reading.kinds() & evidence.PUBLISHERS:
        return False
    if (_presents(before) and not _is_shouted(tail)) or is_described(tail):
        return True
    listed = before.startswith("(") and before.rstrip().endswith(")") and len(before) <= _LISTING
    tokens = tokenize(tail)
    entry = lexicon().match(tokens, 0, _JOIN_OR_BODY)
    joins = tokens[0].text.isupper() and entry is not None and entry.kind == "join"
    inside = before.count("(") > before.count(")") and tail.endswith(")") and "(" not in tail
    placed = len(tokens) > 1 and tokens[0].fold in POSITIONS and tokens[1].text == ":"
    return listed or joins or inside or placed


def _is_shouted(tail: str) -> bool:
    """Whether capitals tell a photographer's name from the caption: "… Jana Holt: TOMAS MARSH"."""
    words = tail.split(maxsplit=_NAME)[:_NAME]
    return len(words) == _NAME and all(word.isupper() for word in words)


def _presents(before: str) -> bool:
    """Whether a text leads to who is seen, or who said it: "In command:", "“We are ready”"."""
    before = before.rstrip(" -–—―,")
    quoted = before[:1] in _QUOTES and before[-1:] in _CLOSING_QUOTES
    return quoted or before.endswith((":", "："))


def _is_called(tail: str) -> bool:
    """Whether a sentence asks or exclaims: "Well done, Jane Holt!"."""
    return tail.rstrip("\"”’'») ").endswith(("!", "?"))


def _is_heading(before: str) -> bool:
    """Whether a word or a title and a colon present what follows: "Pictured: Jane Holt"."""
    if not before.rstrip().endswith(":"):
        return False
    words = _END.split(before[-LONGEST:])[-1].split()
    return len(words) <= _SHORT_HEADING or all(word[0].isupper() for word in words)


def _past_remark(text: str, start: int, end: int) -> int:
    """Step over a bracket that names no one: "(archive image) © AGENCY"."""
    bracket = edges.first_bracket(text, start, end)
    if bracket is None or bracket[1] == end or read(text[bracket[0] + 1 : bracket[1] - 1]).parties:
        return start
    return edges.blanks(text, bracket[1], end)[0]


def _is_party(reading: Reading, tail: str) -> bool:
    if _INITIALS.fullmatch(tail) and tail.isupper() and reading.parties == 1:
        return True
    if evidence.is_ranked(reading):
        return True
    if _are_reporters(reading, tail):
        return True
    if evidence.is_plain_name(reading, tail):
        # Scripts without capitals show no name by its shape: it may be half a sentence.
        shown = tail != tail.swapcase() and not evidence.is_unshown(reading)
        return shown or evidence.is_surely_person(reading, tail)
    return evidence.is_one_body(reading) and not tail.endswith(".")


def _are_reporters(reading: Reading, tail: str) -> bool:
    """Whether a job ends what names a person or two in a script without capitals: "홍길동 기자"."""
    if reading.loose or reading.organizations or not 0 < len(reading.creators) <= _MOST_REPORTERS:
        return False
    tokens = lexicon().split(tokenize(tail))
    job = lexicon().is_a("title", tokens[-1].fold) and tokens[-1].text not in _HONORIFICS
    return job and all(t.kind != "word" for t in tokens)


def _names_place_first(tail: str) -> bool:
    """Whether a place stands before the photographer: "＝首相官邸で、山田太郎撮影"."""
    place, comma, _ = tail.partition("、")
    return bool(comma) and tail.endswith(TAKEN) and not read(place, whole=True).creators


def taken(text: str, begin: int, end: int) -> Iterator[Found]:
    """Who took it, behind a blank, in texts that have none between words: "… 训练 记者 李明 摄"."""
    if not text.endswith(TAKEN, begin, end):
        return
    for blank in _BLANKS.finditer(text, max(begin, end - _LONGEST_SIGNED), end):
        start = blank.end()
        reading = read(text[start:end], whole=True)
        if blank.start() > begin and reading.creators and not reading.loose:
            yield cut(text, (begin, blank.start()), (start, end), reading)
            return


def separated(text: str, begin: int, end: int) -> Iterator[Found]:
    """What stands behind a dash, a bar, a slash or a line break: "… / AFP", "… | Name"."""
    for match in _SEPARATOR.finditer(text, max(begin, end - WINDOW), end):
        start = match.end()
        if match.start() <= begin or end - start > LONGEST:
            continue
        if _names_place_first(text[start:end]):
            continue
        reading = read(text[start:end], whole=True)
        if evidence.is_for_something(reading):
            continue
        if _signs_off(text, begin, match, end):
            yield cut(text, (begin, match.start()), (start, end), reading)
            return
        if match.group() in "、，=":
            if text.endswith(TAKEN, start, end) and reading.creators and not reading.loose:
                yield cut(text, (begin, match.start()), (start, end), reading)
            continue
        dated = text[match.start() - 1].isdigit()
        bar = not dated and any(mark in match.group() for mark in "|/＝")
        before, shouted = text[begin : match.start()], text[start:end].isupper()
        mark = bar or shouted
        good = evidence.is_strong(reading) or (mark and _may_stand_alone(reading))
        good = good or (shouted and not before.isupper() and evidence.is_one_body(reading))
        stopped = "|" not in match.group() and ends_sentence(text, begin, match.start())
        pair = not stopped and _is_pair(before, reading)
        if good and not (pair or _is_said_by(before, reading)):
            yield cut(text, (begin, match.start()), (start, end), reading)


def _signs_off(text: str, begin: int, dash: re.Match[str], end: int) -> bool:
    """Whether a dash leads from a sentence to a name: "… – Jane Holt.", "May 8-Jane Holt"."""
    name = text[dash.end() : end].removesuffix(".")
    before = text[begin : dash.start()].rstrip()
    glued = dash.group().strip() in DASHES and before[-1:].isdigit() and dash.group()[-1:] != " "
    stopped = before.endswith(".") and text[end - 1] == "."
    return (stopped or glued) and evidence.is_surely_person(read(name, whole=True), name)


def _is_pair(before: str, reading: Reading) -> bool:
    """Whether two things of a kind stand side by side: "Gen. Holt / Gen. Marsh", "Jet / RAF"."""
    if reading.kinds() & evidence.PUBLISHERS or reading.signs - {"for"}:
        return False
    topic = before.rpartition("/")[2].rpartition(": ")[2]
    words = [t for t in tokenize(topic) if t.kind == "word"]
    return len(words) <= _LONGEST_TOPIC and all(t.capital for t in words)


def _is_said_by(before: str, reading: Reading) -> bool:
    """Whether a dash leads to who said what is quoted: "“We are ready” — Sgt. Holt"."""
    published = reading.kinds() & evidence.PUBLISHERS or reading.signs
    return not published and not before.rstrip().endswith(":") and _presents(before)


def _may_stand_alone(reading: Reading) -> bool:
    """Whether a bar or capitals are mark enough: a person, or a body that the lexicon has."""
    if reading.loose:
        return False
    known = any(o.known and o.kind in evidence.NAMED for o in reading.organizations)
    named = bool(reading.creators) and not evidence.is_unshown(reading)
    return named or known or len(reading.kinds() & evidence.PUBLISHERS) > 0


def glued(text: str, begin: int, end: int) -> Iterator[Found]:
    """A credit that lost the white space before it: "… el puertoArmada"."""
    for start in seams(text, max(begin, end - LONGEST), end):
        reading = read(text[start:end], whole=True)
        if " " not in text[begin:start] and text[start - 1] not in WIDE_CLOSING:
            continue  # "StarsInsider" is one word
        # "WordPress", "OpenOffice" are one word.
        known = reading.creators or reading.knows_body()
        if known and reading.kinds() & _GLUED and not reading.loose:
            yield cut(text, (begin, start), (start, end), reading)
