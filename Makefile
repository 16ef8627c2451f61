# `make demo` shows what Shinguard does, `make test` proves it; both build .venv first, with the best Python they find
# (.ci/find-python; name another with PYTHON=/path/to/python3, after `make clean` if there is a .venv already).

DEMO_LANG ?= en
PYTHON ?=
INPUTS ?= 1000000
RECORDINGS ?= 100

.PHONY: demo test check lint bench fuzz mutants messages format clean

demo: .venv/complete  ## ten weeks of a runner's season on this machine, nothing leaves it (DEMO_LANG=nl: in Dutch)
	@.venv/bin/shinguard demo --language $(DEMO_LANG)

test: .venv/complete
	@.venv/bin/python -m pytest -n auto

check: lint test  ## what CI runs

lint: .venv/complete
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo

bench: .venv/complete  ## a table of ratios, each measured beside its own floor (RECORDINGS=5000: so many files)
	@.venv/bin/python -m tests.bench --recordings $(RECORDINGS)

fuzz: .venv/complete  ## half an hour: a million files that nobody meant to write (INPUTS=10000, ONLY="fit gpx ...")
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	@.venv/bin/python -m tests.fuzz --inputs $(INPUTS) $(ONLY)

mutants: .venv/complete  ## a quarter of an hour and more: which small changes no test notices (ONLY="rules/lacks.py ...")
	@.venv/bin/python -m tests.mutation $(ONLY)

messages: .venv/complete  ## bring the catalogues of translations up to date with the code
	@.venv/bin/python -m daemon.locale.update

format: .venv/complete
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache dist fuzz mutants
	find daemon connectors rules tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp is written last: a .venv without it, or one whose folder was moved, is half a thing and is built anew.
ifneq ($(shell cat .venv/complete 2>/dev/null),$(CURDIR))
.PHONY: .venv/complete
endif

.venv/complete: pyproject.toml
	@python=$$(PYTHON='$(PYTHON)' .ci/find-python) || exit 1; \
	echo "Building .venv with $$python (a minute or two, this once) ..."; \
	rm -rf .venv; \
	{ "$$python" -m venv .venv \
	  && .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'; } \
	|| { echo "shinguard: the environment could not be built; what pip said above names the cause (no network?)" >&2; exit 1; }; \
	pwd -P > .venv/complete
