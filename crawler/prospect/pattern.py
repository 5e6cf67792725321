"""Learns from some of a site's articles what the address of each of them looks like."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.intake import may_be_article
from archive.model import SiteRules
from crawler.prospect.family import Family, Variant
from crawler.prospect.listings import WORDS, usual_listings
from crawler.prospect.shape import Shape, shape_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

MAX_FAMILIES = 16
"""Kinds of addresses that one pattern takes; more are no pattern."""
_LONGEST = 2000
_SAMPLE = 5
_NAMES = 40
_EXAMPLES = 3
_HALF = 0.5
_ANY = SiteRules("")


class NoPatternError(Exception):
    """The links have nothing in common that other pages have not."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned.

    Attributes:
        pattern: the regular expression; it takes addresses as a whole, from ``^`` to ``$``.
        hosts: the hosts it names, without ``www.``, the one with most articles first.
        examples: links it was learned from, of as many kinds as there are.
        taken: how many of the sure links it takes.
        left: sure links that it does not take.
        by_month: whether articles lie in folders of year and month at the host's root.
    """

    pattern: str
    hosts: tuple[str, ...]
    examples: tuple[str, ...]
    taken: int
    left: tuple[str, ...]
    by_month: bool


def learn(
    sure: Sequence[str], likely: Sequence[str] = (), refused: Collection[str] = ()
) -> Learned:
    """A pattern that takes articles, those of next year too, and refuses what lists them.

    Args:
        sure: links to articles, as a feed has them, newest first; all on the site's own hosts.
        likely: addresses among which are articles, as a sitemap or a front page has them. They
            add kinds of addresses whose making shows that they are articles: by a date, by a
            number, by the words of a headline.
        refused: addresses that are no articles; what listings are usually called is known.

    Raises:
        NoPatternError: there is no link to learn from, or no pattern takes half of the sure ones
            and none of the refused.
    """
    known = set(refused)
    certain = _shapes(url for url in sure if url not in known)
    others = _shapes(url for url in likely if url not in known)
    if not certain and not others:
        message = "none of the links can be an article's"
        raise NoPatternError(message)
    families = _families(certain, others)[: 2 * MAX_FAMILIES]
    members = [shape.url for family in families for shape in family.members[:_SAMPLE]]
    refuse = known | usual_listings(members)
    chosen = [choice for family in families if (choice := _choice(family, refuse)) is not None]
    return _learned(_without_needless(chosen)[:MAX_FAMILIES], certain)


def _shapes(urls: Iterable[str]) -> list[Shape]:
    usable = (url for url in dict.fromkeys(urls) if len(url) <= _LONGEST)
    shapes = [shape for shape in map(shape_of, usable) if shape is not None]
    return [s for s in shapes if s.units[-1].kind == "query" or may_be_article(s.url, _ANY)]


def _families(certain: Sequence[Shape], others: Sequence[Shape]) -> list[Family]:
    """The kinds of addresses there are, those with most sure links first."""
    sure: dict[object, list[Shape]] = defaultdict(list)
    likely: dict[object, list[Shape]] = defaultdict(list)
    for shapes, families in ((certain, sure), (others, likely)):
        for shape in shapes:
            families[shape.family].append(shape)
    found = [
        Family(tuple(sure[key]), tuple(likely[key])) for key in dict.fromkeys([*sure, *likely])
    ]
    kept = [family for family in found if family.sure or family.shows]
    return sorted(kept, key=lambda family: (-len(family.sure), -len(family.likely)))


@dataclass(frozen=True, slots=True)
class _Choice:
    """A family, and how it is taken."""

    family: Family
    variant: Variant

    @property
    def expression(self) -> str:
        return self.family.expression(self.variant)


def _choice(family: Family, refuse: Collection[str]) -> _Choice | None:
    """The most general way to take a family and nothing that must not be taken."""
    mine = [shape.url for shape in (family.sure or family.likely)]
    best: tuple[float, _Choice] | None = None
    for choice in _candidates(family, refuse):
        regex = _compiled([choice])
        if any(map(regex.search, refuse)):
            continue
        share = sum(map(bool, map(regex.search, mine))) / len(mine)
        if best is None or share > best[0]:
            best = share, choice
        if share == 1:
            break
    return best[1] if best and best[0] >= _HALF else None


def _candidates(family: Family, refuse: Collection[str]) -> Iterator[_Choice]:
    for variant in family.variants():
        choice = _Choice(family, variant)
        yield choice
        # Where addresses are headlines alone, only their names tell pages that are no articles.
        regex = _compiled([choice])
        taken = [url for url in refuse if regex.search(url)]
        names = frozenset(urlsplit(url).path.rstrip("/").rpartition("/")[2] for url in taken)
        if 0 < len(names) <= _NAMES:
            yield replace(choice, variant=replace(variant, without=names))


def _without_needless(chosen: list[_Choice]) -> list[_Choice]:
    """Without families all of whose members another one takes."""
    kept = list(chosen)
    for candidate in reversed(chosen):
        rest = [entry for entry in kept if entry is not candidate]
        if not rest:
            break
        regex = _compiled(rest)
        if all(regex.search(shape.url) for shape in candidate.family.members):
            kept = rest
    return kept


def _learned(chosen: list[_Choice], certain: Sequence[Shape]) -> Learned:
    if not chosen:
        message = "links of articles look like those of other pages"
        raise NoPatternError(message)
    hosts = _hosts(chosen)
    pattern = _whole(hosts, chosen)
    regex = re.compile(pattern)
    left = [shape.url for shape in certain if not regex.search(shape.url)]
    if len(left) > _HALF * len(certain):
        message = f"no pattern takes more than {len(certain) - len(left)} of {len(certain)} links"
        raise NoPatternError(message)
    by_kind = [[shape.url for shape in (c.family.sure or c.family.likely)] for c in chosen]
    turns = [urls[turn] for turn in range(_EXAMPLES) for urls in by_kind if turn < len(urls)]
    examples = [url for url in turns if regex.search(url)][:_EXAMPLES]
    months = any(choice.family.by_month for choice in chosen)
    taken = len(certain) - len(left)
    return Learned(pattern, hosts, tuple(examples), taken, tuple(left), by_month=months)


def _hosts(chosen: Iterable[_Choice]) -> tuple[str, ...]:
    count = Counter(shape.host for choice in chosen for shape in choice.family.members)
    return tuple(host for host, _ in count.most_common())


def _compiled(chosen: Sequence[_Choice]) -> re.Pattern[str]:
    return re.compile(_whole(_hosts(chosen), chosen))


def _whole(hosts: Sequence[str], chosen: Sequence[_Choice]) -> str:
    """One expression of addresses for all that was chosen."""
    names = [re.escape(host).replace(r"\-", "-") for host in hosts]
    host = names[0] if len(names) == 1 else f"(?:{'|'.join(names)})"
    paths = list(dict.fromkeys(choice.expression for choice in chosen))
    path = paths[0] if len(paths) == 1 else f"(?:{'|'.join(paths)})"
    guarded = any(choice.variant.guarded for choice in chosen)
    guard = rf"(?!(?:[^/?#]+/)*(?:{WORDS})(?:/|$))" if guarded else ""
    # A site file has its pattern between single quotes.
    return rf"^https?://(?:www\.)?{host}/{guard}{path}$".replace("'", r"\x27")
