"""The copyright sign, and "(c)" for it: beside "(L)" or "(R)" that is who stands in the middle."""

from __future__ import annotations

import re
from typing import Final

from archive.extract.credit.lexicon import lexicon
from archive.extract.credit.tokens import tokenize

COPYRIGHT: Final = ("©", "ⓒ", "Ⓒ", "(c)", "(C)", "（c）", "（C）")
_AT: Final = re.compile(r"(?<!\S)@(?=\s+[^\W\d_])")
"""Typed for a ©; an account has no blank behind its sign."""
_BRACKETED: Final = 3
"""Characters of "(c)"."""
_PLACES: Final = re.compile(
    r"(?<=\s)[(（](?:[lrgdis]\.?|left|right|gauche|droite|links|rechts|izda|izq\.?|dcha|sx|dx)[)）]",
    re.IGNORECASE,
)
"""Who stands where, in English, French, German, Spanish and Italian captions."""
_YEAR: Final = re.compile(r"\s*(?:19|20)\d\d\b")
_JOIN: Final = frozenset({"join"})
_MISREAD: Final = "Ã"
"""Before a ©: the two are an é whose UTF-8 was read as Latin-1."""
_REACH: Final = 40


def last_sign(text: str, begin: int, end: int) -> int:
    """Give where the last copyright sign of ``text[begin:end]`` stands; -1 without one."""
    typed = [match.start() for match in _AT.finditer(text, begin, end)]
    found = sorted({text.rfind(sign, begin, end) for sign in COPYRIGHT}.union(typed) - {-1})
    return next((at for at in reversed(found) if not _is_place(text, begin, at, end)), -1)


def sign_length(text: str, begin: int, end: int) -> int:
    """Give how many characters the sign has that opens the span; 0 without one."""
    if _AT.match(text, begin, end):
        return 1
    if not text.startswith(COPYRIGHT, begin, end) or _is_place(text, begin, begin, end):
        return 0
    return _BRACKETED if text[begin] in "(（" else 1


def tells_places(text: str) -> bool:
    """Whether brackets say who stands where: "Jane Holt (l.) und Tom Kay"."""
    return _PLACES.search(text) is not None


def _is_place(text: str, begin: int, at: int, end: int) -> bool:
    """Whether "(C)" says who stands in the centre: "Jane Holt (L), Tom Kay (C) and Lee (R)".

    Or whether a © is half of a letter that was misread.
    """
    behind = at + _BRACKETED
    if text[at] == "©" and text[at - 1 : at] == _MISREAD:
        return True
    if text[at] not in "(（" or _YEAR.match(text, behind, end):
        return False
    if text[behind : behind + 1] == "," or _PLACES.search(text, begin, end):
        return True
    tokens = tokenize(text[behind : min(end, behind + _REACH)])
    joined = bool(tokens) and tokens[0].text.islower() and lexicon().match(tokens, 0, _JOIN)
    return bool(joined) and at > begin
