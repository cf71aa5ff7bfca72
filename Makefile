# The two commands that matter: `make demo` and `make test`. Both install what they need on a Debian 12 machine.

SHELL := /bin/sh
PYTHON ?= $(firstword $(wildcard /usr/bin/python3.11 /usr/bin/python3) python3)
VENV := .venv
BIN := $(VENV)/bin
GUEST := runner/layer_runner/bin
# The first that a recipe finds: see vscode-extension/scripts/install-node.
export PATH := $(CURDIR)/build/node/bin:$(PATH)
EXTENSION_SOURCES := $(shell find vscode-extension -name node_modules -prune -o -name dist -prune -o -type f -not -name '*.vsix' -not -name LICENSE -print)
AGENT_SOURCES := $(shell find agent -name '*.go') agent/go.mod agent/go.sum
GRAMMAR_SOURCES := $(wildcard grammar/src/*.c grammar/src/*/*.h grammar/bindings/python/*/*.c)

.PHONY: help install demo test lint format docs bench grammar vsix workbench test-extension clean

help:
	@echo 'make demo     install, build an image, run examples/cache in a real VM'
	@echo 'make test     install, and run all tests, those in real VMs too'
	@echo 'make lint     ruff, mypy, import-linter, go vet'
	@echo 'make docs     write docs/rules'
	@echo 'make bench    measure'
	@echo 'make vsix     package the VS Code extension'
	@echo 'make grammar  generate the parser from grammar/grammar.js'

install: build/.system $(BIN)/layer $(GUEST)/layer-agent

build/.system: scripts/install-system
	scripts/install-system
	@mkdir -p build && touch $@

$(BIN)/layer: build/.system pyproject.toml $(GRAMMAR_SOURCES)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[vm]'
	@touch $@

$(GUEST)/layer-agent: build/.system $(AGENT_SOURCES)
	@mkdir -p $(GUEST)
	$(MAKE) --no-print-directory -C agent all

demo: install
	LAYER_STATE_DIR=$(CURDIR)/build/demo-state $(BIN)/python examples/prove_cache.py $(BIN)/layer

build/.test-system: install scripts/install-system
	scripts/install-system test
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[vm,dev]'
	@touch $@

lint: build/.test-system
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd agent && go vet ./... && test -z "$$(gofmt -l .)"

format: build/.test-system
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Fast tests first; then those that need a VM or an editor, in state folders of their own.
test: lint build/.tree-sitter
	$(MAKE) --no-print-directory -C agent test
	$(MAKE) --no-print-directory test-extension
	$(BIN)/pytest -m 'not native and not vm and not editor'
	scripts/test-machines

# The pages of the rules, from their docstrings; a test holds that they are what the rules say.
docs: build/.test-system
	$(BIN)/python scripts/write-rule-pages

bench: build/.test-system
	for script in benchmarks/*.py; do LAYER_STATE_DIR=$(CURDIR)/build/test-state $(BIN)/python $$script; done

# The command that generated grammar/src. Where it cannot be had the tests that need it are skipped, with a reason.
build/.tree-sitter: scripts/install-tree-sitter
	@mkdir -p build
	scripts/install-tree-sitter build/tree-sitter && touch $@ || echo 'no tree-sitter command: its tests are skipped'

grammar: build/.tree-sitter
	cd grammar && ../build/tree-sitter/bin/tree-sitter generate --abi 14 --no-bindings
	cd grammar && ../build/tree-sitter/bin/tree-sitter test

build/node/done: vscode-extension/scripts/install-node
	vscode-extension/scripts/install-node build/node

vscode-extension/node_modules/.package-lock.json: vscode-extension/package-lock.json build/node/done
	cd vscode-extension && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

vsix: vscode-extension/layerfile.vsix

vscode-extension/layerfile.vsix: vscode-extension/node_modules/.package-lock.json $(EXTENSION_SOURCES)
	cd vscode-extension && npm run --silent package -- --out layerfile.vsix

# VS Code itself, for tests.
workbench: build/vscode/done

build/vscode/done: vscode-extension/scripts/install-workbench build/node/done
	vscode-extension/scripts/install-workbench build/vscode

# Editors that Debian 12 lacks, or has too old, for tests.
build/neovim/done: tests/editors/install-neovim
	tests/editors/install-neovim build/neovim

build/helix/done: tests/editors/install-helix
	tests/editors/install-helix build/helix

# Where npm's registry cannot be reached this is skipped (but not in CI), and so are the tests in VS Code's workbench.
test-extension:
	@if $(MAKE) --no-print-directory vscode-extension/node_modules/.package-lock.json build/vscode/done; then \
	  cd vscode-extension && npm test; \
	else echo 'no packages from npm: the tests of the VS Code extension are skipped'; test -z "$$CI"; fi

clean:
	rm -rf build $(GUEST)
