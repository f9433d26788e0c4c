# `make run` starts Baoming with its demo, `make test` proves it. `make help` lists the rest.

PORT ?= 8000
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.PHONY: help run setup test check bench pictures

help: ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /\1	/p' $(MAKEFILE_LIST) | expand -t 8

run: setup ## install what is missing, then serve site, desk, worker and simulator (PORT=8000)
	@exec .venv/bin/baoming up --port $(PORT)

setup: ## the install alone
	@scripts/setup

test: ## install what the tests need, then run all of them
	@scripts/setup test
	@$(MAKE) check
	@scripts/test

check: ## linter, formatter check and type checker
	@scripts/setup dev
	@scripts/check

bench: ## the benchmark suite: prints its tables
	@scripts/setup dev
	@scripts/bench

pictures: ## screenshots: those of the README, and every page into var/pictures
	@scripts/setup test
	@PYTHONPATH=. .venv/bin/python scripts/pictures
