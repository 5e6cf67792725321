"""What belongs to neither caption nor credit: metadata fields, agency boilerplate, page furniture."""

from __future__ import annotations

import re
from typing import Final

_FIELD: Final = re.compile(
    r"\s*(?:\|\s*)?(?:VIRIN|Photo ID|Photo Id|Image ID|Date Taken|Date Posted|Resolution|Location|"
    r"Camera|Gear|Size|Tags)\s*:\s*\S",
)
_BOILERPLATE: Final = re.compile(
    r"\s*(?:"
    r"\((?:AFP|Reuters|AP|dpa) or licensors\)"
    r"|(?:©|\(c\)|Copyright)\s*(?:©\s*)?(?:\(c\)\s*)?(?:19|20)\d\d[^()\n]{0,160}?(?:reserved|redistributed)[^()\n]{0,60}\.?"
    r"|Copyright (?:19|20)\d\d (?:The )?(?:Associated Press|AFP|Reuters|AP)\b[^()\n]{0,80}"
    r"|All rights reserved\.?|Alle Rechte vorbehalten\.?|Tous droits réservés\.?"
    r"|Todos los derechos reservados\.?|Tutti i diritti riservati\.?"
    r"|\(?(?:Click|Tap) (?:on |the |here |image|photo|to )[^()\n]{0,120}\)?"
    r"|(?:Open image in fullscreen|Hide caption|Toggle caption|hide caption|toggle caption|View image in fullscreen"
    r"|Read more|Share|Download|Enlarge(?: this)? image|Enlarge|Bild vergrößern|Purchase Licensing Rights)"
    r")\s*$",
)


def tail(text: str, begin: int, end: int) -> int:
    """Give where the text ends once metadata fields and furniture behind it are cut off."""
    for _ in range(4):
        window = max(begin, end - 400)
        cut = end
        field = _FIELD.search(text, window, end)
        if field and field.start() > begin:
            cut = field.start()
        boiler = _BOILERPLATE.search(text, window, cut)
        if boiler and boiler.start() > begin:
            cut = boiler.start()
        if cut == end:
            break
        end = cut
    return end
