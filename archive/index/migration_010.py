"""Schema, tenth step: pictures that are credited differently are counted from their index alone.

The view ``credit_disagreements`` joined each picture's best photo, which a count of its rows does
not need: in an index of a million articles that was two hundred thousand rows from all over the
file, for longer than Datasette waits. As in the views of the second step, a subquery is worked out
only for columns and rows that are wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.index.schema import MIGRATIONS, statements

if TYPE_CHECKING:
    from sqlite_utils import Database

VIEW = """
drop view credit_disagreements;
create view credit_disagreements as
select
    id as picture_id,
    credits,
    (
        select json_group_array(said) from (
            select credit_line as said from photos
            join shown_uses on shown_uses.photo_id = photos.id
            join photo_uses on photo_uses.id = shown_uses.photo_use_id
            where photos.picture_id = pictures.id and credit_line is not null
            union
            select coalesce(credits.text, credits.copyright_notice) from photos
            join credits on credits.photo_id = photos.id
            where photos.picture_id = pictures.id and credits.source = 'embedded'
                and coalesce(credits.text, credits.copyright_notice) is not null
            order by said
        )
    ) as credit_lines,
    (
        select json_group_array(site) from (
            select distinct shown_uses.site as site from photos
            join shown_uses on shown_uses.photo_id = photos.id
            where photos.picture_id = pictures.id and shown_uses.site is not null order by 1
        )
    ) as sites,
    photos,
    uses,
    (select content_url from photos where id = pictures.photo_id) as photo_url,
    (select sha256 from photos where id = pictures.photo_id) as sha256
from pictures
where credits > 1;
"""


@MIGRATIONS()
def m010_disagreements_counted(db: Database) -> None:
    """The view without its join."""
    for statement in statements(VIEW):
        db.execute(statement)
