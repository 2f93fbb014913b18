# make run: a living one-stop.  make test: every test.  make check: everything a machine can judge.
# Each sets up what it needs, once: the rest of the time that costs milliseconds.

VENV := .venv
BIN := $(VENV)/bin
LOCKS := requirements.lock requirements-dev.lock requirements-node.lock requirements-uv.lock requirements-spark.lock
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header
SYNC := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

# uv where it works; plain pip where it does not (a mirror that only pip knows, say).
define install
$(BIN)/uv pip install --quiet --compile-bytecode --system-certs --python $(BIN)/python $(1) || $(BIN)/pip install --quiet $(1)
endef

# Many processes read the same modules: they are compiled once, whatever the machine's habit.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test spark check fix bench lock lint format types contracts drift

run: export MOTCUA_DEMO ?= 1
run: $(VENV)/run.stamp
	@$(BIN)/motcua run

test: $(VENV)/dev.stamp
	@$(BIN)/motcua assets
	$(BIN)/pytest -n auto --dist worksteal $(ARGS)

# The same indicators on another engine, over a million dossiers: needs Java 17.
spark: export MOTCUA_SPARK ?= required
spark: $(VENV)/spark.stamp
	$(BIN)/pytest -m spark $(ARGS)

check: $(VENV)/dev.stamp
	@$(MAKE) --no-print-directory -j2 $(SYNC) lint format types contracts drift

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .

format: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp
	$(BIN)/mypy motcua tests bench

contracts: $(VENV)/dev.stamp
	$(BIN)/lint-imports

drift: $(VENV)/dev.stamp
	$(BIN)/motcua django makemigrations --check --dry-run
	$(BIN)/motcua docs --check
	@if grep -n '://' $(LOCKS) || grep -n '"resolved"' package-lock.json; then \
		echo "A lock names a registry."; exit 1; fi

fix: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/dev.stamp
	$(BIN)/python -m bench $(ARGS)

# New versions of everything within the bounds of pyproject.toml: make lock ARGS=--upgrade
lock: $(VENV)/dev.stamp
	$(COMPILE) pyproject.toml --output-file requirements.lock $(ARGS)
	$(COMPILE) pyproject.toml --extra dev --constraint requirements.lock --output-file requirements-dev.lock $(ARGS)
	$(COMPILE) --group node --output-file requirements-node.lock $(ARGS)
	$(COMPILE) --group installer --output-file requirements-uv.lock $(ARGS)
	$(COMPILE) --group spark --output-file requirements-spark.lock $(ARGS)

# The environment

$(VENV)/bin/python:
	@for python in "$(PYTHON)" python3.11 python3.12 python3.13 python3; do \
		if [ -n "$$python" ] && "$$python" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' \
			>/dev/null 2>&1; then \
			echo "Environment: $$("$$python" --version) in $(VENV)"; exec "$$python" -m venv $(VENV); \
		fi; \
	done; \
	echo "Motcua needs Python 3.11 or newer with venv (on Debian: apt-get install python3 python3-venv)." >&2; \
	echo "Is it somewhere else? Say where: make PYTHON=/path/to/python3.11 run" >&2; exit 1

$(VENV)/uv.stamp: requirements-uv.lock | $(VENV)/bin/python
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock \
		|| echo "uv cannot be installed; pip will do, more slowly." >&2
	@touch $@

$(VENV)/run.stamp: requirements.lock requirements-node.lock pyproject.toml | $(VENV)/uv.stamp
	@echo "Python packages"
	@$(call install,--require-hashes -r requirements.lock)
	@if ! node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null || ! npm --version >/dev/null 2>&1; \
		then echo "Node, as a Python package"; $(call install,--require-hashes -r requirements-node.lock); fi
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/spark.stamp: $(VENV)/dev.stamp requirements-spark.lock
	@echo "PySpark"
	@$(call install,--require-hashes -r requirements-spark.lock)
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.lock
	@echo "Python packages for development"
	@$(call install,--require-hashes -r requirements-dev.lock)
	@touch $@
