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
crawl: venv
ifeq ($(SITE),newsroom)
	$(BIN)/python -m tests.newsroom --port 8045 --then $(BIN)/scrapy crawl newsroom
else
	$(BIN)/scrapy crawl $(SITE)
endif
	@$(BIN)/scrapy credits --site $(SITE) --limit 12
	@echo
	@echo "Browse the archive:  $(BIN)/scrapy browse"

test: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --numprocesses 2
