"""Makes indexes as large as wanted, written through `archive.index` as a crawl writes them.

Sites, services, photographers and words are as unevenly common as in life (Zipf): a search for a
common word, or for the pictures of a large service, has to go through many rows. As in a crawl,
what comes later has a later moment, record id (`archive.warc.build`) and place in its file.
"""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from archive.likeness.waves import WAVES
from archive.model import Article, Claim, Credit, EmbeddedMetadata, Photo, RecordRef

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archive.index import Index

START = datetime(2022, 1, 1, tzinfo=UTC)
BATCH = 100
"""Articles in one transaction, as in a rebuild."""
CRAWL = 2000
"""Articles of one crawl, and of one WARC file."""
VISIT = 20
"""Articles that come one after the other from one site, as a crawl or a file of one brings them."""
LENGTH = 30_000
"""Octets of a record."""
SERVICES = (
    ("U.S. Army", "US Army", "United States Army"),
    ("U.S. Navy", "US Navy", "USN"),
    ("U.S. Air Force", "USAF", "US Air Force"),
    ("Reuters", "REUTERS"),
    ("AFP", "Agence France-Presse"),
    ("Bundeswehr",),
    ("NATO", "OTAN"),
    ("UK MOD", "MoD/Crown"),
    ("Marine nationale", "French Navy"),
    ("Getty Images", "Getty"),
)
RIGHTS = ("us-government", "us-government", "us-government", "agency", "agency",
          "crown-or-other-government", "crown-or-other-government", "agency",
          "crown-or-other-government", "agency")  # fmt: skip
RANKS = ("Sgt.", "Staff Sgt.", "Capt.", None, None, "Petty Officer 1st Class")
SYLLABLES = ("ba", "cor", "de", "fen", "gri", "ha", "jo", "kal", "lin", "mar", "no", "per", "qui",
             "ro", "sta", "tor", "ul", "ver", "wes", "zé")  # fmt: skip


class Story(NamedTuple):
    """An article and its captures.

    Attributes:
        site: its site's name.
        date: when it was captured.
        warc: name of the WARC file, and of the crawl.
        pages: what the page was read as, and the capture; a second time where it was changed.
        images: captures of its photos, one for each.
    """

    site: str
    date: datetime
    warc: str
    pages: list[tuple[Article, RecordRef]]
    images: list[RecordRef]


def zipf(count: int) -> list[int]:
    """An urn of the numbers below ``count``: the n-th is in it as often as 1/n."""
    return [n for n in range(count) for _ in range(round(count / (n + 1)))]


def word(number: int) -> str:
    """The n-th word of a language of its own; common ones are short."""
    parts = []
    while True:
        number, rest = divmod(number, len(SYLLABLES))
        parts.append(SYLLABLES[rest])
        if not number:
            return "".join(parts)


class Newsstand:
    """Articles without end; the n-th is always the same.

    Args:
        words: length of an article, on average.
        edition: articles of another are others, at other addresses, of the same sites and people.
    """

    def __init__(self, words: int = 350, edition: int = 0) -> None:
        self._edition = edition
        self._domain = f"e{edition}.example" if edition else "example"
        self._sites = zipf(80)
        self._people = zipf(60_000)
        self._bodies = zipf(5_000)
        self._length = words
        vocabulary = [word(n) for n in range(60_000)]
        self._words = [vocabulary[n] for n in zipf(60_000)]

    def story(self, number: int) -> Story:
        """The n-th article, as it was captured."""
        rng = random.Random(number + self._edition * 1_000_000_007)
        site = f"site{random.Random(number // VISIT).choice(self._sites)}"
        date = START + timedelta(minutes=2 * number)
        crawl, place = divmod(number, CRAWL)
        warc = f"{site}-{crawl}.warc.gz"
        offset = place * 10 * LENGTH
        article = self._article(rng, number, site, date - timedelta(minutes=rng.randrange(3000)))
        pages = [(article, capture(f"page {number}", article.url, date, warc, offset))]
        if number % 10 == 0:  # captured again with a changed text
            changed = Article(
                **{name: getattr(article, name) for name in Article.__slots__}
                | {"article_body": f"{article.article_body}\n\nUpdated."}
            )
            again = date + timedelta(days=1)
            name = f"page {number} again"
            pages.append((changed, capture(name, article.url, again, warc, offset + 9 * LENGTH)))
        images = [
            capture(
                f"{photo.content_url} {number}",
                photo.content_url,
                date,
                warc,
                offset + LENGTH * (photo.position + 1),
                "image/jpeg",
            )
            for photo in article.photos
        ]
        return Story(site, date, warc, pages, images)

    def _article(self, rng: random.Random, number: int, site: str, date: datetime) -> Article:
        url = f"https://{site}.{self._domain}/{date:%Y/%m/%d}/{self._text(rng, 5, '-')}-{number}"
        length = rng.randrange(self._length // 2, self._length * 3 // 2)
        return Article(
            url=url,
            canonical_url=url,
            headline=self._text(rng, 8).capitalize(),
            description=self._text(rng, 20),
            authors=(self._person(rng),),
            date_published=date,
            in_language=rng.choice(("en", "en", "en", "fr", "de")),
            section=rng.choice(("Land", "Naval", "Air", None)),
            keywords=(self._text(rng, 1), self._text(rng, 1)),
            schema_type="NewsArticle",
            article_body="\n\n".join(self._text(rng, 70) for _ in range(max(1, length // 70))),
            photos=tuple(
                self._photo(rng, number, site, n) for n in range(rng.choice((1, 2, 2, 3)))
            ),
        )

    def _photo(self, rng: random.Random, number: int, site: str, position: int) -> Photo:
        chance = rng.random()
        url = f"https://{site}.{self._domain}/media/{number}-{position}.jpg"
        picture = number * 4 + position
        if chance < 0.1:  # the file that an earlier article has
            picture = rng.randrange(max(1, number)) * 4
            url = f"https://wire.{self._domain}/{picture}.jpg"
        elif chance < 0.25:  # the same picture, at another size
            picture = rng.randrange(max(1, number)) * 4
        identifier = f"{220000 + picture % 800}-A-AB{picture % 997:03}-{picture % 8999 + 1000}"
        credit = self._credit(rng, identifier if picture % 5 == 0 else None)
        return Photo(
            content_url=url,
            urls=(url, f"{url}?w=300&p={picture}"),
            caption=self._text(rng, 25),
            credit_line=credit.text if credit else None,
            alt=self._text(rng, 6),
            position=position,
            is_lead=position == 0,
            credit=credit,
            claims=(Claim("printed", credit_text=credit.text),) if credit else (),
        )

    def _credit(self, rng: random.Random, identifier: str | None) -> Credit | None:
        if rng.random() < 0.2:
            return None
        number = rng.choice(self._bodies)
        service = rng.choice(SERVICES[number]) if number < len(SERVICES) else f"Press {number}"
        person = self._person(rng)
        rank = rng.choice(RANKS)
        return Credit(
            text=f"{service} photo by {rank or ''} {person}",
            creators=(person,),
            ranks=(rank,),
            organizations=(service,),
            identifier=identifier,
            rights=RIGHTS[number] if number < len(RIGHTS) else "company",  # type: ignore[arg-type] # all are
        )

    def _person(self, rng: random.Random) -> str:
        number = rng.choice(self._people)
        return f"{word(number % 977).title()} {word(number + 400).title()}"

    def _text(self, rng: random.Random, count: int, between: str = " ") -> str:
        return between.join(rng.choices(self._words, k=count))


def capture(  # noqa: PLR0913, PLR0917 - the columns of one row
    name: str, url: str, date: datetime, warc: str, offset: int, media_type: str = "text/html"
) -> RecordRef:
    """A whole 200 answer."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return RecordRef(
        record_id=f"urn:uuid:{int(date.timestamp() * 1000):012x}{digest[:20]}",
        record_type="response",
        target_uri=url,
        date=date,
        status=200,
        content_type=media_type,
        payload_digest=f"sha1:{digest[:32].upper()}",
        truncated=None,
        warc_filename=warc,
        warc_offset=offset,
        warc_length=LENGTH,
    )


def fill(index: Index, stories: Sequence[Story]) -> None:
    """Writes articles with their captures and photos, `BATCH` in a transaction."""
    for start in range(0, len(stories), BATCH):
        with index.transaction():
            for story in stories[start : start + BATCH]:
                write(index, story)


def write(index: Index, story: Story) -> None:
    """Writes one article as a crawl does."""
    crawl = index.start_crawl(f"urn:uuid:{story.warc}", story.site, story.date, {})
    (article, page), *again = story.pages
    index.add_captures(crawl, [page, *story.images])
    index.add_article(article, page.record_id, site=story.site)
    for photo, image in zip(article.photos, story.images, strict=True):
        index.add_photo(photo.content_url, image.record_id, **facts(photo))
    for changed, capture_again in again:
        index.add_captures(crawl, [capture_again])
        index.add_article(changed, capture_again.record_id, site=story.site)


def facts(photo: Photo) -> dict[str, Any]:
    """What is known of a photo's bytes: those of its picture, in its own size."""
    picture = photo.urls[1].rpartition("p=")[2]
    small = "wire" not in photo.content_url
    size = (1200, 800) if small else (2400, 1600)
    return {
        "sha256": hashlib.sha256(f"{picture} {photo.content_url}".encode()).hexdigest(),
        "byte_length": 200_000,
        "embedded": EmbeddedMetadata(format="JPEG", width=size[0], height=size[1]),
        "embedded_credit": None,
        "perceptual_hashes": look(int(picture)),
    }


def look(picture: int) -> tuple[str, ...]:
    """The perceptual hash of a picture."""
    return (random.Random(picture).randbytes(len(WAVES)).hex(),)


def sizes(largest: int) -> Iterator[int]:
    """10 000, 100 000 … up to ``largest``."""
    size = 10_000
    while size <= largest:
        yield size
        size *= 10
