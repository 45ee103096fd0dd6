# The commands of this project. Run `make` to list them; scripts/setup.sh installs what they need.

PYTHON ?= python3
export PYTHON

# Homebrew's libraries lie outside macOS's search path, and macOS drops this variable on the way through make and sh:
# so it stands on the very line that starts Python.
ifeq ($(shell uname -s),Darwin)
run := DYLD_FALLBACK_LIBRARY_PATH="$(shell brew --prefix)/lib" .venv/bin/
else
run := .venv/bin/
endif
# As many test processes as cores, but no more than the slow tests can use.
pytest := $(run)pytest -n auto --maxprocesses 4
# A file stays in one process: what LibreOffice or Chromium made of a document serves all its tests.
conformance_tests := $(pytest) --dist loadfile -rs
ifeq ($(CI),true)
conformance_tests := PYTHONPATH=scripts $(conformance_tests) -p fail_on_skip
endif

# Without compiled files each of the many processes would compile policygen and all packages for itself.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help sample test lint types unit fuzz conformance whole peers docs wheel lock clean distclean
.PHONY: ready-to-run ready-to-test ready-to-conform

help:
	@echo 'make sample       install what is missing, then build the policies of every specimen school in build/'
	@echo 'make test         install what is missing, then run ruff, mypy and the tests'
	@echo '                  (or one part: make lint, make types, make unit, make unit ARGS="-k numbering")'
	@echo 'make fuzz         give every reader 20,000 spoiled inputs (make fuzz COUNT=500: fewer)'
	@echo 'make conformance  check the documents with validators, LibreOffice, Chromium and other programs'
	@echo 'make whole        the same with every case of the trials that take long, before a release'
	@echo 'make peers        compare what other programs read in the documents, and update docs/dev/peers.md'
	@echo 'make docs         update docs/reference/ and the schemas for editors'
	@echo 'make wheel        build a wheel with the library, look and specimens in dist/, for pip'
	@echo 'make lock         update requirements/lock*.txt to the newest versions of all packages'
	@echo 'make clean        remove the output of builds and tests; make distclean also removes .venv/ and .tools/'

sample: ready-to-run
	$(run)policygen build

# Types are checked on one core for half a minute, so the tests run beside that.
test: lint
	@$(MAKE) --no-print-directory --keep-going --jobs=2 types unit

lint: ready-to-test
	$(run)ruff check
	$(run)ruff format --check

types: ready-to-test
	$(run)mypy --strict policygen

unit: ready-to-test
	$(pytest) --ignore tests/conformance -m 'not conformance' $(ARGS)

COUNT ?= 20000
fuzz: ready-to-test
	$(run)python -m tests.fuzz --count $(COUNT)

conformance: ready-to-conform
	PATH="$(CURDIR)/.tools/node_modules/.bin:$$PATH" $(conformance_tests) -m 'conformance and not whole' $(ARGS)

whole: ready-to-conform
	PATH="$(CURDIR)/.tools/node_modules/.bin:$$PATH" $(conformance_tests) -m conformance $(ARGS)

peers: ready-to-conform
	$(run)python -m tests.peers

docs: ready-to-run
	$(run)python -m scripts.reference
	$(run)policygen schema --write

wheel: ready-to-run
	rm -rf dist
	$(run)python -m hatchling build -t sdist -t wheel

ready-to-run:
	@sh scripts/setup.sh run

ready-to-test:
	@sh scripts/setup.sh test

ready-to-conform:
	@sh scripts/setup.sh conformance

lock:
	@sh scripts/setup.sh lock
	@.tools/uv/bin/python scripts/lock.py .tools/uv/bin/uv

clean:
	find build -mindepth 1 ! -name .gitignore -delete
	rm -rf dist .pytest_cache .mypy_cache .ruff_cache .policygen *.egg-info
	find policygen tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf .venv .tools
