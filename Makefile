# What one types: `make demo` to see it, `make test` to check it. `make` alone lists the targets.
SHELL := /bin/bash
PORT ?= 8000
export PORT
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help python env run-env demo dev test check test-long bench messages lock clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 18

python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Python 3.11 or newer is needed. On Debian or Ubuntu: apt install python3 python3-venv" >&2; exit 1; fi

env: python  ## set up .venv with everything, build the pages, compile the texts
	@$(PYTHON) tools/environment.py --dev

run-env: python
	@$(PYTHON) tools/environment.py

demo: run-env  ## a believable demo office on http://127.0.0.1:8000 (PORT=... for another port)
	@exec $(BIN)/gongjian demo

dev: env  ## serve and reload on every change
	@export PATH="$$PWD/.venv/node/bin:$$PATH" GONGJIAN_DEBUG=1; \
	$(BIN)/gongjian manage migrate --verbosity 0 && \
	{ node frontend/build.mjs --watch & trap "kill $$! 2>/dev/null" EXIT; $(BIN)/gongjian serve --reload; }

check: env  ## format, lint, types, layers, templates, migrations, texts, sizes
	@$(BIN)/python tools/run_parts.py check

test: env  ## everything: checks, both databases, browser
	@$(BIN)/python tools/run_parts.py test

test-long: env  ## the faults made hundreds of times, on both databases (GONGJIAN_KILLS=100 for fewer kills)
	@$(BIN)/python tools/run_parts.py test-long

bench: env  ## what import, export, lists and search cost (ARGS="--only … --rows 10k,100k")
	@$(BIN)/python -m bench.run $(ARGS)

messages: env  ## bring the translation catalogues up to date with the code
	@$(BIN)/python tools/messages.py

lock: env  ## compute the locked versions anew
	@$(BIN)/python tools/lock.py

clean:  ## remove what set-up made; the office's data in var/ stays
	@rm -rf .venv node_modules gongjian/web/static/build
