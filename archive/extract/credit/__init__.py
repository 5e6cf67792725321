"""Printed captions and credits, taken apart.

    parse_caption(printed)      a caption as printed: is there a credit in it, and which?
    parse_credit_line(text)     a text known to be a credit
    is_credit(text)             is this short unmarked text a credit?
    is_label(text)              is it only the label of one?
    is_labelled(text)           does it open with one, or with ©?
    find_instructions(text)     what is told to editors at its end?
    may_be_credit(text)         could all of this line be a credit? a glance
    names_job(text)             is it what somebody is, in a few words?
    names_party(text)           does it name somebody, and no more?
    names_body(text)            is it the name of a body we know?

Everything found is a span of what was printed. The knowledge is in ``data/``; the rules follow
IPTC's distinction of Creator, Credit Line and Copyright Notice.
"""

from __future__ import annotations

from archive.extract.credit.parser import (
    find_instructions,
    is_credit,
    is_label,
    is_labelled,
    may_be_credit,
    names_body,
    names_job,
    names_party,
    parse_caption,
    parse_credit_line,
)

__all__ = [
    "find_instructions",
    "is_credit",
    "is_label",
    "is_labelled",
    "may_be_credit",
    "names_body",
    "names_job",
    "names_party",
    "parse_caption",
    "parse_credit_line",
]
