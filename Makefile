# Everything runs from .venv; the lock pins every package with its hashes.
PYTHON ?= python3.11
ifeq (, $(shell command -v $(PYTHON) 2>/dev/null))
PYTHON := python3
endif
BIN := .venv/bin
READY := .venv/.ready
ARGS ?=
# Half of the suite's time is spent waiting for child processes: two at a time fill two cores.
JOBS ?= 2

.PHONY: demo test check run bench torture format lock clean

demo: $(READY)
	@$(BIN)/monitor demo $(ARGS)

test: check
	$(BIN)/pytest -n $(JOBS) --dist loadfile $(ARGS)

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

run: $(READY)
	$(BIN)/monitor run $(ARGS)

bench: $(READY)
	$(BIN)/python -m bench $(ARGS)

torture: $(READY)
	KILLS=200 $(BIN)/pytest tests/crash $(ARGS)

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Needs uv; writes pins and hashes, and no address of any registry.
lock:
	uv pip compile --no-config --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet \
	  --all-extras --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# Compiled, because a service may write nothing here, and would compile it all at every start.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	$(BIN)/python -m compileall -q monitor
	@touch $@
