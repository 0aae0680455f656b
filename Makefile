# Everything runs in .venv, nothing needs root. `make demo` and `make test` set up what they need.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet

# Tests of one file run in one process, files beside each other.
BOTH := -n auto --maxprocesses 4 --dist loadfile

# A part of `make test` waits, for servers, time-outs and the pauses between requests: three processes keep two
# processors busy, four gain nothing. In the order of their folders: sorted by how many tests they have, files of few
# long tests would all come last, when nothing is left to do beside them.
WAITING := -n 3 --dist loadfile --no-loadscope-reorder

# How often a test that fails is tried again; CI sets it (docs/testing.md), nobody else.
AGAIN ?=

# The suites start hundreds of interpreters; without bytecode each of them would compile our modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test test-slow test-files test-postgres test-elasticsearch test-faults test-faults-guards test-shared evaluate evaluate-acts evaluate-own evaluate-fields evaluate-themes lint bench bench-guard bench-reach lock clean

help:
	@echo "make demo                set up, crawl five sample portals, index them, print the matrix"
	@echo "make test                set up and pass the tests (no root, no network but the package index)"
	@echo "make test-slow           kills, full disks, growth, and what else takes long"
	@echo "make test-files          files by pdftotext, tesseract, antiword, catdoc and bsdtar"
	@echo "make test-postgres       the store's tests against a throw-away PostgreSQL"
	@echo "make test-elasticsearch  our engine on a real Elasticsearch node (Maven and a JDK, no Docker)"
	@echo "make test-faults         every case of the fault matrix, on a faulty portal of our own"
	@echo "make test-faults-guards  its tests without the guard that they name: each must fail"
	@echo "make test-shared         the tests on real documents, where they are there"
	@echo "make evaluate            what is read against labels made by hand, with floors (needs the real documents)"
	@echo "make lint                ruff, mypy --strict, import-linter"
	@echo "make bench               our crawl and both search engines against their bare libraries, as ratios"
	@echo "make bench-reach         what a crawl is promised to bear: faulty hosts, long portals, second runs"
	@echo "make lock                resolve requirements*.txt anew"

# The lock files name everything, so nothing is resolved here: pip of Python 3.11 warns of an extra of lxml whose name is
# spelt another way, and takes longer. `pip check` tells what a lock lacks.
.venv/.runtime: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "reformwatch needs Python 3.11 or newer (PYTHON=… make)"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv || { echo "python3 -m venv does not work here: install python3-venv"; exit 1; }
	@echo "Installing reformwatch into .venv …"
	@$(PIP) install --require-hashes --no-deps -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(PIP) check
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	@echo "Installing the development tools into .venv …"
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.txt
	@$(PIP) check
	@touch $@

setup: .venv/.dev

demo: .venv/.runtime
	@$(BIN)/reformwatch demo

test: .venv/.dev
	$(BIN)/pytest $(WAITING) $(AGAIN) -m "not shared and not postgres and not slow and not elasticsearch and not faults and not case and not tools"
	@echo "Left out: the fault matrix (make test-faults), kills and growth (make test-slow), scans and old files (make test-files), PostgreSQL (make test-postgres), Elasticsearch (make test-elasticsearch), real documents (make test-shared), benchmark (make bench-guard)."

# A server of its own for each run: two of them may go on beside each other.
test-postgres: .venv/.dev
	@folder=$${TMPDIR:-/tmp}/reformwatch-postgres-$$$$; \
	url=$$($(BIN)/python tests/services/postgres.py start $$folder) || exit 1; \
	REFORMWATCH_TEST_POSTGRES=$$url $(BIN)/pytest $(BOTH) $(AGAIN) -m postgres tests/store tests/care; code=$$?; \
	$(BIN)/python tests/services/postgres.py stop $$folder; exit $$code

# A test of it that is skipped fails here (tests/conftest.py), and so does a suite without tests. Two processes: each
# may start a node of its own beside the one that all share.
test-elasticsearch: .venv/.dev
	@url=$$($(BIN)/python tests/services/elasticsearch.py start) || exit 1; \
	export REFORMWATCH_TEST_ELASTICSEARCH=$$url; \
	$(BIN)/python -m pytest -p tests.faults.cases -n 2 --dist loadfile $(AGAIN) --matrix node --naming elasticsearch -m elasticsearch && \
	$(BIN)/python -m tests.faults.proof S5 S6 S7 S8; code=$$?; \
	$(BIN)/python tests/services/elasticsearch.py stop; exit $$code

# The plugin fails where a case of the matrix has no test, or one that was skipped. Most of these tests wait, so
# there are more processes than processors.
test-faults: .venv/.dev
	$(BIN)/python -m pytest -p tests.faults.cases $(AGAIN) -n 4 --dist loadfile --no-loadscope-reorder --naming faults,case -m "(faults or case) and not slow and not postgres and not shared and not elasticsearch"

test-faults-guards: .venv/.dev
	$(BIN)/python -m tests.faults.proof

test-slow: .venv/.dev
	$(BIN)/pytest $(BOTH) $(AGAIN) --naming slow -m "slow and not postgres and not elasticsearch and not shared"

# A program that is missing fails its tests here; .ci/run installs them.
test-files: .venv/.dev
	$(BIN)/pytest $(AGAIN) --naming tools -m "tools and not shared"

test-shared: .venv/.dev
	$(BIN)/pytest $(BOTH) $(AGAIN) --naming shared -m "shared and not elasticsearch"

# The gold of others and our own labels of acts, each with the floors that its figures may not fall below.
SHARED ?= $(or $(REFORMWATCH_SHARED),../shared)
evaluate: .venv/.runtime
	@$(MAKE) --no-print-directory -j 2 --output-sync evaluate-acts evaluate-own evaluate-fields evaluate-themes

evaluate-themes: .venv/.runtime
	$(BIN)/reformwatch evaluate $(SHARED)/gold/coded.jsonl --floors tests/gold/floors-themes.yml
	$(BIN)/reformwatch evaluate $(addprefix tests/gold/own/,themes-first.jsonl themes-second.jsonl) --floors tests/gold/floors-themes-own.yml
	$(BIN)/reformwatch evaluate tests/gold/own/themes-third.jsonl --floors tests/gold/floors-themes-third.yml
	$(BIN)/reformwatch evaluate tests/gold/own/themes-fourth.jsonl --floors tests/gold/floors-themes-fourth.yml

evaluate-fields: .venv/.runtime
	$(BIN)/reformwatch evaluate $(SHARED)/gold --floors tests/gold/floors-fields.yml

# Six of the documents are saved as print views alone: they are read as the articles that they print.
evaluate-acts: .venv/.runtime
	@[ ! -e tests/gold/acts.jsonl ] || { folder=$$(mktemp -d) && trap 'rm -r "$$folder"' EXIT && \
	$(BIN)/python -m tests.gold.printed $(SHARED) "$$folder" && \
	$(BIN)/reformwatch evaluate tests/gold/acts.jsonl --root "$$folder" --root $(SHARED) --floors tests/gold/floors-acts.yml; }

# Plans of our own: needs no real documents. Two are Word files, which are written first.
OWN := $(addprefix tests/gold/own/,plans.jsonl second.jsonl third.jsonl)
LATER := $(addprefix tests/gold/own/,fourth.jsonl fifth.jsonl)
SIXTH := tests/gold/own/sixth.jsonl
SEVENTH := tests/gold/own/seventh.jsonl
EIGHTH := tests/gold/own/eighth.jsonl
evaluate-own: .venv/.dev
	@folder=$$(mktemp -d) && trap 'rm -r "$$folder"' EXIT && $(BIN)/python -m tests.gold.own_word "$$folder" && \
	$(BIN)/reformwatch evaluate $(OWN) --root tests/gold/own --root "$$folder" --floors tests/gold/floors-own.yml
	$(BIN)/reformwatch evaluate $(LATER) --root tests/gold/own --floors tests/gold/floors-own-later.yml
	$(BIN)/reformwatch evaluate $(SIXTH) --root tests/gold/own --floors tests/gold/floors-own-sixth.yml
	$(BIN)/reformwatch evaluate $(SEVENTH) --root tests/gold/own --floors tests/gold/floors-own-seventh.yml
	$(BIN)/reformwatch evaluate $(EIGHTH) --root tests/gold/own --floors tests/gold/floors-own-eighth.yml
	$(BIN)/reformwatch evaluate tests/gold/short --floors tests/gold/floors-short.yml

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Where no node can be started that is said, and the half of Elasticsearch is left out.
bench_search = url=$$($(BIN)/python tests/services/elasticsearch.py start) || url=; \
	$(BIN)/python -m bench.search $(1) $${url:+--elasticsearch $$url}; code=$$?; \
	[ -z "$$url" ] || $(BIN)/python tests/services/elasticsearch.py stop; exit $$code

bench: .venv/.dev
	$(BIN)/python -m bench.reading
	$(BIN)/python -m bench.crawl ratio
	$(BIN)/python -m bench.crawl memory
	$(BIN)/python -m bench.recode
	@$(call bench_search,)

# The goals are 1.0, 1.0, 0.5; the floors stand a little below what was measured (docs/performance.md), since a run
# of minutes on a shared machine varies: the plain spider's own cost by a third. With fewer pages than these the
# start of the processes, three seconds, weighs more than the pages.
bench-guard: .venv/.dev
	$(BIN)/python -m bench.reading --most 3.5
	$(BIN)/python -m bench.crawl ratio --pages 200 --pairs 3 --floor liferay_asset=0.95 --floor sharepoint_lacviet=1.0 --floor generic=0.5
	$(BIN)/python -m bench.recode --documents 500 --most 25
	$(BIN)/python -m bench.measures --documents 2000 --times 35
	@$(call bench_search,--documents 3000 --queries 20 --floor embedded=0.15 --floor elasticsearch=0.65 --most 40 --slower 1.3 --above 60)

bench-reach: .venv/.dev
	$(BIN)/python -m bench.reach evil
	$(BIN)/python -m bench.reach names
	$(BIN)/python -m bench.reach second
	$(BIN)/python -m bench.reach hostile
	$(BIN)/python -m bench.reach long

lock:
	CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --extra postgres --extra build --output-file requirements.txt pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --extra postgres --extra build --extra dev --output-file requirements-dev.txt pyproject.toml

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
