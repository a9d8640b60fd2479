# Two commands do everything: `make run` and `make test`. Every recipe starts at the top of the repository,
# so `make -f ../Makefile run` works from a sub-directory too.
.PHONY: run test install install-dev lint bench
.DEFAULT_GOAL := run

SHELL := /bin/sh
ROOT := $(shell git rev-parse --show-toplevel 2>/dev/null || pwd)
AT_ROOT = cd "$(ROOT)" &&
INVOKE = $(AT_ROOT) .venv/bin/python -m invoke
ARGS ?=

run: install
	@$(INVOKE) run-tasks $(ARGS)

test: install-dev
	@$(INVOKE) test $(ARGS)

lint: install-dev
	@$(INVOKE) lint

bench: install-dev
	@$(INVOKE) bench $(ARGS)

install:
	@$(AT_ROOT) sh scripts/install.sh

install-dev:
	@$(AT_ROOT) sh scripts/install.sh dev
