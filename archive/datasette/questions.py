"""The questions people bring, as canned queries with named parameters.

``search_words``, ``person_key``, ``organization_key`` and ``image_number`` are registered by the
plugin: `archive.datasette.functions`.

Each answers in well under a second over a million articles: it picks its rows by one narrow index,
newest first and at most `MOST`, and joins the wide columns to those alone. A plus before a column
keeps SQLite from looking rows up by it, one by one.
"""

from __future__ import annotations

from typing import NamedTuple

from archive.matching import named

MOST = 500
"""Pictures an answer has at most: what a browser still shows at once."""
LATEST = 20_000
"""Of an organization with more pictures, so many are looked through for their photographers."""
COMMON = 3000
"""Uses from which on a name's pictures are found by going through the newest of all, rather than
by sorting all of its own."""

PICTURES = """select photos.content_url as photo_url, photo_uses.caption, photo_uses.credit_line,
    photo_uses.creators, photo_uses.ranks, photo_uses.organizations, photo_uses.identifier,
    photo_uses.rights, photo_uses.instructions, articles.site, articles.headline,
    articles.url as article_url, articles.date_published, shown_uses.captured_at, photos.sha256
from {chosen}
join photo_uses on photo_uses.id = {chosen}.photo_use_id
join shown_uses on shown_uses.photo_use_id = {chosen}.photo_use_id
join articles on articles.id = shown_uses.article_id
join photos on photos.id = shown_uses.photo_id
"""
CHOSEN = PICTURES.format(chosen="chosen") + "order by shown_uses.{order} desc"


RANKED = 10_000
"""Of words that more photos or articles have, the newest so many are ranked: to rank a million
takes seconds."""

_FIRST = "substr(:since || '-01-01', 1, 10)"
_LAST = """case length(:until) when 4 then :until || '-12-31'
                    when 7 then :until || '-31' else :until end"""
# The day is the one that is printed, and clocks are within a day of each other: only for moments
# that near to an end is the row read, which no index has.
_WITHIN = f"""published_at >= coalesce(date({_FIRST}, '-1 day'), '')
                and published_at < coalesce(date({_LAST}, '+2 day'), '~')
                and (published_at >= coalesce(date({_FIRST}, '+1 day'), '')
                    or date_published >= :since)
                and (published_at < coalesce(date({_LAST}), '~')
                    or substr(date_published, 1, length(:until)) <= :until)"""

FOUND = f"""with found (photo_use_id, relevance) as materialized (
    select photo_use_id, relevance from (
        select shown_uses.photo_use_id,
            bm25(photo_uses_fts, 2.0, 4.0, 6.0, 3.0, 1.0) as relevance
        from photo_uses_fts
        join shown_uses on shown_uses.photo_use_id = photo_uses_fts.rowid
        where photo_uses_fts match search_words(:words)
            and (:site = '' or shown_uses.site = :site)
            and (:rights = '' or shown_uses.rights = :rights)
            and (:since || :until = '' or {_WITHIN})
        order by photo_uses_fts.rowid desc limit {RANKED}
    )
    order by relevance, photo_use_id desc limit {MOST}
)
"""  # noqa: S608 - every part of it stands in this module
FOUND_PHOTOS = (
    FOUND + PICTURES.format(chosen="found") + "order by found.relevance, found.photo_use_id desc"
)

ARTICLES = f"""with found (id, relevance) as materialized (
    select id, relevance from (
        select rowid as id, bm25(articles_fts, 8.0, 4.0, 1.0, 4.0) as relevance
        from articles_fts
        where articles_fts match search_words(:words)
            and (:site = '' or +rowid in (select id from articles where site = :site))
            and (:since || :until = '' or +rowid in (select id from articles where {_WITHIN}))
        order by rowid desc limit {RANKED}
    )
    order by relevance, id desc limit {MOST}
)
select articles.headline, (
        select snippet(articles_fts, -1, '«', '»', '…', 32) from articles_fts
        where articles_fts match search_words(:words) and rowid = found.id
    ) as found,
    articles.site, articles.date_published, articles.authors, articles.url as article_url
from found
join articles on articles.id = found.id
order by found.relevance, found.id desc"""  # noqa: S608 - likewise

PHOTOGRAPHERS = f"""select persons.name as creator, count(*) as pictures,
    max(shown_uses.date_published) as latest
from (
    select distinct photo_use_id from organizations
    join photo_use_organizations on photo_use_organizations.organization_id = organizations.id
    where organizations.name_key = organization_key(:organization)
    order by photo_use_id desc limit {LATEST}
) as theirs
join photo_use_persons on photo_use_persons.photo_use_id = theirs.photo_use_id
join persons on persons.id = photo_use_persons.person_id
join shown_uses on shown_uses.photo_use_id = theirs.photo_use_id
group by persons.id
union all
select * from (
    select persons.name, persons.uses, (
        select max(date_published) from (
            select shown_uses.date_published from photo_use_persons
            join shown_uses on shown_uses.photo_use_id = photo_use_persons.photo_use_id
            where photo_use_persons.person_id = persons.id
            order by photo_use_persons.photo_use_id desc limit 50
        )
    )
    from persons where :organization = '' and persons.uses > 0
    order by persons.uses desc limit 200
)
order by pictures desc, creator limit 200"""  # noqa: S608 - likewise

_RIGHTS = "coalesce(nullif(:rights, ''), 'us-government')"


class Question(NamedTuple):
    """A canned query.

    Attributes:
        title: the question.
        description: how to ask it.
        sql: the query, with named parameters.
    """

    title: str
    description: str
    sql: str


def by_party(
    party: str, order: str = "published_at", most: int = MOST, common: int = COMMON
) -> str:
    """The newest pictures of a person or organization, whatever spelling is given.

    The whole name first; where nobody has it, all who have it as a part of theirs. The plus keeps
    SQLite from asking for each of these, who may be thousands, of every use.

    Args:
        party: ``person`` or ``organization``; the query's parameter is ``creator`` for a person.
        order: the column of ``shown_uses`` that makes them new.
        most: rows wanted.
        common: uses above which the newest of all are gone through.
    """
    asked = f"{party}_key(:{'creator' if party == 'person' else party})"
    table, links = f"{party}s", f"photo_use_{party}s"
    return f"""with wanted (id, uses) as materialized (
    select id, uses from {table} where id in ({named(table, asked)})
),
chosen (photo_use_id) as (
    select photo_use_id from (
        select distinct {links}.photo_use_id, shown_uses.{order} as moment
        from wanted
        join {links} on {links}.{party}_id = wanted.id
        join shown_uses on shown_uses.photo_use_id = {links}.photo_use_id
        where (select total(uses) from wanted) <= {common}
        order by moment desc limit {most}
    )
    union all
    select photo_use_id from (
        select photo_use_id from shown_uses
        where (select total(uses) from wanted) > {common} and exists (
            select 1 from {links} where {links}.photo_use_id = shown_uses.photo_use_id
                and +{links}.{party}_id in (select id from wanted)
        )
        order by {order} desc limit {most}
    )
)
{CHOSEN.format(order=order)}"""  # noqa: S608 - every part of it stands in this module


def by_rights(common: int = COMMON) -> str:
    """The newest pictures of one kind of rights, of one organization or site, or of all.

    Each of its ways is the narrowest for what was asked; the others find nothing.

    Args:
        common: as in `by_party`.
    """
    of_kind = f"shown_uses.rights = {_RIGHTS}"
    theirs = """exists (
            select 1 from photo_use_organizations as links
            where links.photo_use_id = shown_uses.photo_use_id
                and links.organization_id = (select id from wanted)
        )"""
    newest = f"order by shown_uses.published_at desc limit {MOST}"
    return f"""with wanted (id, uses) as materialized (
    select id, uses from organizations where name_key = organization_key(:organization)
),
chosen (photo_use_id) as (
    select photo_use_id from (
        select photo_use_id from shown_uses
        where :organization = '' and :site = '' and {of_kind} {newest}
    )
    union all
    select photo_use_id from (
        select photo_use_id from shown_uses indexed by shown_uses_by_site_rights
        where site = nullif(:site, '') and {of_kind} and (:organization = '' or {theirs}) {newest}
    )
    union all
    select photo_use_id from (
        select distinct shown_uses.photo_use_id, shown_uses.published_at from wanted
        cross join photo_use_organizations as links on links.organization_id = wanted.id
        cross join shown_uses on shown_uses.photo_use_id = links.photo_use_id
        where :organization != '' and :site = '' and wanted.uses <= {common} and {of_kind} {newest}
    )
    union all
    select photo_use_id from (
        select photo_use_id from shown_uses
        where :organization != '' and :site = '' and {of_kind}
            and (select uses from wanted) > {common} and {theirs} {newest}
    )
)
{CHOSEN.format(order="published_at")}"""  # noqa: S608 - every part of it stands in this module


QUESTIONS = {
    "search_captions": Question(
        "Search captions and credits",
        f"Words anywhere in caption, credit, names, organizations or alt text, the best {MOST}; of "
        "one site, one kind of rights, or published within some days, months or years, or of all.",
        FOUND_PHOTOS,
    ),
    "search_articles": Question(
        "Search articles",
        f"Words anywhere in headline, summary, body or authors, the best {MOST}; of one site, or "
        "published within some days, months or years, or of all.",
        ARTICLES,
    ),
    "photos_by_creator": Question(
        "Pictures by a photographer",
        "A name in any spelling, or, where nobody has it, a part of one; newest first. Rank, "
        "accents and capitals do not matter.",
        by_party("person"),
    ),
    "photos_by_organization": Question(
        "Pictures of a service, agency or company",
        "For example US Navy, Reuters or Bundeswehr, in any spelling, or, where nobody has that "
        "name, a part of one; newest first.",
        by_party("organization"),
    ),
    "photos_by_rights": Question(
        "Which pictures may I reprint?",
        "By what the printed credit says, us-government unless you name another kind; of one "
        "organization or site, or of all. The words of a credit are no licence: check with the "
        "rights holder.",
        by_rights(),
    ),
    "where_used": Question(
        "Where was this picture used, and credited how?",
        "Every use of the same picture, at whatever size and address, earlier versions of "
        "articles included. Give its address, its image number (VIRIN) or its sha256.",
        """with wanted (id) as materialized (
    select picture_id from photos where content_url = :picture
    union
    select picture_id from photos where sha256 = lower(:picture)
    union
    select photos.picture_id from photo_identifiers
    join photos on photos.id = photo_identifiers.photo_id
    where photo_identifiers.identifier = image_number(:picture)
)
select photos.content_url as photo_url, photo_uses.credit_line, photo_uses.caption,
    photo_uses.creators, photo_uses.ranks, photo_uses.organizations, photo_uses.identifier,
    photo_uses.rights, articles.site, article_versions.headline, articles.url as article_url,
    article_versions.date_published, article_versions.first_captured_at, photos.sha256
from wanted
join photos on photos.picture_id = wanted.id
join photo_uses on photo_uses.photo_id = photos.id
join article_versions on article_versions.id = photo_uses.version_id
join articles on articles.id = article_versions.article_id
order by article_versions.first_captured_at limit 1000""",
    ),
    "credited_differently": Question(
        "Which pictures are credited differently?",
        "One picture, several credits: those with most credits first; on one site, or on all.",
        """select credit_disagreements.photo_url, credit_disagreements.credit_lines,
    credit_disagreements.sites, credit_disagreements.credits, credit_disagreements.uses,
    credit_disagreements.sha256
from credit_disagreements
where :site = '' or exists (
    select 1 from photos join shown_uses on shown_uses.photo_id = photos.id
    where photos.picture_id = credit_disagreements.picture_id and shown_uses.site = :site
)
order by credit_disagreements.credits desc limit 200""",
    ),
    "credit_sources": Question(
        "What does each source say of this photo?",
        "Every source side by side: print, JSON-LD, page data, attributes, the file itself. "
        "Give the photo's address.",
        """select credits.source, credits.chosen, credits.text, credits.creators,
    credits.organizations, credits.rights, credits.copyright_notice, credits.license,
    credits.acquire_license_page, credits.caption, articles.headline,
    articles.url as article_url
from photos
join credits on credits.photo_id = photos.id
left join photo_uses on photo_uses.id = credits.photo_use_id
left join article_versions on article_versions.id = photo_uses.version_id
left join articles on articles.id = article_versions.article_id
where photos.content_url = :photo_url
order by articles.url, credits.chosen desc, credits.source""",
    ),
    "article_at": Question(
        "What did this article say on a day?",
        "Give the article's address and a day (YYYY-MM-DD): the version that stood at its end. "
        "Leave the day empty for every version.",
        """select article_versions.first_captured_at, article_versions.last_captured_at,
    article_versions.headline, article_versions.description, article_versions.article_body,
    articles.url as article_url
from articles
join article_versions on article_versions.article_id = articles.id
where articles.url = :article_url
    and (:day = '' or article_versions.id = (
        select page_captures.version_id from page_captures
        join captures on captures.id = page_captures.capture_id
        join article_versions on article_versions.id = page_captures.version_id
        where article_versions.article_id = articles.id
            and captures.captured_at < date(:day, '+1 day')
        order by captures.captured_at desc limit 1
    ))
order by article_versions.first_captured_at""",
    ),
    "captures_of": Question(
        "Show me the page as it was",
        "Every capture of an address; each leads to the page as it was captured.",
        """select captures.captured_at, captures.status, captures.target_uri,
    captures.content_type, captures.record_type, captures.truncated, captures.warc_filename,
    captures.warc_offset
from captures
where captures.target_uri = :url
order by captures.captured_at desc limit 1000""",
    ),
    "changed_articles": Question(
        "Which articles were changed?",
        "Those captured with another text, photo or credit than before, and what changed, the "
        "latest change first; of one site, or of all.",
        """select article_versions.first_captured_at as changed_at, articles.site,
    article_versions.headline, articles.url as article_url, (
        select count(*) from article_versions as others
        where others.article_id = articles.id
            and others.first_captured_at <= article_versions.first_captured_at
    ) as version, article_versions.changes
from article_versions
join articles on articles.id = article_versions.article_id
where article_versions.changes != '[]' and (:site = '' or articles.site = :site)
order by article_versions.first_captured_at desc limit 500""",
    ),
    "photographers": Question(
        "Who takes the pictures?",
        "Photographers with most pictures; of one organization, or of all. Of a very large one the "
        f"{LATEST:,} pictures archived last are counted. The latest is the newest of those "
        "archived last.",
        PHOTOGRAPHERS,
    ),
    "problems": Question(
        "What did not work?",
        "Pages and photos that were captured but gave nothing, newest first.",
        """select captures.captured_at, crawls.site, captures.target_uri, captures.status,
    captures.content_type, captures.problem, captures.warc_filename, captures.warc_offset
from captures
left join crawls on crawls.id = captures.crawl_id
where captures.problem is not null
order by captures.captured_at desc limit 1000""",
    ),
}
