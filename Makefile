# The project's commands. Each does all the set-up that it needs and no more.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1
PORT ?= 8000
# Python's and Node's packages come at the same time.
MAKEFLAGS += --jobs=2

.PHONY: setup run test check reset css lock worker clean

setup: var/.python-ready var/.npm-ready var/.css-ready

var/.python-ready: requirements.lock
	@mkdir -p var
	@./scripts/check-machine
	@echo "→ Python packages"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --no-deps -r requirements.lock
	@touch $@

var/.npm-ready: package-lock.json
	@mkdir -p var
	@echo "→ Node packages"
	@npm ci --silent --no-audit --no-fund
	@touch $@

var/.css-ready: var/.npm-ready $(wildcard frontend/*.scss frontend/scss/*.scss frontend/*.js frontend/assets/*)
	@echo "→ Stylesheet and scripts"
	@npm run --silent build
	@touch $@

css: var/.css-ready

run: setup
	@PORT=$(PORT) ./scripts/run

test: setup
	@./scripts/test

check: setup
	@./scripts/check

reset:
	@rm -rf var/db.sqlite3* var/files var/mail var/cast.json
	@echo "The demo county is gone. make run makes it anew."

clean: reset
	@rm -rf $(VENV) node_modules frontend/dist var/.*-ready

# After changing pyproject.toml: pins every package with its hash, without naming where it came from.
lock:
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --extra dev --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header -o requirements.lock
