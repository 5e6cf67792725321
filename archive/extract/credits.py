"""The credit parser's three questions, remembered: a page asks the same of a line several times."""

from __future__ import annotations

from functools import lru_cache

from archive.extract import credit

_REMEMBERED = 4096

is_credit = lru_cache(maxsize=_REMEMBERED)(credit.is_credit)
parse_caption = lru_cache(maxsize=_REMEMBERED)(credit.parse_caption)
parse_credit_line = lru_cache(maxsize=_REMEMBERED)(credit.parse_credit_line)
