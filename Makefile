# Everything that a person does with a checkout. Each target sets up what it needs by itself;
# all of it lives in .venv, and a second run finds it ready.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first Python on this machine that is new enough; `make PYTHON=/path/to/python3.12` overrides.
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$each" && break; done)

# Tools run as modules of that Python: no script's first line has to hold the path of the checkout.
# INSTALLED has the program and what it needs; READY has what a contributor needs, too.
VENV_FOLDER ?= .venv
VENV := $(VENV_FOLDER)/bin/python
INSTALLED := $(VENV_FOLDER)/.installed
READY := $(VENV_FOLDER)/.ready

# How many strings `make fuzz` makes for each law: of bytes, and of keys cut into packets.
FUZZ_RUNS ?= 1000000
PACKET_RUNS ?= 200
# On how many random boards `make laws` holds the laws of the recommendation.
LAW_BOARDS ?= 10000

# How often `make torture` kills the real program.
TORTURE_KILLS ?= 1000

# How many boards it opens on one journal.
TORTURE_BOARDS ?= 20

PICTURE_OF := first_look --at 2020-10-30T22:47:00Z --size 140x36

.PHONY: help
help: ## Say what can be made
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

.PHONY: demo
demo: $(INSTALLED) ## Open the board on a busy minute of a sample shift, with nothing to connect to
	@$(VENV) -m jru_tui demo

.PHONY: test
test: $(READY) ## Check style, types, layers and behaviour
	@$(VENV) -m ruff check .
	@$(VENV) -m ruff format --check .
	@$(VENV) -m mypy
	@$(VENV) -c 'from importlinter.cli import lint_imports_command as main; main()'
	@$(VENV) -m pytest -n auto

# For a second Python: style, types and layers are the same there.
.PHONY: test-python
test-python: $(READY) ## Run every test and nothing else: for one more Python, see CONTRIBUTING.md
	@$(VENV) -m pytest -n auto

.PHONY: torture
torture: $(READY) ## Kill the program 1,000 times, lose power 4,000 times, stop work at random bytes, flip bits: an hour
	@TORTURE_ROUNDS=40 TORTURE_KILLS=$(TORTURE_KILLS) TORTURE_BOARDS=$(TORTURE_BOARDS) TORTURE_BOARD_ROUNDS=6 \
		TORTURE_BOARD_STEPS=300 $(VENV) -m pytest -q -n 0 --timeout 0 tests/torture

.PHONY: endurance
endurance: $(READY) ## Let a month pass on one board, and give 10,000 commands to a dispatch system that fails
	@ENDURANCE_DAYS=30 ENDURANCE_COMMANDS=10000 $(VENV) -m pytest -q -n 0 --timeout 0 tests/endurance

.PHONY: bench
bench: $(READY) ## Measure every cost beside its floor: some minutes, see benchmarks/README.md
	@$(VENV) -m benchmarks

.PHONY: bench-quick
bench-quick: $(READY) ## The same in under a minute, for a first look
	@$(VENV) -m benchmarks --quick

.PHONY: fuzz
fuzz: $(READY) ## Send the parser of terminal input millions of byte strings
	@$(VENV) -m pytest -n auto -q --timeout 0 tests/tui/input tests/terminal/test_input_path.py --fuzz-runs $(FUZZ_RUNS) --packet-runs $(PACKET_RUNS)

.PHONY: laws
laws: $(READY) ## Hold the laws of the recommendation on thousands of random boards, each plan against all others
	@JRU_TUI_LAW_BOARDS=$(LAW_BOARDS) $(VENV) -m pytest -n auto -q --timeout 0 tests/board/queries/dispatch/test_laws.py \
		tests/board/queries/dispatch/test_oracle.py

.PHONY: format
format: $(READY) ## Put the code in its usual form
	@$(VENV) -m ruff check --fix .
	@$(VENV) -m ruff format .

.PHONY: picture
picture: $(READY) ## Draw the README's picture with the program itself
	@mkdir -p docs
	@$(VENV) -m jru_tui snapshot $(PICTURE_OF) -o docs/board.svg

.PHONY: faces
faces: $(READY) ## Write the faces of packages, and their stubs, by what others import
	@$(VENV) -m tests.faces
	@$(VENV) -m ruff check -q --fix jru_tui/*/__init__.py jru_tui/*/__init__.pyi
	@$(VENV) -m ruff format -q jru_tui/*/__init__.py jru_tui/*/__init__.pyi

.PHONY: docs
docs: picture ## Write what documents take from the program: the picture, the keys, the feed's fields, the man page
	@$(VENV) -m jru_tui keys > .keys.md
	@awk '/<!-- keys:end -->/ { skip = 0 } !skip { print } \
		/<!-- keys:start -->/ { skip = 1; while ((getline line < ".keys.md") > 0) print line }' \
		README.md > .readme.md
	@mv .readme.md README.md
	@rm .keys.md
	@$(VENV) -m jru_tui man > docs/jru-tui.1
	@$(VENV) -c 'from jru_tui.feeds.contract import field_table; print(field_table(), end="")' > .fields.md
	@awk '/<!-- fields:end -->/ { skip = 0 } !skip { print } \
		/<!-- fields:start -->/ { skip = 1; while ((getline line < ".fields.md") > 0) print line }' \
		docs/feed.md > .feed.md
	@mv .feed.md docs/feed.md
	@rm .fields.md

.PHONY: constraints
constraints: $(READY) ## Write the versions that are installed here into constraints.txt
	@{ sed -n '/^#/p' constraints.txt; $(VENV) -m pip install --quiet '.[grid,keyring,postgres]' \
		&& $(VENV) -m pip freeze --exclude jru-tui | sort -f; } > constraints.txt.new
	@mv constraints.txt.new constraints.txt
	@$(VENV) -m pip install --quiet --editable . --group dev

.PHONY: wheel
wheel: $(READY) ## Build the package that users install, into dist/
	@$(VENV) -m pip wheel . --no-deps --wheel-dir dist

.PHONY: clean
clean: ## Remove everything that was set up or built here
	rm -rf .venv .venv-* dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# Written last, so that a set-up which broke off is done again. pip comes first: the one that
# Python brings along may be too old to know dependency groups.
$(INSTALLED): pyproject.toml
	@if [ -z "$(PYTHON)" ]; then \
		echo "jru-tui needs Python 3.11 or later, and none was found here." >&2; \
		echo "Install one, or name it: make PYTHON=/path/to/python3.12" >&2; exit 1; fi
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "jru-tui needs Python 3.11 or later; $(PYTHON) is not." >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' || { \
		echo "$(PYTHON) has no venv module: install it (on Debian and Ubuntu: python3-venv)." >&2; \
		exit 1; }
	@echo "Setting up $(VENV_FOLDER), once: this takes a minute."
	@"$(PYTHON)" -m venv $(VENV_FOLDER)
	@$(VENV) -m pip install --quiet --upgrade "pip>=25.1"
	@$(VENV) -m pip install --quiet --editable .
	@touch $(INSTALLED)

$(READY): $(INSTALLED)
	@$(VENV) -m pip install --quiet --editable . --group dev
	@touch $(READY)
