"""Credits that are all of a text, open it, or stand inside it. Each function is one place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from archive.extract.credit import edges, evidence, furniture, names
from archive.extract.credit.bodies import ARTICLES, is_plain
from archive.extract.credit.found import LONGEST, WINDOW, Found, bracketed, cut
from archive.extract.credit.grammar import read
from archive.extract.credit.labels import labels, only_noun, opens_capture, past_label
from archive.extract.credit.lexicon import TITLE, lexicon
from archive.extract.credit.sentences import sentence_starts
from archive.extract.credit.signs import sign_length
from archive.extract.credit.tokens import is_caseless, is_small, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archive.extract.credit.lexicon import Entry
    from archive.extract.credit.reading import Reading
    from archive.extract.credit.tokens import Token

_MOST_ASIDE: Final = 3
"""More words than this behind a dash are the caption."""
_LONGEST_ASIDE: Final = 4
"""The same where nothing marks the credit: a job, a place, an archive."""
_PARTING: Final = ("＝", "（", "(", "©", "|", " - ", " – ", " — ")
"""Marks that part a short caption from its credit; bars and dashes stand inside credits too."""
_DASH: Final = re.compile(r"\s[-–—]+\s")
_LISTING: Final = re.compile(
    r"\W*(?:(?:from|clockwise from|on the|at) (?:the )?(?:far )?(?:top |bottom )?"
    r"(?:left|right|cent[re]{2})|left to right|l[- ]?(?:to|-)[- ]?r|pictured|logo|v\.\s?l\.|"
    r"von (?:links|rechts)|de (?:gauche|droite|izquierda|derecha)|da (?:sinistra|esquerda|destra)|"
    r"fra venstre|från vänster|van links|vasemmalta|od lewej|zleva|zľava|слева|зліва|отляво|"
    r"sağdan|soldan)\b",
    re.IGNORECASE,
)
"""How captions open that tell who stands where, or that a picture is a sign: "From left, …"."""
_DASHED_SIGN: Final = re.compile(r"[\w)”»]\s+[-–—|]\s*[©ⓒ]")
"""A dash that parts a caption from the © behind it."""
_EQUAL: Final = re.compile(r"\s*[=＝]\s*")
_BAR: Final = re.compile(r"\s+[|｜]\s+")
_WORD: Final = 12
_STATION: Final = re.compile(r"\([KW][A-Z]{3}\)")
_SENTENCE: Final = re.compile(
    r"\s+(?:An?|The|Une?|Les?|La|Des|El|Los|Las|Una|Unos|Il|Gli|Uma?|Os?|Een|De|Het|Der|Die|Das|"
    r"Eine?|En|Et|Ett) (?=\w)"
)
"""How a caption begins behind an agency that nothing parts from it."""
_SITES: Final = (".com.", ".net.", ".org.")
_MARKS: Final = edges.COLONS | frozenset("©|/-–—")
"""One of these behind a label tells it from the subject of a sentence."""
_ARTICLES: Final = frozenset(
    {"a", "an", "the", "des", "un", "une", "le", "la", "les", "der", "die", "das", "ein", "eine"}
    | {"el", "los", "las", "una", "il", "gli", "uno", "o", "os", "as", "um", "uma", "het", "een"}
    | {"zum", "zur"}
)
"""Small words with which a caption goes on behind a label: "Photo d'archives : des soldats"."""
_OF: Final = frozenset({"de", "di", "of", "von", "van", "av", "af"})
_CAPTION: Final = frozenset({"caption"})
_TIES: Final = frozenset("/|©")
"""Marks that credits have between parties, and sentences seldom."""
_LONGEST_OFFICE: Final = 80
_LONGEST_SHORT: Final = 7
"""Letters, the full stop among them, of a label that may be written short: "Fotogr."."""
_BEHIND_CAPTION: Final = frozenset(",:，：،՝፡፦")
"""What stands behind a word for the caption: commas and colons, but no signs of equality."""
_CLOSING: Final = frozenset(":：")
_NAMING: Final = frozenset({"label", "by", "courtesy"})
_TYING: Final = frozenset({"agency", "medium", "us", "platform"})


def captioned(text: str, begin: int, end: int) -> Iterator[Found]:
    """A credit that a word for the caption ends: "Image source, AGENCY Image caption, …"."""
    start = past_label(text, begin, end)
    if start is None:
        return
    tokens = tokenize(text[start : min(end, start + LONGEST)])
    for at, token in enumerate(tokens):
        entry = lexicon().match(tokens, at, _CAPTION)
        mark = at + len(entry.words) if entry else len(tokens)
        marked = mark < len(tokens) and tokens[mark].text in _BEHIND_CAPTION
        if marked or _heads_caption(tokens[at : mark + 1], entry):
            stop = start + token.start
            reading = read(text[start:stop])
            if evidence.reads_as_labelled(reading):
                behind = start + tokens[mark - (not marked)].end
                yield cut(text, (behind, end), (start, stop), reading)
            return


def _heads_caption(tokens: Sequence[Token], entry: Entry | None) -> bool:
    """Whether several words for the caption need no mark behind them: "Image caption A jet …"."""
    several = entry is not None and len(entry.words) > 1 and len(tokens) > len(entry.words)
    return several and tokens[0].capital and tokens[-1].capital


def labelled_whole(text: str, begin: int, end: int) -> Iterator[Found]:
    """The whole text, where it opens with a label or © and goes on as a credit."""
    start = past_label(text, begin, end)
    if start is None and opens_capture(text, begin, end):
        start = begin
    if start is None or end - start > LONGEST:
        return
    if _is_sentence(text[begin:start]) or _holds_label(text, start, end):
        return
    stop, end = end, _before_caption(text, start, end)
    reading = read(text[start:end])
    if not _MARKS.intersection(text[begin:start]) and (
        reading.loose or evidence.is_unshown(reading)
    ):
        return
    if _before_sentence(text, start, end) < end:
        return
    if _goes_on(text[start:end]) and not evidence.is_one_body(reading):
        return
    read_ = evidence.reads_as_labelled(reading) and reading.aside <= _MOST_ASIDE
    if read_ or (
        _names_holder(text, begin, start, end) and evidence.take_holder(reading, text[start:end])
    ):
        yield Found(edges.credit(text, start, end), edges.caption(text, end, stop), reading)


def _holds_label(text: str, begin: int, end: int) -> bool:
    """Whether a bracket at the end has a label of its own: "Cover: The cadets (Source: …)"."""
    span = edges.last_bracket(text, begin, end)
    return span is not None and any(
        one.sure and one.start == span[0] + 1 and one.stop < span[1]
        for one in labels(text, span[0] + 1, span[1] - 1)
    )


def _is_sentence(noun: str) -> bool:
    """Whether a full stop ends a noun, and abbreviates none: "Luftfoto. The harbour …"."""
    noun = noun.rstrip()
    return noun.endswith(".") and noun[:-1].isalpha() and len(noun) > _LONGEST_SHORT


def _before_caption(text: str, begin: int, end: int) -> int:
    """Give where a site ends a credit, its caption behind: "Name / example.com. Soldados en …"."""
    start = next(sentence_starts(text, begin, end), end)
    if not text[begin:start].rstrip().endswith(_SITES):
        return end
    rest = read(text[start:end])
    return end if rest.kinds() & evidence.PUBLISHERS or rest.signs else start


def _names_holder(text: str, begin: int, start: int, end: int) -> bool:
    """Whether what opens the text can only be followed by a name: ©, or a label before "a/b"."""
    sign = sign_length(text, begin, end) > 0
    slash = text.find("/", start, end)
    tied = (
        slash > start and not text[slash - 1].isspace() and not text[slash + 1 : end][:1].isspace()
    )
    return sign or (tied and ":" in text[begin:start])


def _goes_on(text: str) -> bool:
    """Whether a small article opens a caption: "Photo d'archives : des soldats"."""
    first = [token.text for token in tokenize(text[:_WORD])[:2]]
    if first and first[0] in _OF:
        del first[0]  # "Imagen de archivo de un …"
    return bool(first) and first[0] in _ARTICLES


def unlabelled_whole(text: str, begin: int, end: int) -> Iterator[Found]:
    """The whole text, where only credits are like it: "AGENCY/Name"."""
    if end - begin > LONGEST or any(sentence_starts(text, begin, end)):
        return
    if _LISTING.match(text, begin, end) or _DASHED_SIGN.search(text, begin, end):
        return
    reading = read(text[begin:end], whole=True)
    sure = evidence.is_unmistakable(reading) or evidence.is_signed(reading, text[begin:end])
    alone = sure and evidence.is_all_credit(reading, text[begin:end])
    alone = alone and not evidence.is_for_something(reading)
    alone = alone and (reading.aside <= _LONGEST_ASIDE or "licence" in reading.signs)
    alone = alone and _before_sentence(text, begin, end) == end
    if alone and not (_holds_credit(text, begin, end) or any(wire_line(text, begin, end))):
        yield Found(edges.credit(text, begin, end), (end, end), reading)


def _holds_credit(text: str, begin: int, end: int) -> bool:
    """Whether the text only ends with a credit: "Jane Holt (AGENCY)", "首相＝AGENCY"."""
    span = edges.last_bracket(text, begin, end)
    start = span[0] + 1 if span else max(text.find(mark, begin, end) + 1 for mark in _PARTING)
    if start <= begin + 1:
        start = _between_slashes(text, begin, end)
    if start <= begin + 1:
        return False
    inner, before = read(text[start - 1 : end]), read(text[begin : start - 1])
    if text[start - 1] in "| " and not (inner.creators and inner.organizations):
        return False
    listed = "join" in before.signs and not before.organizations
    signs = before.signs - {"join"} or listed
    names = not signs and not before.knows_body()
    return names and inner.parties > 0 and evidence.is_strong(inner)


def _before_sentence(text: str, begin: int, end: int) -> int:
    """Give where a sentence parts from a credit by a dash: "Sgt. Jane Holt - A medic treats …"."""
    dash = _DASH.search(text, begin, end)
    words = tokenize(text[dash.end() : end]) if dash else []
    if dash is None or not words or not words[0].capital:
        return end
    plain = sum(t.kind == "word" and not t.capital for t in words[1:])
    stated = plain > _LONGEST_ASIDE and read(text[begin : dash.start()]).parties > 0
    return dash.start() if stated else end


def _between_slashes(text: str, begin: int, end: int) -> int:
    """Give where a credit begins whose own slashes are tighter: "Caption words / Name/AGENCY"."""
    wide = text.find(" / ", begin, end)
    tight = text.find("/", wide + 3, end) if wide >= 0 else -1
    return wide + 3 if tight >= 0 and not text[tight - 1].isspace() else begin


def barred(text: str, begin: int, end: int) -> Iterator[Found]:
    """What a bar parts from the caption behind it: "Photo by Sgt. Name | Soldiers load …"."""
    for bar in reversed(list(_BAR.finditer(text, begin, min(end, begin + LONGEST)))):
        start = past_label(text, begin, bar.start())
        reading = read(text[begin if start is None else start : bar.start()], whole=True)
        if start is None:
            good = evidence.is_unmistakable(reading)
        else:
            good = evidence.reads_as_labelled(reading) and not reading.loose
        if good and read(text[bar.end() : end], whole=True).loose:
            credit = (begin if start is None else start, bar.start())
            yield cut(text, (bar.end(), end), credit, reading)


def bracket(text: str, begin: int, end: int) -> Iterator[Found]:
    """What a bracket at the very front holds."""
    span = edges.first_bracket(text, begin, min(end, begin + WINDOW))
    caption = edges.caption(text, span[1], end) if span else (end, end)
    if span and caption[0] < caption[1]:
        for found in bracketed(text, begin, span, caption):
            # "【直播】…" tells what kind of story it is; Asian names show in nothing else.
            shown = any(one.islower() or one.isupper() for one in text[slice(*span)])
            tag = text[span[0]] in "【[〔" and not (shown or found.reading.organizations)
            # "(WXYZ) Voters …" is where a station's story comes from.
            tag = tag or _STATION.fullmatch(text, *span) is not None
            if not (tag and found.reading.signs.isdisjoint(_NAMING)):
                yield found


def wire_line(text: str, begin: int, end: int) -> Iterator[Found]:
    """An agency in brackets, its reporter, a sign of equality: "[서울=뉴시스] 홍길동 기자 = …"."""
    span = edges.first_bracket(text, begin, min(end, begin + WINDOW))
    sign = _EQUAL.search(text, span[1], min(end, span[1] + LONGEST)) if span else None
    if sign is None:
        return
    reading = read(text[begin : sign.start()], whole=True)
    if reading.creators and not reading.loose and reading.kinds() == {"agency"}:
        yield cut(text, (sign.end(), end), (begin, sign.start()), reading)


def labelled(text: str, begin: int, end: int) -> Iterator[Found]:
    """The credit between a label at the front and the caption that follows."""
    start = past_label(text, begin, end)
    if start is None or _goes_on(text[start:end]):
        return
    marked = _MARKS.intersection(text[begin:start])
    if not marked and lexicon().is_a("title", text[begin:start].strip().casefold()):
        return  # "Photographer Jane Holt with her portraits": who is seen
    for found in _front(text, start, end, is_labelled=True):
        # "Symbolbild: Jane Holt hat …" is a sentence about her.
        credit, colon = text[slice(*found.credit)], text[found.credit[1] : end][:1] in _CLOSING
        apart = colon or (found.reading.parties > 1 and not _TIES.isdisjoint(credit))
        if _belongs_to_name(text[found.credit[1] : end]):
            continue
        if not marked and evidence.is_unshown(found.reading):
            continue
        if (marked and apart) or _opens_caption(text, found.credit[1], end):
            yield found


def _belongs_to_name(text: str) -> bool:
    """Whether an office and a name go on: "Photo: Defense Secretary Jane Holt speaks …"."""
    tokens = tokenize(text[:_LONGEST_OFFICE])
    if not tokens or not tokens[0].capital:
        return False
    office = is_plain(tokens[0]) or lexicon().match(tokens, 0, TITLE) is not None
    stop = names.run(tokens, 1) if len(tokens) > 1 else 1
    named = names.name(tokens[1:stop], tight=True) > 1
    return office and named and names.has_given_name(tokens[1].text)


def unlabelled(text: str, begin: int, end: int) -> Iterator[Found]:
    """A credit at the front that only its own words show: "AGENCY/Name Caption"."""
    yield from _front(text, begin, end, is_labelled=False)


def _front(text: str, start: int, end: int, *, is_labelled: bool) -> Iterator[Found]:
    limit = _before_sentence(text, start, min(end, start + LONGEST))
    reading = read(text[start:limit], tight=True, whole=True)
    broken = reading.first_loose is not None and reading.first_loose < reading.end
    stop = start + reading.end
    if text[stop:end].lstrip()[:1] == ":":
        return
    named = bool(reading.creators) or bool(reading.kinds() - {"unnamed"})
    if broken or not reading.parties or not (named or _is_cut_off(text, start, stop, end)):
        return
    tied = _is_tied(reading, text[start:stop]) and _opens_caption(text, stop, end)
    tied = tied and not _has_article(reading, text[start:stop])
    tied = tied or (
        evidence.is_one_agency(reading) and _SENTENCE.match(text, stop, end) is not None
    )
    thanks = "courtesy" in reading.signs and text[stop:end].lstrip()[:1].isupper()
    if is_labelled or tied or thanks:
        caption = edges.caption(text, stop, end)
        caption = edges.caption(text, furniture.past_buttons(text, *caption), end)
        if not only_noun(text[slice(*caption)]):  # "Example Image"
            yield Found(edges.credit(text, start, stop), caption, reading)


def _has_article(reading: Reading, text: str) -> bool:
    """Whether an article opens a sentence: "The daily newspaper …", "Die Förderung für A/B …"."""
    first = tokenize(text)[0].fold
    known = bool(reading.organizations) and reading.organizations[0].known
    return first in ARTICLES | {"a", "an"} and not known


def _is_cut_off(text: str, start: int, stop: int, end: int) -> bool:
    """Whether an unknown word stands by itself, a new sentence behind it: "Photo: Onet The …"."""
    following = edges.caption(text, stop, end)[0]
    return text[start].isupper() and following < end and text[following].isupper()


def _opens_caption(text: str, stop: int, end: int) -> bool:
    """Whether what follows is a caption of its own, not the rest of a sentence."""
    following = edges.caption(text, stop, end)[0]
    if following == end or is_small(text[following]):
        return following == end
    if not (is_caseless(text[following]) and is_caseless(text[stop - 1])):
        return True
    # Scripts without capitals do not show where a caption begins: a mark must.
    return bool(text[stop:following].strip())


def _is_tied(reading: Reading, head: str) -> bool:
    """Whether a slash or © ties two parties, or "photo by" a service and a name."""
    if evidence.holds_sentence(reading) or evidence.is_unshown(reading):
        return False
    marked = ("/" in head or "©" in head) and reading.parties > 1
    named = any(" " in creator.name for creator in reading.creators)
    kinds = _TYING | {"state"} if named else _TYING
    return "service-photo" in reading.signs or (marked and bool(reading.kinds() & kinds))


def inner_bracket(text: str, begin: int, end: int) -> Iterator[Found]:
    """What a bracket holds that has sentences before and behind it."""
    for opening in range(end - 1, max(begin, end - WINDOW), -1):
        span = edges.first_bracket(text, opening, end) if text[opening] in "([" else None
        if span is None:
            continue
        caption = edges.longer(text, ((begin, span[0]), (span[1], end)))
        is_labelled = past_label(text, span[0] + 1, span[1] - 1) is not None
        for found in bracketed(text, begin, span, caption):
            if found.reading.creators and (is_labelled or evidence.is_licensed(found.reading)):
                yield found


def inner_label(text: str, begin: int, end: int) -> Iterator[Found]:
    """A labelled credit with sentences before and behind it."""
    for label in reversed(labels(text, max(begin, end - WINDOW), end)):
        following = (s for s in sentence_starts(text, label.stop, end) if s > label.stop)
        stop = next(following, end)
        if not label.sure or stop - label.stop > LONGEST or _goes_on(text[label.stop : stop]):
            continue
        if label.start == begin and stop == end:
            continue  # all of the text: it was no credit
        reading = read(text[label.stop : stop], whole=True)
        if evidence.reads_as_labelled(reading) and not reading.loose:
            caption = edges.longer(text, ((begin, label.start), (stop, end)))
            yield Found(edges.credit(text, label.stop, stop), caption, reading)
