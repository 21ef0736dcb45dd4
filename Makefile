# Every target does its own set-up from a bare Python 3.11 or later. Nothing else is needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.PHONY: demo test bench check format up requirements clean

demo: $(VENV)/.ready
	@$(BIN)/adscale demo $(ARGS)

up: $(VENV)/.ready
	@$(BIN)/adscale up $(ARGS)

test: $(VENV)/.ready
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

bench: $(VENV)/.ready
	@PYTHONPATH=ops $(BIN)/python -P -m benchmarks $(ARGS)

check: $(VENV)/.ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(VENV)/.ready: ops/requirements/dev.txt pyproject.toml
	@echo "Setting up $(VENV) (once, about a minute) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "AdScale needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Try: make $@ PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement ops/requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

requirements: $(VENV)/.ready
	@$(BIN)/python -m pip install --quiet uv
	for set in runtime dev; do \
	  $(BIN)/uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header \
	    ops/requirements/$$set.in --output-file ops/requirements/$$set.txt; \
	done

clean:
	rm -rf $(VENV) .adscale
