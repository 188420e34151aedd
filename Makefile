# Everything a person or a machine does with this checkout. `make help` lists it.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# The distribution's own Python first: one built from source is often a third slower.
PYTHON ?= $(shell for p in /usr/bin/python3 python3; do \
	$$p -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& command -v $$p && exit; done; echo python3)
UV_VERSION := 0.13.9
UV := .tools/bin/uv
BIN := .venv/bin
PORT ?= 8000
DATA ?= .data/demo
CASES ?= 0
export UV_PYTHON_DOWNLOADS := never
# The authorities the machine trusts: an agency often has its own.
export UV_SYSTEM_CERTS := true

.PHONY: help setup system demo test check format lock bench prove screenshots clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(BIN)/.installed ## the Python environment, from the lock file

$(UV):
	$(PYTHON) scripts/check_python.py
	$(PYTHON) -m venv .tools
	.tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(BIN)/.installed: requirements.lock pyproject.toml | $(UV)
	test -x $(BIN)/python || $(UV) venv --quiet --python $(abspath $(PYTHON)) .venv
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

system: ## system packages: Chromium for the journeys, Pango for PDF (by apt when root)
	scripts/system-packages

demo: setup ## a whole desk on http://127.0.0.1:$PORT, everything kept in $DATA
	scripts/system-packages pdf
	exec $(BIN)/miz demo --port $(PORT) --data $(DATA)

test: setup system ## all tests
	$(BIN)/pytest -n 2 --dist loadgroup --maxfail 20

check: setup ## format, lint, types, tiers, migrations, packages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	DATABASE_URL=none MIZ_SECRET_KEY=check $(BIN)/python -m django makemigrations --check --dry-run --settings miz.config.settings
	MIZ_SECRET_KEY=check $(BIN)/miz services check

format: setup ## format and sort
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(UV) ## renew the lock file from pyproject.toml
	$(UV) pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url \
		--python-version 3.11 --group dev pyproject.toml -o requirements.lock

bench: setup ## the figures of speed, with CASES preloaded
	for name in submit track inbox process; do $(BIN)/miz bench $$name --cases $(CASES) --json; done
	$(BIN)/miz bench search --services 10000 --json
	for name in codes recover; do $(BIN)/miz bench $$name --json; done

prove: setup ## the promises, by trying to break them
	for name in crash quotas enumeration; do $(BIN)/miz prove $$name --json || exit 1; done

screenshots: setup system ## the pictures of the README, taken from a running demo
	$(BIN)/python scripts/screenshots.py

clean: ## what can be made again
	rm -rf .venv .tools static-built .mypy_cache .ruff_cache .pytest_cache
