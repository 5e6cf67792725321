"""The credit parser's questions, remembered: a page asks the same of a line several times."""

from __future__ import annotations

from functools import lru_cache

from archive.extract import credit

_REMEMBERED = 4096

find_instructions = lru_cache(maxsize=_REMEMBERED)(credit.find_instructions)
is_credit = lru_cache(maxsize=_REMEMBERED)(credit.is_credit)
is_label = lru_cache(maxsize=_REMEMBERED)(credit.is_label)
is_labelled = lru_cache(maxsize=_REMEMBERED)(credit.is_labelled)
may_be_credit = lru_cache(maxsize=_REMEMBERED)(credit.may_be_credit)
names_body = lru_cache(maxsize=_REMEMBERED)(credit.names_body)
names_job = lru_cache(maxsize=_REMEMBERED)(credit.names_job)
names_party = lru_cache(maxsize=_REMEMBERED)(credit.names_party)
parse_caption = lru_cache(maxsize=_REMEMBERED)(credit.parse_caption)
parse_credit_line = lru_cache(maxsize=_REMEMBERED)(credit.parse_credit_line)
