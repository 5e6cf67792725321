"""The same page gives the same article, whatever the seed of Python's hashes."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGES = sorted((ROOT / "tests" / "newsroom" / "pages").glob("*.html"))
FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*/page.html"))
READ_ALL = """
import json, sys
from archive.extract import extract, to_dict
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        html = file.read().replace(b"{{base}}", b"https://news.example")
    print(json.dumps(to_dict(extract(html, "https://news.example/2024/story"))))
"""


def output(seed: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", READ_ALL, *PAGES, *FIXTURES],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": seed},
        text=True,
        timeout=120,
    ).stdout


def test_two_seeds_give_the_same_articles() -> None:
    first = output("1")
    assert len(first.splitlines()) == len(PAGES) + len(FIXTURES) > 20
    assert output("77") == first


def test_what_no_page_needs_is_not_loaded() -> None:
    code = (
        "import sys, archive.extract, crawler.commands.extract\n"
        "heavy = {'trafilatura', 'htmldate', 'numpy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT, text=True
    )
    assert done.stdout.strip() == "[]"
