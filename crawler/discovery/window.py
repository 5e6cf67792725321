"""Which time a crawl is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.discovery.dates import article_period, list_period

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.discovery.lead import Lead


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, and how strictly a crawl keeps to it.

    An everyday crawl takes what *changed* since then, an old article that was edited too. A crawl
    of past time takes what was *published* in it, and leaves alone what it knows to be of another
    time: from the announcer's date of publication, or the date in the address. An announcer's
    date of change proves one thing about publication: it was not later.

    Attributes:
        since: the beginning; None for any.
        until: the end, exclusive; None for none.
        past: whether this is a crawl of past time.
    """

    since: datetime | None = None
    until: datetime | None = None
    past: bool = False

    def takes(self, lead: Lead) -> bool:
        """Whether the article may be of this time."""
        if not (self.since or self.until):
            return True
        if self.past and lead.published:
            return self._spans(lead.published)
        if self.since and lead.date:
            if lead.date < self.since:
                return False
            if not self.past:
                return True
        period = article_period(lead.url)
        return period is None or period.overlaps(self.since, self.until)

    def takes_list(self, lead: Lead) -> bool:
        """Whether a sitemap may name articles of this time."""
        if self.since and lead.date and lead.date < self.since:
            return False
        period = list_period(lead.url)
        return period is None or period.overlaps(self.since, self.until)

    def is_over(self, lead: Lead) -> bool:
        """Whether the article is known to be from before: listings go back in time."""
        if self.since is None:
            return False
        if moment := lead.published or lead.date:
            return moment < self.since
        period = article_period(lead.url)
        return period is not None and not period.overlaps(self.since, None)

    def _spans(self, moment: datetime) -> bool:
        return not ((self.since and moment < self.since) or (self.until and moment >= self.until))
