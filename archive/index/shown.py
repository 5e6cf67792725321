"""Which uses of photos articles show now: rows of ``shown_uses``, kept as the articles are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

WANTED = """select photo_uses.id, articles.id, photo_uses.photo_id,
    coalesce(photos.capture_id, article_versions.capture_id), articles.site,
    articles.date_published, articles.published_at, captures.captured_at, photo_uses.rights,
    photo_uses.credit_line is not null, photo_uses.identifier, photos.sha256
    from articles
    join article_versions on article_versions.id = articles.version_id
    join photo_uses on photo_uses.version_id = articles.version_id
    join photos on photos.id = photo_uses.photo_id
    left join captures
        on captures.id = coalesce(photos.capture_id, article_versions.capture_id)
    where articles.id = ? order by photo_uses.id"""

SHOWN = "select * from shown_uses where article_id = ? order by photo_use_id"


def show(db: Database, article_id: int) -> set[int]:
    """Makes the shown uses of an article those of its current version.

    Returns:
        Ids of the photos for which that changed something.
    """
    wanted = db.execute(WANTED, (article_id,)).fetchall()
    shown = db.execute(SHOWN, (article_id,)).fetchall()
    if wanted == shown:
        return set()
    ids = {row[0] for row in wanted}
    gone = [(row[0],) for row in shown if row[0] not in ids]
    db.conn.executemany("delete from shown_uses where photo_use_id = ?", gone)
    before = {row[0]: row for row in shown}
    changed = [row for row in wanted if before.get(row[0]) != row]
    db.conn.executemany(
        """insert into shown_uses values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (photo_use_id) do update set capture_id = excluded.capture_id,
            site = excluded.site, date_published = excluded.date_published,
            published_at = excluded.published_at, captured_at = excluded.captured_at,
            sha256 = excluded.sha256""",
        changed,
    )
    return {int(row[2]) for row in (*wanted, *shown)}


def hide_version(db: Database, version_id: int) -> None:
    """Takes a version's uses from those shown, before they go with it."""
    db.execute(
        """delete from shown_uses where photo_use_id in (
            select id from photo_uses where version_id = ?)""",
        (version_id,),
    )


def show_bytes(db: Database, photo_id: int, capture_id: int, captured_at: str, sha256: str) -> None:
    """Leads the shown uses of a photo to its bytes, and to the capture that has them."""
    db.execute(
        """update shown_uses set capture_id = ?2, captured_at = ?3, sha256 = ?4
        where photo_id = ?1 and (capture_id is not ?2 or sha256 is not ?4)""",
        (photo_id, capture_id, captured_at, sha256),
    )
