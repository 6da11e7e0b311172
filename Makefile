# make demo: the whole cycle on an example company.   make test: the tests.   make help: everything else.
#
# One virtual environment, .venv, serves all of it, in the versions of constraints.txt. Its stamps keep
# repeat runs quick. The editable install links to this folder; it is made anew when setup.cfg changes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
POSTGRES_TESTS := postgres or (not odoo and not slow and not sap and not netsuite)
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-all test-postgres test-sap test-netsuite check agreement bench bench-einvoice bench-dunning bench-credit bench-sap clean artefacts

help:
	@echo "make demo           set up, then one whole cycle on the example company"
	@echo "make test           set up, then the tests"
	@echo "make test-all       also those that take longer"
	@echo "make test-postgres  the tests on PostgreSQL: a private server, or SOLDE_TEST_POSTGRES"
	@echo "make test-sap       SAP: against its stand-ins where they and node are there, else recorded payloads"
	@echo "make test-netsuite  NetSuite: also against its SOAP stand-in, where that and npm are there"
	@echo "make check          ruff, mypy --strict, import-linter"
	@echo "make agreement      the native rules against the official ones, on over 5,000 documents"
	@echo "make bench          the benchmarks"
	@echo "make bench-einvoice those of e-invoices beside their peers"
	@echo "make bench-dunning  a million open items decided, beside a plain loop"
	@echo "make bench-credit   the credit check over HTTP while a pull is writing"
	@echo "make bench-sap      reading 2,000 billing documents of SAP, and the memory over 100,000"
	@echo "make clean          remove .venv and everything that can be made again"
	@echo "PYTHON=python3.12 make test    with another Python (3.11 or later)"

demo: $(VENV)/.run artefacts
	$(BIN)/solde demo

test: $(VENV)/.test artefacts
	$(BIN)/python -m pytest

test-all: $(VENV)/.test artefacts
	$(BIN)/python -m pytest -m "not odoo and not postgres and not sap and not netsuite"

# With node and the stand-ins (SOLDE_SAP_STANDIN) against SAP CAP and mock-sap; else against what was recorded.
test-sap: $(VENV)/.test artefacts
	$(BIN)/python -m pytest tests/connectors/sap tests/end_to_end -m "sap or not slow and not odoo and not postgres" -k sap

# With the SOAP stand-in (SOLDE_NETSUITE_STANDIN) and npm, which fetches Oracle's schemas once.
test-netsuite: $(VENV)/.test artefacts
	$(BIN)/python -m pytest tests/connectors/netsuite -m "netsuite or not slow and not odoo and not postgres"

test-postgres: $(VENV)/.test artefacts
	$(BIN)/python tests/postgres.py -m "$(POSTGRES_TESTS)"

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

agreement: $(VENV)/.test artefacts
	$(BIN)/python -m tests.agreement

bench: $(VENV)/.bench artefacts
	$(BIN)/python -m bench

bench-einvoice: $(VENV)/.bench artefacts
	$(BIN)/python -m bench cii fatturapa facturx rules flat --summary

bench-dunning: $(VENV)/.bench
	$(BIN)/python -m bench.dunning

bench-sap: $(VENV)/.bench
	$(BIN)/python -m bench.sap

bench-credit: $(VENV)/.bench
	$(BIN)/python -m bench.credit

# The official schemas and rules that judge a document; quick where they are already there.
artefacts: $(VENV)/.run
	$(BIN)/solde artefacts install

clean:
	rm -rf $(VENV) build dist solde.egg-info solde-demo .mypy_cache .pytest_cache .ruff_cache .hypothesis
	rm -rf .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# setuptools comes from constraints.txt too: without isolation the build uses that one, not the newest.
$(VENV)/.run: constraints.txt setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Solde needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments: its venv module is missing." >&2; \
	  echo "On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@test -x $(BIN)/pip || { echo "Setting up $(VENV) ..."; $(PYTHON) -m venv --clear $(VENV); }
	$(PIP) setuptools
	$(PIP) --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.run
	$(PIP) --no-build-isolation --editable '.[test]'
	@touch $@

$(VENV)/.bench: $(VENV)/.run
	$(PIP) --no-build-isolation --editable '.[bench]'
	@touch $@
