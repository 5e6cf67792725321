"""The questions people bring, as canned queries with named parameters.

``escape_fts`` is Datasette's own; the empty phrase behind it keeps an empty answer from being a
syntax error (FTS5 passes over empty phrases).
"""

from __future__ import annotations

from typing import NamedTuple

PICTURES = """select photos.content_url as photo_url, photo_uses.caption, photo_uses.credit_line,
    photo_uses.creators, photo_uses.ranks, photo_uses.organizations, photo_uses.identifier,
    photo_uses.rights, articles.site, articles.headline, articles.url as article_url,
    articles.date_published, photos.sha256
from photo_uses
join articles on articles.version_id = photo_uses.version_id
join photos on photos.id = photo_uses.photo_id
"""


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


QUESTIONS = {
    "search_captions": Question(
        "Search captions and credits",
        "Words anywhere in caption, credit, names, organizations or alt text, best first.",
        PICTURES
        + """join photo_uses_fts on photo_uses_fts.rowid = photo_uses.id
where photo_uses_fts match '(' || escape_fts(:words) || ' "")'
order by photo_uses_fts.rank""",
    ),
    "photos_by_creator": Question(
        "Pictures by a photographer",
        "All or part of a name; accents and case do not matter.",
        PICTURES
        + """join photo_uses_fts on photo_uses_fts.rowid = photo_uses.id
where photo_uses_fts match 'creators : (' || escape_fts(:creator) || ' "")'
order by articles.date_published desc""",
    ),
    "photos_by_organization": Question(
        "Pictures of a service, agency or company",
        "For example U.S. Navy, Reuters, Bundeswehr; as printed, accents and case do not matter.",
        PICTURES
        + """join photo_uses_fts on photo_uses_fts.rowid = photo_uses.id
where photo_uses_fts match 'organizations : (' || escape_fts(:organization) || ' "")'
order by articles.date_published desc""",
    ),
    "photos_by_rights": Question(
        "Which pictures may I reprint?",
        "By what the printed credit says, us-government unless you name another kind; from one "
        "site or all. The words of a credit are no licence: check with the rights holder.",
        PICTURES
        + """where photo_uses.rights = coalesce(nullif(:rights, ''), 'us-government')
    and (:site = '' or articles.site = :site)
order by articles.date_published desc""",
    ),
    "where_used": Question(
        "Where was this picture used, and credited how?",
        "Every use of the same file (by its sha256) or of the same image number (VIRIN), earlier "
        "versions of articles included.",
        """with numbers (identifier) as (
    select :picture
    union
    select photo_uses.identifier from photos join photo_uses on photo_uses.photo_id = photos.id
    where photos.sha256 = :picture
),
files (sha256) as (
    select :picture
    union
    select photos.sha256 from photo_uses join photos on photos.id = photo_uses.photo_id
    where photo_uses.identifier in (select identifier from numbers)
    union
    select sha256 from photos where embedded_identifier in (select identifier from numbers)
)
select photos.content_url as photo_url, photo_uses.credit_line, photo_uses.caption,
    photo_uses.creators, photo_uses.ranks, photo_uses.organizations, photo_uses.identifier,
    photo_uses.rights, articles.site, article_versions.headline, articles.url as article_url,
    article_versions.date_published, article_versions.first_captured_at, photos.sha256
from photo_uses
join article_versions on article_versions.id = photo_uses.version_id
join articles on articles.id = article_versions.article_id
join photos on photos.id = photo_uses.photo_id
where photo_uses.id in (
    select photo_uses.id from photos join photo_uses on photo_uses.photo_id = photos.id
    where photos.sha256 in (select sha256 from files)
    union
    select id from photo_uses where identifier in (select identifier from numbers)
)
order by article_versions.first_captured_at""",
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
    "search_articles": Question(
        "Search articles",
        "Words anywhere in headline, summary, body or authors, best first.",
        """select articles.headline, snippet(articles_fts, -1, '«', '»', '…', 32) as found,
    articles.site, articles.date_published, articles.authors, articles.url as article_url
from articles_fts
join articles on articles.id = articles_fts.rowid
where articles_fts match '(' || escape_fts(:words) || ' "")'
order by articles_fts.rank""",
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
    "problems": Question(
        "What did not work?",
        "Pages and photos that were captured but gave nothing, newest first.",
        """select captures.captured_at, crawls.site, captures.target_uri, captures.status,
    captures.content_type, captures.problem
from captures
left join crawls on crawls.id = captures.crawl_id
where captures.problem is not null
order by captures.captured_at desc""",
    ),
}
