# Everything runs in .venv; only Python 3.11+, make and a package index are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SITE ?= newsroom

.PHONY: venv crawl test quality screenshots bench-crawl bench-growth bench-reindex bench-extract bench-tap bench-warc bench-index bench-likeness live torture replay-test lock

venv: $(VENV)/.ready

$(VENV)/.ready: constraints.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	touch $@

# How well pages and captions are read, against answers made by hand; the data is not part of this
# repository, and without it there is nothing to measure.
GOLD ?= ../shared/gold
QUALITY := $(VENV)/quality

quality: venv
	@if [ ! -d $(GOLD) ]; then echo "no gold data in $(GOLD): nothing to measure"; exit 0; fi; \
	mkdir -p $(QUALITY) && set -e; \
	$(BIN)/python -c 'import json, sys; [print(" ".join(json.loads(line)["printed"].split("\n"))) for line in sys.stdin]' \
		< $(GOLD)/credit_lines.jsonl | $(SCRAPY) credit > $(QUALITY)/credits.jsonl; \
	$(BIN)/python $(GOLD)/score_credit_lines.py $(GOLD)/credit_lines.jsonl $(QUALITY)/credits.jsonl; \
	$(SCRAPY) extract --batch $(GOLD)/news_pages/batch.jsonl > $(QUALITY)/pages.jsonl; \
	for amended in "" --amended; do \
		$(BIN)/python $(GOLD)/score_news_pages.py $(GOLD)/news_pages $(QUALITY)/pages.jsonl $$amended; \
	done

# Pictures of the archive in a real browser (chromium), for the README and for a look.
screenshots: venv
	$(BIN)/python -m tests.archive.datasette.screenshots

# What each thing costs; every benchmark says what it compares. PAGES=DIR takes the pages of a folder
# (.html, .html.gz) instead of made-up ones.
PAGES ?=
FROM_PAGES := $(if $(PAGES),--pages $(PAGES))

bench-crawl: venv
	$(BIN)/python -m tests.benchmarks.bench_crawl $(FROM_PAGES)

# One crawl of 20,000 pages: twenty minutes and 6 GB of disk.
COUNT ?= 20000
bench-growth: venv
	$(BIN)/python -m tests.benchmarks.bench_crawl --growth --count $(COUNT) $(FROM_PAGES)

bench-reindex: venv
	$(BIN)/python -m tests.benchmarks.bench_reindex $(FROM_PAGES)

bench-extract: venv
	$(BIN)/python -m tests.benchmarks.bench_extract $(FROM_PAGES)

bench-tap: venv
	$(BIN)/python -m tests.benchmarks.bench_tap

bench-warc: venv
	$(BIN)/python -m tests.benchmarks.bench_warc
	$(BIN)/python -m tests.benchmarks.bench_share

# Indexes of 10 000 made-up articles, 100 000 and so on up to ARTICLES: how fast they are written, and
# what every page takes. A million take an hour and 20 GB.
ARTICLES ?= 100000
bench-index: venv
	$(BIN)/python -m tests.benchmarks.bench_index --articles $(ARTICLES)

# Which copies of a picture are found again, and which other pictures are taken for it.
bench-likeness: venv
	$(BIN)/python -m tests.benchmarks.bench_likeness

# Crawls write, Datasette serves, many read, for so long: nobody is told that the index is locked.
SECONDS ?= 3600
live: venv
	$(BIN)/python -m tests.benchmarks.live --seconds $(SECONDS)

# 200 crawls and 200 writing archivers, each killed at a random point, and what is left of the archive.
torture: venv
	$(BIN)/python -m tests.benchmarks.torture

# A crawl of the bundled site, replayed by pywb and, where there is npm, by ReplayWeb.page. They have
# an environment of their own: pywb pins old versions, both are under other licences, and nothing
# of ours imports them.
REPLAY := .venv-replay

$(REPLAY)/.ready:
	$(PYTHON) -m venv $(REPLAY)
	$(REPLAY)/bin/pip install --quiet --disable-pip-version-check 'pywb>=2.8,<3'
	! command -v npm >/dev/null || (cd $(REPLAY) && tar xzf $$(npm pack --silent replaywebpage@2))
	touch $@

replay-test: venv $(REPLAY)/.ready
	$(BIN)/pytest tests/replay

# Every version exactly, without addresses of package indexes.
lock:
	$(BIN)/pip-compile --quiet --all-extras --strip-extras --no-emit-index-url --no-emit-trusted-host \
		--no-emit-find-links --no-header --no-annotate --upgrade --output-file constraints.txt pyproject.toml

# The main job. Without SITE, on the bundled site, served on loopback for as long as it takes.
SCRAPY := $(BIN)/scrapy
ifeq ($(SITE),newsroom)
CRAWL := $(BIN)/python -m tests.newsroom --port 8045 --then $(SCRAPY) crawl newsroom -a since=2010-01-01
else
CRAWL := $(SCRAPY) crawl $(SITE)
endif
define FOUND
select substr(replace(trim(creators, '[]'), '"', ''), 1, 30) as creators, \
  substr(replace(trim(organizations, '[]'), '"', ''), 1, 30) as organizations, \
  rights, iif(length(caption) > 45, substr(caption, 1, 44) || '…', caption) as caption \
from photo_credits where site = :site and credit_line is not null \
order by captured_at desc limit 12
endef
export FOUND

crawl: venv
	@$(CRAWL); code=$$?; \
	if [ -f data/index.db ]; then \
		$(BIN)/sqlite-utils query data/index.db "$$FOUND" -p site $(SITE) --table; \
		echo; echo "Browse them: $(SCRAPY) browse"; \
	fi; exit $$code

# Four processes on two cores: whole crawls spend part of their time waiting.
test: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --numprocesses 4 --dist worksteal
