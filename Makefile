# Everything runs in .venv; only Python 3.11+, make and a package index are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SITE ?= newsroom

.PHONY: venv crawl test lint types lock clean

venv: $(VENV)/.ready

$(VENV)/.ready: constraints.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	touch $@

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
  rights, substr(caption, 1, 45) || '…' as caption \
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

test: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --numprocesses 2
