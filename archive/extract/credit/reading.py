"""What the grammar finds in a credit, and how well the text was one."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank in front of a name.

    Attributes:
        text: as printed.
        kind: ``rank-us``, ``rank-state`` or ``rank`` (shared by several countries).
        dotted: whether it is written with a full stop, as United States forces do.
    """

    text: str
    kind: str
    dotted: bool


@dataclass(frozen=True, slots=True)
class Creator:
    """A person, with the rank printed before the name."""

    name: str
    rank: Rank | None


@dataclass(frozen=True, slots=True)
class Organization:
    """A body.

    Attributes:
        name: as printed.
        kind: a kind of organization of the lexicon, ``unit``, ``institution`` or ``unnamed``.
        known: whether the lexicon has the whole name.
        acronym: whether it is a short one in capitals.
    """

    name: str
    kind: str
    known: bool = False
    acronym: bool = False


@dataclass(slots=True)
class Reading:
    """What the grammar found in a text. Offsets count from the text's start.

    Attributes:
        signs: kinds of words met (``label``, ``by``, ``courtesy``, ``licence``, ``crown``,
            ``copyright``, ``noise`` …); ``service-photo`` where a body's name and a label make
            one phrase ("U.S. Army photo"); ``join`` where parties are listed with "and".
        loose: words that fit nothing.
        aside: words behind a dash or a job title, which describe and name no one.
        first_loose: offset of the first loose word.
        first_party: offset past the first person or body.
        end: offset past the last word that belongs to the credit.
    """

    creators: list[Creator] = field(default_factory=list)
    organizations: list[Organization] = field(default_factory=list)
    identifier: str | None = None
    signs: set[str] = field(default_factory=set)
    loose: int = 0
    aside: int = 0
    first_loose: int | None = None
    first_party: int = 0
    end: int = 0

    @property
    def parties(self) -> int:
        """How many persons and bodies there are."""
        return len(self.creators) + len(self.organizations)

    def kinds(self) -> set[str]:
        """Kinds of the organizations."""
        return {o.kind for o in self.organizations}

    def knows_body(self) -> bool:
        """Whether the lexicon has the whole name of one of the bodies."""
        return any(o.known for o in self.organizations)

    def add_creator(self, creator: Creator, end: int) -> None:
        """Add a person, once, whose name ends at ``end``."""
        if all(creator.name.casefold() != c.name.casefold() for c in self.creators):
            self.creators.append(creator)
        self._reach(end)

    def rank_last(self, rank: Rank, end: int) -> None:
        """Give the last person the rank that is printed behind the name and ends at ``end``."""
        self.creators[-1] = Creator(self.creators[-1].name, rank)
        self._reach(end)

    def add_organization(self, organization: Organization, end: int) -> None:
        """Add a body, once, whose name ends at ``end``."""
        name = organization.name.casefold()
        if all(name != o.name.casefold() for o in self.organizations):
            self.organizations.append(organization)
        self._reach(end)

    def _reach(self, end: int) -> None:
        self.first_party = self.first_party or end
        self.end = end
