# Suanqing: `make` prints this menu. SUANQING_HOME says where the data lives (default ./home).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_DIR := $(or $(SUANQING_HOME),$(CURDIR)/home)
export SUANQING_HOME := $(HOME_DIR)
MANIFEST := dbt_project/target/manifest.json
DBT_SOURCES := $(shell find dbt_project -not -path '*/target/*' -not -path '*/logs/*' \
	\( -name '*.sql' -o -name '*.yml' -o -name '*.csv' \) 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help setup weekly test check ui bench screenshots lock clean

help: ## this menu
	@echo "Suanqing: weekly accounts that close to the cent"
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18
	@echo "  data lives in $(HOME_DIR)"

setup: $(MANIFEST) ## make the environment in .venv and read the dbt project

$(BIN)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name it: make setup PYTHON=python3.12"; exit 3; }
	@echo "setup     the environment in $(VENV) (a few minutes on a first run)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(MANIFEST): $(BIN)/.installed $(DBT_SOURCES)
	@echo "setup     reading the dbt project"
	@$(BIN)/python -m orchestration.manifest

weekly: setup ## close the newest complete week: land, build, check, publish, report (demo shop if the inbox is empty)
	@$(BIN)/suanqing demo --if-empty
	@$(BIN)/suanqing run

test: setup ## all tests
	@$(BIN)/python -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder

check: setup ## formatting, lint, types, SQL style
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint --disable-progress-bar --processes 0 dbt_project/models dbt_project/tests

ui: setup ## the Dagster UI and daemon on loopback, weekly schedule and inbox sensor on
	@$(BIN)/suanqing ui

bench: setup ## the benchmarks, as ratios of one run
	@$(BIN)/python -m benchmarks.run

screenshots: setup ## pictures of the newest report: phone, A4, desktop, paper, both languages
	@$(BIN)/python -m tests.end_to_end.screenshots $(HOME_DIR) $(HOME_DIR)/screenshots docs/images

lock: ## resolve the versions anew into requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-header --no-emit-index-url --upgrade --extra dev pyproject.toml -o requirements.lock

clean: ## remove the environment and what was built; never the data
	@rm -rf $(VENV) dbt_project/target dbt_project/logs *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis
