# Every target does one thing; anything longer than a line lives in scripts/ or in a package.

PYTHON ?= python3
BIN := .venv/bin
PACKAGES := flow_omnium webhook_gateway order_sync receivement_sync catalog_sync token_manager admin_console simulators local_stack rigs
PYPROJECTS := shared/pyproject.toml $(sort $(wildcard services/*/pyproject.toml)) simulators/pyproject.toml local-stack/pyproject.toml rigs/pyproject.toml
OURS := admin-console catalog-sync flow-omnium local-stack order-sync receivement-sync simulators # distributions that others of ours depend on
CORES := $(shell getconf _NPROCESSORS_ONLN)
WORKERS ?= $(shell expr $(CORES) + 1) # more than cores, since whoever starts processes waits for them half the time
SLOWEST := --durations 20 --durations-min 0.5
PYTEST = $(shell $(PYTHON) scripts/in_memory.py) $(BIN)/pytest
# A file is one worker's, so that what its tests share is started once; `tests/conftest.py` says which file comes first.
BESIDE = $(PYTEST) --dist loadfile --no-loadscope-reorder $(SLOWEST)
ifndef SEED
SEED := $(shell date +%s)
endif
# Found by their text: to collect every test once more takes longer than to read the files.
ALONE := $(shell grep -rl --include 'test_*.py' 'mark\.alone' tests)
NIGHT := --night --seed $(SEED) --hypothesis-seed $(SEED) --timeout 900
# Each is played whatever became of those before it; `make` names at the end what failed.
NIGHTLY := night-beside night-alone night-broker-4.0 night-broker-4.3
ON_BROKER = $(PYTHON) scripts/on_broker.py $(OR_SKIP) $(VERSION)
ON_THE_BROKER := tests/contract tests/integration/jobs tests/integration/schema tests/integration/access \
	tests/integration/services tests/integration/local_stack tests/e2e/test_orders.py tests/e2e/chaos/test_promises.py
ALONE_ON_THE_BROKER = $(filter $(addsuffix /%,$(ON_THE_BROKER)),$(ALONE))
MINUTES ?= 10

# Each of the hundreds of processes that the tests start would compile all its modules anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  \033[1m%-18s\033[0m %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## make .venv and the manifests' scanner from their locks, install RabbitMQ if it is missing
	@$(PYTHON) scripts/setup.py

.PHONY: keys
keys: ## make the keys that compose and the dev cluster need, where they are missing; needs Python alone
	@$(PYTHON) scripts/keys.py

.PHONY: demo
demo: setup ## web orders reach a simulated shop, which picks, sells, takes back and receives; Omnium learns of it
	@$(BIN)/local-stack demo

.PHONY: run
run: setup ## everything on this machine, until Ctrl-C
	@$(BIN)/local-stack run

.PHONY: up
up: setup ## start broker and database in the background
	@$(BIN)/local-stack up

.PHONY: down
down: setup ## stop what `make up` started
	@$(BIN)/local-stack down

.PHONY: test-fast
test-fast: setup ## in a minute: unit and contract tests, but for the few that are slow
	@$(BESIDE) --numprocesses $(CORES) -m "not slow" tests/unit tests/contract

.PHONY: test
test: setup check ## everything that guards a promise; this is what CI runs
	@$(BESIDE) --numprocesses $(WORKERS) -m "not alone"
	@$(PYTEST) -m alone $(ALONE) $(SLOWEST)

.PHONY: test-night
test-night: setup check ## hours: ten times as many random runs from new seeds, clusters, a soak, other brokers; SEED=… plays a night again
	@$(MAKE) --no-print-directory --keep-going SEED=$(SEED) OR_SKIP=--or-skip $(NIGHTLY)

.PHONY: night-beside
night-beside: setup
	@$(BESIDE) --numprocesses $(WORKERS) $(NIGHT) -m "not alone"

.PHONY: night-alone
night-alone: setup
	@$(PYTEST) $(NIGHT) -m alone $(ALONE) $(SLOWEST)

night-broker-%: setup
	@$(MAKE) --no-print-directory test-broker VERSION=$*

.PHONY: test-broker
test-broker: setup ## what stands on the broker, on another RabbitMQ: VERSION=4.0 or 4.3
	@$(ON_BROKER) $(BESIDE) --numprocesses $(WORKERS) -m "not alone" $(ON_THE_BROKER)
	@$(if $(ALONE_ON_THE_BROKER),$(ON_BROKER) $(PYTEST) -m alone $(ALONE_ON_THE_BROKER))

.PHONY: soak
soak: setup ## a fault every few seconds under events, for MINUTES=10; nothing may be lost, doubled or grow
	@SOAK_MINUTES=$(MINUTES) $(PYTEST) $(NIGHT) tests/night/test_soak.py

.PHONY: check
check: setup ## lint, types and import rules, beside one another
	@$(MAKE) --no-print-directory --output-sync --jobs lint type arch

.PHONY: lint
lint: setup ## style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

.PHONY: type
type: setup ## types of all packages, of the tests, of the scripts and of what writes pages and dashboards
	@$(BIN)/mypy $(PACKAGES:%=-p %) -p deploy.monitoring.generator -p docs.generator
	@MYPYPATH=scripts $(BIN)/mypy tests scripts benchmarks

.PHONY: audit
audit: setup ## ask for known holes in the pinned packages (needs the network)
	@$(BIN)/pip-audit --disable-pip --strict -r requirements.lock

.PHONY: arch
arch: setup ## import rules between the packages
	@$(BIN)/lint-imports

.PHONY: test-unit
test-unit: setup ## tests without network
	@$(PYTEST) tests/unit

.PHONY: test-contract
test-contract: setup ## the same tests on the in-memory fakes and on real broker and database
	@$(PYTEST) tests/contract

.PHONY: test-integration
test-integration: setup ## one real part at a time
	@$(PYTEST) tests/integration

.PHONY: test-e2e
test-e2e: setup ## real processes, as an operator runs them
	@$(PYTEST) tests/e2e

.PHONY: bench
bench: setup ## measure throughput, latency, memory and lateness beside its peers, in under 5 minutes
	@$(BIN)/python -m benchmarks

.PHONY: format
format: setup ## mend style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

.PHONY: docs
docs: setup ## write the pages that are made from the code
	@$(BIN)/python -m docs.generator

.PHONY: pictures
pictures: setup ## take the pictures of the web console's page anew
	@$(BIN)/python -m rigs.browser

.PHONY: dashboards
dashboards: setup ## write the dashboards and alert rules from their code
	@$(BIN)/python -m deploy.monitoring.generator

.PHONY: lock
lock: setup ## pin the newest versions the pyproject.toml files allow
	@$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url $(OURS:%=--no-emit-package %) --custom-compile-command "make lock" -o requirements.lock $(PYPROJECTS) --group pyproject.toml:dev --group pyproject.toml:bench

.PHONY: clean
clean: ## delete everything that can be made again
	-@$(BIN)/local-stack down
	@rm -rf .venv .run dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
