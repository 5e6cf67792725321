"""What belongs to neither caption nor credit: fields, agency boilerplate, page furniture."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from archive.extract.credit import edges
from archive.extract.credit.identifiers import find_identifier
from archive.extract.credit.instructions import instructions_start
from archive.extract.credit.lexicon import lexicon
from archive.extract.credit.sentences import starts
from archive.extract.credit.tokens import tokenize

_FIELD: Final = re.compile(
    r"\s*\|\s*(?:Date|Datum|Fecha|Data|Дата)\s*:\s*\d"
    r"|\s*(?:\|\s*|\([A-Z][A-Z ]{2,30} - )?(?:VIRIN|Photo ID|Image ID|Date Taken|Date Posted|"
    r"Resolution|Location|Camera|Gear|Size|Tags|Publicad[oa]|Published|Pubblicat[oa]|Publié le|"
    r"Veröffentlicht)\s*:\s*\S"
)
"""The fields that AFPIMS sites print behind a caption, and Reuters: "(UTOPIA - Tags: POLITICS)"."""
_REFERENCE: Final = re.compile(
    r"\s*(?:\|\s*)?(?:R[ée]f\.?|R[ée]f[ée]rence|Catalogu?e? ?#|Accession (?:#|[Nn]o\.?))"
    r"\s*:\s*[^©:]{1,40}$"
)
"""An archive's number at the end."""
_NUMBER: Final = re.compile(r"\s*VIRIN\s*:\s*\S+\s+")
_YEAR: Final = r"(?:©|\(c\)|Copyright)\s*(?:©\s*|\(c\)\s*)?(?:19|20)\d\d\b"
_BOILERPLATE: Final = re.compile(
    rf"\s*(?:\([\w ]{{2,20}} or licensors\)"
    rf"|\(?{_YEAR}[^()\n]{{0,160}}?(?:reserved|redistributed)[^()\n]{{0,60}}\)?"
    rf"|\(?Copyright (?:19|20)\d\d (?:The )?(?:Associated Press|AFP|Reuters|AP)\b"
    rf"[^()\n]{{0,80}}\)?)\.?\s*$"
)
"""What agencies append to every caption."""
_DAY: Final = r"(?:\s*(?:19|20)\d\d\.\s?\d{1,2}\.\s?\d{1,2}\.?)?"
"""A day as agencies in Korea print it behind captions."""
_MAIL: Final = re.compile(
    rf"(?<![:=：＝]){_DAY}\s+[\w.+-]{{1,64}}@[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,4}}"
    rf"(?:\s*/{_DAY}/?)?\s*$"
)
"""A writer's address; behind a label it is all that the credit says."""
_SENT: Final = re.compile(r"(?<=[攝摄真])\s+\d{2,4}年\d{1,2}月\d{1,2}日\s*$")
"""The day behind the photographer's name, as agencies in Taiwan print it."""
_SENT_AS: Final = re.compile(
    r"\s*\bORG XMIT\b\s*:?(?:\s*[\w:.-]{2,24}){0,2}\s*$"
    r"|(?<=[)\]])(?:\s+[A-Z]{2,6}\d{3,6})+\s*$"
    r"|\s*\(PTI\d{1,2}[_/][\w/]{4,30}\)\s*$"
    r"|\s*\((?i:(?:image|photo|picture|file)\s+)?(?:ID|VIRIN)\s*:?\s*[\w-]{5,40}\)\.?\s*$"
)
"""What agencies number the pictures by that they send: "(AP Photo/Jane Holt) NYJH101"."""
_STARRED: Final = re.compile(
    r"\s*(?<!\*)(?P<stars>\*{2,3})\s*[^*\n]{2,80}?(?P=stars)\s*$"
    r"|\s*\*{3}\s*local caption\s*\*{3}[^*]{0,200}$",
    re.IGNORECASE,
)
"""Remarks for editors between stars; in Getty's, who is seen follows: "*** Local Caption *** …"."""
_UNFILLED: Final = re.compile(r"\s*--\w{1,30}--(?:\s+\w{1,4}\s+--\w{1,30}--)?\s*$")
"""Places in a gallery's template that its script was to fill: "--pageNumber-- of --total--"."""
_PARTING: Final = frozenset(",/|•·–—")
_LEFT_OVER: Final = ",|;/•·–—+(["
"""Marks that parted furniture from what stands before it, or opened it."""
_PATTERNS: Final = (
    _FIELD,
    _REFERENCE,
    _BOILERPLATE,
    _MAIL,
    _SENT,
    _SENT_AS,
    _STARRED,
    _UNFILLED,
)
_WINDOW: Final = 400
_ROUNDS: Final = 4
_LONGEST: Final = 120
_FURNITURE: Final = frozenset({"furniture"})
_BUTTON: Final = frozenset({"button"})
_COUNT: Final = re.compile(r"\d{1,3}\s*(?:/|of|von|de|sur|di|van|av|z)\s*\d{1,3}\b", re.IGNORECASE)
"""Which of how many pictures it is."""
_BETWEEN: Final = " \n\t\xa0/|+–—-:·•"
"""Marks between buttons."""


def tail(text: str, begin: int, end: int) -> int:
    """Give where the text ends once fields, boilerplate and furniture behind it are cut off."""
    for _ in range(_ROUNDS):
        window = max(begin, end - _WINDOW)
        cuts = [end, _furniture(text, window, end), _instructions(text, begin, end)]
        cuts.append(_number(text, window, end))
        patterns = (*_PATTERNS, _reserved())
        cuts += [m.start() for p in patterns if (m := p.search(text, window, end))]
        cut = min((c for c in cuts if c > begin), default=end)
        if cut == end:
            break
        end = edges.blanks(text, begin, cut)[1]
        while end > begin and text[end - 1] in _LEFT_OVER:
            end = edges.blanks(text, begin, end - 1)[1]
    return end


def head(text: str, begin: int, end: int) -> int:
    """Give where the text begins once a field with a label, and buttons, are cut off before it."""
    field = _NUMBER.match(text, begin, end)
    if field and field.end() < end:
        return edges.blanks(text, field.end(), end)[0]
    return past_buttons(text, begin, end)


def past_buttons(text: str, begin: int, end: int) -> int:
    """Give where the caption begins behind buttons and a count: "1 / 3 Show Caption +"."""
    at, pressed = begin, False
    while at < end:
        count = _COUNT.match(text, at, end)
        tokens = tokenize(text[at : min(end, at + _LONGEST)])
        button = lexicon().match(tokens, 0, _BUTTON) if tokens else None
        if count:
            at = count.end()
        elif button:
            at, pressed = at + tokens[len(button.words) - 1].end, True
        else:
            break
        while at < end and text[at] in _BETWEEN:
            at += 1
    return at if pressed and at < end else begin


@cache
def _reserved() -> re.Pattern[str]:
    """What reserves rights at a text's end; with it the marks, in Korea the day, in front."""
    phrases = (map(re.escape, phrase.split()) for phrase in lexicon().said["reserved"])
    said = "|".join(r"[\s-]*".join(words) for words in phrases)
    anyhow = rf"(?:\(\s*(?:{said})\s*\)|\[\s*(?:{said})\s*\]|{said})"
    return re.compile(rf"{_DAY}[\s*※,/·]*{anyhow}\.?\s*$", re.IGNORECASE)


@cache
def _openings() -> frozenset[str]:
    """First words of furniture."""
    known = lexicon().phrases.items()
    return frozenset(word for word, found in known if any(e.kind in _FURNITURE for e in found))


def _furniture(text: str, begin: int, end: int) -> int:
    """Give where a bracket or a last sentence begins that is furniture ("Click on image …")."""
    if not any(t.fold in _openings() for t in tokenize(text[max(begin, end - _LONGEST) : end])):
        return end
    span = edges.last_bracket(text, begin, end)
    candidates = [start for start, _ in starts(text, begin, end)][-2:]
    if span:
        candidates.append(span[0])
    for start in sorted(candidates):
        if end - start > _LONGEST:
            continue
        tokens = tokenize(text[start:end].lstrip("([{ "))
        entry = lexicon().match(tokens, 0, _FURNITURE) if tokens else None
        # "Watch: …" and "Related | …", but "Watch the parade from the hill."
        if entry and (len(entry.words) > 1 or all(t.kind == "mark" for t in tokens[1:2])):
            return start
    return _last_words(text, begin, end)


def _instructions(text: str, begin: int, end: int) -> int:
    """Give where instructions to editors begin, also those that end the last bracket."""
    start = instructions_start(text, begin, end)
    if start == end and (bracket := edges.last_bracket(text, begin, end)):
        inside, stop = bracket[0] + 1, bracket[1] - 1
        found = instructions_start(text, inside, stop)
        return found if inside < found < stop else end
    return start


def _number(text: str, begin: int, end: int) -> int:
    """Give where an image number begins that stands alone behind the last bracket."""
    at = max(text.rfind(mark, begin, end) for mark in ")]") + 1
    found = find_identifier(text[at:end]) if begin < at < end else None
    rest = (text[at:end].replace(found.group(), "") if found else text[at:end]).strip(" :.\n")
    return at if found and rest in {"", "VIRIN"} else end


def _last_words(text: str, begin: int, end: int) -> int:
    """Give where furniture begins that follows the caption's last word ("… Hide caption")."""
    tokens = tokenize(text[max(begin, end - _LONGEST) : end])
    for at in range(max(0, len(tokens) - 5), len(tokens)):
        entry = lexicon().match(tokens, at, _BUTTON | _FURNITURE)
        whole = entry is not None and at + len(entry.words) == len(tokens)
        apart = tokens[at].text[0].isupper() or (at > 0 and tokens[at - 1].text in _PARTING)
        apart = apart or (entry is not None and entry.kind == "button")
        if whole and len(tokens) - at > 1 and apart:
            return max(begin, end - _LONGEST) + tokens[at].start
    return end
