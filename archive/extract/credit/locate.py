"""Finds where in a printed caption the credit stands.

Each stage looks at one place where credits are printed and hands out candidates; a candidate
is taken when the grammar reads it well enough for that place. The stages stand in the order of
how sure the place is. Only the two ends of a text are looked at, so that a caption of any
length takes the same time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from archive.extract.credit import trim
from archive.extract.credit.grammar import Reading, read
from archive.extract.credit.lexicon import lexicon

from archive.extract.credit.tokens import Token, tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_WINDOW: Final = 700
_LONGEST: Final = 300
_MOST_CREATORS: Final = 4
"""More names than this are a list of the people in the picture."""
_FEW: Final = 2
"""So many unread words may trail a body's name: "… Flickr stream"."""
_STRONG: Final = frozenset({"agency", "medium", "platform", "us", "state", "company", "unit"})


@dataclass(frozen=True, slots=True)
class Found:
    """A credit and the caption around it, as spans of the text.

    Attributes:
        credit: the credit, without label and brackets.
        caption: what is left.
        reading: how the grammar read the credit.
    """

    credit: tuple[int, int]
    caption: tuple[int, int]
    reading: Reading


def locate(text: str, begin: int, end: int) -> Found | None:
    """Find the credit in ``text[begin:end]``; None where the text carries none."""
    for stage in _STAGES:
        for found in stage(text, begin, end):
            return found
    return None


# ------------------------------------------------------------------ how well must it read


def _reads_as_labelled(reading: Reading) -> bool:
    """After a label a name is enough, and a few words may stay unread."""
    if not (reading.parties or reading.signs & {"courtesy", "licence", "crown"}):
        return False
    trailing = reading.first_loose is not None and reading.first_loose >= reading.end
    few = reading.loose <= _FEW and trailing and bool(reading.kinds() & _STRONG)
    return reading.loose == 0 or few


def _is_strong(reading: Reading) -> bool:
    """Signs that only credits carry."""
    kinds = reading.kinds()
    if reading.loose or len(reading.creators) > _MOST_CREATORS:
        return False
    if kinds & {"agency"} or reading.signs & {"licence", "service-photo", "copyright"}:
        return bool(reading.parties)
    if reading.signs & {"courtesy", "crown"}:
        return True
    if reading.creators:
        return bool(kinds & _STRONG)
    return len(reading.organizations) > 1 and bool(kinds & _STRONG) and "join" not in reading.signs


def _is_licensed(reading: Reading) -> bool:
    """Signs that not even a list of people and units carries."""
    return "agency" in reading.kinds() or "service-photo" in reading.signs


def _is_ranked(reading: Reading) -> bool:
    ranks = [c for c in reading.creators if c.rank]
    return not reading.loose and bool(ranks) and bool(reading.organizations)


def _is_known_body(reading: Reading) -> bool:
    """One body that the lexicon knows by more than its initials, and nothing else."""
    if reading.loose or reading.creators or len(reading.organizations) != 1:
        return False
    one = reading.organizations[0]
    return one.known and one.kind != "platform" and not one.acronym


def _is_one_body(reading: Reading) -> bool:
    """One body: known, or a phrase of several words that says itself to be one."""
    if reading.loose or reading.creators or len(reading.organizations) != 1:
        return False
    one = reading.organizations[0]
    if one.known:
        return True
    solid = one.kind not in ("unit", "unnamed", "medium")
    return solid and " " in one.name and one.name[0].isupper()


def _is_plain_name(reading: Reading, text: str) -> bool:
    """One person and nothing else."""
    if reading.loose or reading.aside or reading.organizations or len(reading.creators) != 1:
        return False
    if reading.creators[0].rank is not None:
        return False
    last = tokenize(text)[-1]
    return last.initial or not (last.dot or last.text in "!?:")


# ------------------------------------------------------------------ stages


def _labelled_whole(text: str, begin: int, end: int) -> Iterator[Found]:
    """Yield the whole text where it opens with a label or © and goes on as a credit."""
    start = trim.past_label(text, begin, end)
    if start is None or end - start > _LONGEST:
        return
    reading = read(text[start:end])
    if _reads_as_labelled(reading):
        yield Found(trim.bare(text, start, end), (end, end), reading)


def _labelled_tail(text: str, begin: int, end: int) -> Iterator[Found]:
    """Yield what follows the last label inside the text."""
    window = max(begin, end - _WINDOW)
    for opening in reversed(trim.labels(text, window, end)):
        if opening.start == begin or end - opening.stop > _LONGEST:
            continue
        start = opening.stop
        reading = read(text[start:end])
        if opening.sure and _reads_as_labelled(reading) or (not reading.loose and reading.parties):
            yield Found(
                trim.bare(text, start, end), trim.caption(text, begin, opening.start), reading
            )


def _bracketed_tail(text: str, begin: int, end: int) -> Iterator[Found]:
    """Yield what the last bracket holds, where the text ends with it."""
    span = trim.last_bracket(text, max(begin, end - _WINDOW), end)
    if span is None or span[1] - span[0] > _LONGEST:
        return
    found = _bracket(text, begin, span, (begin, span[0]))
    if found:
        yield found


def _bracket(
    text: str, begin: int, span: tuple[int, int], caption: tuple[int, int]
) -> Found | None:
    inner = (span[0] + 1, span[1] - 1)
    start = trim.past_label(text, *inner)
    labelled = start is not None
    if start is None:
        start = inner[0]
    reading = read(text[start : inner[1]])
    after = trim.ends_sentence(text, begin, span[0])
    good = (
        (labelled and _reads_as_labelled(reading))
        or (_is_strong(reading) and not _is_expansion(text, begin, span))
        or _is_ranked(reading)
        or (after and not reading.loose and _stands_alone(reading))
        or (_is_known_body(reading) and _is_about_the_scene(text, begin, span[0]))
    )
    if not good:
        return None
    credit = trim.bare(text, start, inner[1])
    return Found(credit, trim.caption(text, *caption), reading)


def _stands_alone(reading: Reading) -> bool:
    """A bracket of its own, behind a full stop: parties, or a description behind them."""
    if not reading.parties:
        return False
    return bool(reading.kinds() & _STRONG) or bool(reading.creators) or reading.parties > 1


def _is_about_the_scene(text: str, begin: int, end: int) -> bool:
    """Whether the words before a bracket are no name that it could belong to."""
    tokens = tokenize(text[max(begin, end - _WINDOW) : end])
    brackets = any(t.text in "()" for t in tokens if t.kind == "mark")
    return bool(tokens) and not brackets and not (tokens[-1].capital and tokens[-1].kind == "word")


def _is_expansion(text: str, begin: int, span: tuple[int, int]) -> bool:
    """Whether the bracket only abbreviates the words before it."""
    inner = text[span[0] + 1 : span[1] - 1].strip()
    if not inner.isupper() or not inner.isalpha():
        return False
    words = [
        t.text for t in tokenize(text[max(begin, span[0] - 200) : span[0]]) if t.kind == "word"
    ]
    letters = "".join(w[0] for w in words[-2 * len(inner) :]).upper()
    rest = iter(letters)
    return all(letter in rest for letter in inner)


def _copyright_tail(text: str, begin: int, end: int) -> Iterator[Found]:
    """Yield what the last © introduces."""
    window = max(begin, end - _WINDOW)
    at = max(text.rfind(sign, window, end) for sign in trim.COPYRIGHT)
    if at < 0 or at == begin or end - at > _LONGEST:
        return
    reading = read(text[at:end])
    start = at + 1
    if not (reading.parties or "crown" in reading.signs) or reading.loose:
        return
    before = _sentence_start(text, begin, at)
    if before is not None and before > begin:
        longer = read(text[before:end])
        same = {o.name for o in longer.organizations} <= {o.name for o in reading.organizations}
        if not longer.loose and same and len(longer.creators) == len(reading.creators) + 1:
            start, reading = before, longer
            at = before
    yield Found(trim.bare(text, start, end), trim.caption(text, begin, at), reading)


def _sentence_start(text: str, begin: int, end: int) -> int | None:
    starts = list(trim.sentence_starts(text, begin, end))
    return starts[-1] if starts else None


def _sentence_tail(text: str, begin: int, end: int) -> Iterator[Found]:
    """Yield the last sentence where it is no sentence but a credit."""
    starts = list(trim.starts(text, max(begin, end - _WINDOW), end))
    last = max((at for at, (_, sure) in enumerate(starts) if sure), default=0)
    for start, sure in starts[last:]:
        if start <= begin or end - start > _LONGEST:
            continue
        reading = read(text[start:end])
        tail = text[start:end]
        if (
            (_is_strong(reading) and (sure or _is_licensed(reading)))
            or (sure and _is_ranked(reading))
            or (sure and _is_plain_name(reading, tail))
            or (sure and _is_one_body(reading) and not tail.endswith("."))
        ):
            yield Found(trim.bare(text, start, end), trim.caption(text, begin, start), reading)
            return


def _separated_tail(text: str, begin: int, end: int) -> Iterator[Found]:
    """Yield what stands behind a dash, a bar or a slash."""
    window = max(begin, end - _WINDOW)
    for match in _SEPARATOR.finditer(text, window, end):
        start = match.end()
        if match.start() <= begin or end - start > _LONGEST:
            continue
        reading = read(text[start:end])
        bar = "|" in match.group() or "/" in match.group()
        if _is_strong(reading) or (
            bar and not reading.loose and (reading.creators or reading.kinds() & _STRONG)
        ):
            yield Found(
                trim.bare(text, start, end), trim.caption(text, begin, match.start()), reading
            )


_SEPARATOR: Final = re.compile(r"\s+[|/–—•·-]\s+|\s*\|\s*|\n+\s*|\s{3,}")


def _glued_tail(text: str, begin: int, end: int) -> Iterator[Found]:
    """Yield a credit that lost the white space before it."""
    for start in trim.seams(text, max(begin, end - _LONGEST), end):
        reading = read(text[start:end])
        if not reading.loose and reading.kinds() & {"agency", "us", "state", "medium"}:
            yield Found(trim.bare(text, start, end), trim.caption(text, begin, start), reading)


def _run_on_tail(text: str, begin: int, end: int) -> Iterator[Found]:
    """Yield a credit that follows the caption's last word with nothing but a space between."""
    window = max(begin, end - _LONGEST)
    tokens = tokenize(text[window:end])
    if not tokens or tokens[-1].dot and not tokens[-1].initial:
        return
    for at in range(1, len(tokens)):
        before, token = tokens[at - 1], tokens[at]
        if not token.capital or not token.gap or before.kind == "mark" and before.text != '"':
            continue
        if lexicon().is_a("leads-to-name", before.fold) or before.dot:
            continue
        reading = read(text[window + token.start : end])
        if _runs_on(reading, tokens[at:], after_name=before.capital):
            start = window + token.start
            yield Found(trim.bare(text, start, end), trim.caption(text, begin, start), reading)


def _runs_on(reading: Reading, tokens: list[Token], *, after_name: bool) -> bool:
    """Whether a tail is a credit though no mark parts it from the caption.

    Behind a capitalised word, which may be the first of a name, the tail must be as short as a
    credit can be: one agency, or a given name and a surname tied to one.
    """
    if reading.loose or not _is_strong(reading):
        return False
    if "service-photo" in reading.signs:
        return True
    if not reading.creators and "agency" in reading.kinds():
        one = reading.organizations[0]
        if after_name and len(reading.organizations) > 1:
            return False
        return one.known and not (after_name and len(one.name) <= 2 and one.name != "AP")  # noqa: PLR2004 - "Harrisburg PA"
    slash = next((at for at, t in enumerate(tokens) if t.text == "/"), None)
    if slash is None:
        return False
    if not after_name:
        return True
    names = [t for t in tokens[:slash] if t.capital and not t.initial]
    return len(names) == 1 + (reading.organizations[-1].name in _behind(tokens, slash))


def _behind(tokens: list[Token], slash: int) -> str:
    """The words behind a slash, as printed."""
    return " ".join(t.text for t in tokens[slash + 1 :])


def _inner(text: str, begin: int, end: int) -> Iterator[Found]:
    """Yield a labelled credit with sentences before and behind it."""
    window = max(begin, end - _WINDOW)
    for opening in reversed(trim.labels(text, window, end)):
        if not opening.sure:
            continue
        stops = [s for s in trim.sentence_starts(text, opening.stop, end) if s > opening.stop]
        if stops and stops[0] - opening.stop <= _LONGEST:
            reading = read(text[opening.stop : stops[0]])
            if _reads_as_labelled(reading) and not reading.loose:
                credit = trim.bare(text, opening.stop, stops[0])
                yield Found(credit, _longer(text, begin, opening.start, stops[0], end), reading)


def _inner_bracket(text: str, begin: int, end: int) -> Iterator[Found]:
    """Yield what a bracket holds that has sentences before and behind it."""
    window = max(begin, end - _WINDOW)
    for opening in range(end - 1, window, -1):
        if text[opening] not in "([":
            continue
        span = trim.first_bracket(text, opening, end)
        if span is None or span[1] - span[0] > _LONGEST:
            continue
        found = _bracket(text, begin, span, _longer(text, begin, span[0], span[1], end))
        if found and found.reading.creators and _names_a_party(text, span, found.reading):
            yield found


def _names_a_party(text: str, span: tuple[int, int], reading: Reading) -> bool:
    labelled = trim.past_label(text, span[0] + 1, span[1] - 1) is not None
    return labelled or "service-photo" in reading.signs or "agency" in reading.kinds()


def _longer(text: str, begin: int, one: int, two: int, end: int) -> tuple[int, int]:
    """A caption is one span: of the two sides of a credit, the longer one."""
    before, behind = trim.caption(text, begin, one), trim.caption(text, two, end)
    return max(before, behind, key=lambda span: span[1] - span[0])


def _front_bracket(text: str, begin: int, end: int) -> Iterator[Found]:
    """Yield what a bracket at the very front holds."""
    span = trim.first_bracket(text, begin, min(end, begin + _WINDOW))
    if span is None or span[1] - span[0] > _LONGEST:
        return
    found = _bracket(text, begin, span, (span[1], end))
    if found and found.caption[0] < found.caption[1]:
        yield found


def _front_label(text: str, begin: int, end: int) -> Iterator[Found]:
    """Yield the credit between a label at the front and the caption that follows."""
    start = trim.past_label(text, begin, end)
    if start is None:
        return
    yield from _front(text, start, end, labelled=True)


def _front_plain(text: str, begin: int, end: int) -> Iterator[Found]:
    """Yield a credit at the front that only its own words show: "AGENCY/Name Caption"."""
    yield from _front(text, begin, end, labelled=False)


def _front(text: str, start: int, end: int, *, labelled: bool) -> Iterator[Found]:
    reading = read(text[start : min(end, start + _LONGEST)], tight=True)
    stop = start + reading.end
    if reading.first_loose is not None and start + reading.first_loose < stop:
        return
    if not reading.parties:
        return
    head = text[start:stop]
    strong = reading.kinds() & {"agency", "medium", "us", "platform"}
    tied = "/" in head or "©" in head or "service-photo" in reading.signs
    if labelled or (strong and tied and reading.parties > 1) or "service-photo" in reading.signs:
        caption = trim.caption(text, stop, end)
        yield Found(trim.bare(text, start, stop), caption, reading)


def _strong_whole(text: str, begin: int, end: int) -> Iterator[Found]:
    """Yield the whole text where an agency or a medium and a name are all of it."""
    if end - begin > _LONGEST or any(trim.sentence_starts(text, begin, end)):
        return
    reading = read(text[begin:end])
    kinds = reading.kinds()
    if (
        not reading.loose
        and (
            "agency" in kinds
            or "licence" in reading.signs
            or "service-photo" in reading.signs
            or "courtesy" in reading.signs
            or ("medium" in kinds and reading.creators)
        )
        and (reading.parties or "courtesy" in reading.signs)
    ):
        yield Found(trim.bare(text, begin, end), (end, end), reading)


_STAGES: Final[tuple[Callable[[str, int, int], Iterator[Found]], ...]] = (
    _labelled_whole,
    _strong_whole,
    _labelled_tail,
    _bracketed_tail,
    _copyright_tail,
    _sentence_tail,
    _separated_tail,
    _glued_tail,
    _front_bracket,
    _front_label,
    _front_plain,
    _run_on_tail,
    _inner_bracket,
    _inner,
)
