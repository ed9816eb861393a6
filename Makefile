# Everything here sets up what it needs: type `make play` or `make test`, nothing before it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# pip stays silent about itself; uv works in our environment, whichever one is active.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export VIRTUAL_ENV := $(CURDIR)/$(VENV)

.PHONY: help setup play test lint bench chaos lock

help:   ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY)  ## make .venv and install what requirements.lock names

play: setup  ## open the playground on this machine
	@$(BIN)/frontdesk play $(ARGS)

test: setup  ## pass every test
	@tools/install-for-tests
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

chaos: setup  ## pass minutes of random walks and kills
	@HYPOTHESIS_PROFILE=chaos $(BIN)/python -m pytest -n 2 --dist worksteal --timeout 0 -m chaos $(ARGS)

lint: setup  ## check style, types and floors
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: setup  ## measure, print a table, write bench.json
	@$(BIN)/python -m bench --json bench.json $(ARGS)

lock: setup  ## write requirements.lock anew from pyproject.toml; ARGS=--upgrade takes newer releases
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header \
		--group dev pyproject.toml --output-file requirements.lock $(ARGS)
	@$(MAKE) --no-print-directory setup

$(READY): requirements.lock pyproject.toml tools/make-venv
	@tools/make-venv $(VENV)
	@touch $@
