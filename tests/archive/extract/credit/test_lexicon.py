"""The data files say each thing once: a name told twice may be told in two ways."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from importlib.resources import files

from archive.extract.credit.lexicon import ORGANIZATIONS, lexicon


def test_no_name_stands_twice_in_a_kind() -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for source in files("archive.extract.credit").joinpath("data").iterdir():
        for group in tomllib.loads(source.read_text(encoding="utf-8"))["group"]:
            lines = group["names"].splitlines()
            counts.update((group["kind"], name) for line in lines for name in line.split(" | "))
    assert len(counts) > 20_000
    assert [name for name, count in counts.items() if count > 1] == []


def test_a_body_is_of_one_kind() -> None:
    kinds = defaultdict(set)
    for bucket in lexicon().phrases.values():
        for entry in bucket:
            if entry.kind in ORGANIZATIONS:
                # Short names in capitals may mean another body in other letters ("MIA", "Mia").
                for key in entry.spellings if entry.exact else [entry.words]:
                    kinds[key].add(entry.kind)
    assert {key: found for key, found in kinds.items() if len(found) > 1} == {}
