# Every target can be run on a fresh checkout: what it needs is set up first. `make help` lists them.

PYTHON ?= python3
SEED ?= ../shared/seed
VENV := .venv
INSTALLED := $(VENV)/.installed
RUN := $(VENV)/bin/python -m
# Wheels that install without a compiler, also on a machine that has none.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Where this is set, each of the many processes that commands start compiles all of our modules anew.
unexport PYTHONDONTWRITEBYTECODE
# nbgrader starts alembic by its name when it makes a gradebook.
export PATH := $(abspath $(VENV))/bin:$(PATH)

EXERCISES := $(sort $(notdir $(patsubst %/,%,$(dir $(wildcard notebooks/*/*.py notebooks/*/*.ipynb)))))
# The exercise that is meant where there is only one.
EXERCISE ?= $(if $(word 2,$(EXERCISES)),,$(EXERCISES))

NBGRADER_TESTS := $(addprefix nbgrader.tests.apps.test_nbgrader_,autograde generate_feedback export)

# What the README shows of what the tests in a real browser see.
SCREENSHOTS := check.png feedback-phone.png formgrader.png

# What pages are made from. A stamp, as a page lies beside what its notebook wrote.
MADE_FROM := $(shell find notebooks length -not -path '*/__pycache__*' -not -path '*/.*')
PAGES := build/solutions/.executed

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(INSTALLED): pyproject.toml autograder_guard.py autograder_guard.pth
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed as $(PYTHON). Install it, or name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' \
		|| { echo "Python's venv module is missing. Install it: sudo apt install python3-venv"; exit 1; }
	@echo "Installing the course tooling into $(VENV) …"
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --editable '.[dev]'
	@touch $@

.PHONY: install
install: $(INSTALLED) ## set up the virtual environment

.PHONY: exercise
exercise: $(INSTALLED) ## start a new exercise (NAME=…) in notebooks/
	@test -n '$(NAME)' || { echo "Name it: make exercise NAME=my_exercise"; exit 1; }
	@$(RUN) autograder.build exercise '$(NAME)'

# Not files for make: what is committed has the time of its checkout. The build itself compares contents, and builds the
# source of an exercise once.
.PHONY: release
release: $(INSTALLED) ## build release/ and tell the gradebook of it
	$(RUN) autograder.build release --register

.PHONY: solutions
solutions: $(INSTALLED) ## build solutions/, the solved notebooks
	$(RUN) autograder.build solutions

.PHONY: pages
pages: $(PAGES) ## execute the solutions, training and all, into pages in build/solutions/

$(PAGES): $(INSTALLED) $(MADE_FROM)
	$(RUN) autograder.build pages
	@touch $@

.PHONY: wheels
wheels: $(INSTALLED) ## build the wheels that a cluster's workers need into dist/
	$(RUN) autograder.build wheels

.PHONY: demo
demo: $(INSTALLED) ## build everything, grade the sample submissions, show the scores
	@command -v bwrap > /dev/null \
		|| echo "bubblewrap is not installed, so grading runs with fewer protections. Install it: sudo apt install bubblewrap"
	$(RUN) autograder.build release
	$(RUN) autograder.build solutions
	$(RUN) autograder.demo

.PHONY: test
test browser mutants nbgrader-tests: export OPENBLAS_NUM_THREADS := 1
test: $(INSTALLED) ## run the tests
# One thread a process: the tests run side by side, and more threads than cores make all of them wait.
# Attacks take all processors: beside other tests both would wait, and what reached a limit would be graded once more.
	$(VENV)/bin/pytest tests/attacks
	$(VENV)/bin/pytest -n auto --dist loadgroup --ignore=tests/attacks

.PHONY: browser
browser: $(INSTALLED) ## run the tests in a real browser, with screenshots in build/browser/
	@command -v chromium > /dev/null || { echo "Chromium is missing. Install it: sudo apt install chromium"; exit 1; }
	$(VENV)/bin/pytest tests/browser

.PHONY: screenshots
screenshots: browser ## take the README's pictures anew, from the tests in a real browser
	cp $(addprefix build/browser/,$(SCREENSHOTS)) docs/images/

.PHONY: nbgrader-tests
nbgrader-tests: $(INSTALLED) ## run nbgrader's own tests of grading, feedback and export on a course that is ours
	$(RUN) pytest -c tests/nbgrader/pytest.ini -n auto --pyargs $(NBGRADER_TESTS)

.PHONY: lint
lint: $(INSTALLED) ## check format, style and types
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy

.PHONY: mutants
mutants: $(INSTALLED) ## show that the tests refuse every known mistake and accept every right answer, and let mistakes be named
	$(RUN) autograder.mutants

.PHONY: attacks
attacks: $(INSTALLED) ## hand in the attack corpus and show that none succeeds
	$(RUN) tests.attacks

.PHONY: fuzz
fuzz: $(INSTALLED) ## feed all that reads a submission with made-up input, for about five minutes
	$(VENV)/bin/pytest tests/fuzz --hypothesis-profile=long

.PHONY: crash
crash: $(INSTALLED) ## kill grading at 20 random points and compare with an undisturbed run
	$(RUN) tests.crash

.PHONY: data
data: $(INSTALLED) ## fetch the full MNIST and FashionMNIST
	$(VENV)/bin/python tools/fetch_data.py

.PHONY: seed
seed: $(INSTALLED) data ## run the seed notebook's cells (SEED=folder) on the full data
	$(VENV)/bin/python tools/run_seed.py $(SEED)

.PHONY: compatible
compatible: $(INSTALLED) ## run the tests of length-hpi, the package of the seed notebook, on our length
	$(VENV)/bin/python tools/run_length_hpi_tests.py

.PHONY: lab
lab: release ## open a copy of the student release in JupyterLab (EXERCISE=… where there are several)
	@test -n '$(EXERCISE)' || { echo "There are several exercises: make lab EXERCISE=one of $(EXERCISES)"; exit 1; }
	@test -d 'release/$(EXERCISE)' || { echo "There is no exercise $(EXERCISE), only $(EXERCISES)"; exit 1; }
	mkdir -p build/lab/$(EXERCISE)
	cp -rn release/$(EXERCISE)/. build/lab/$(EXERCISE)/
	cd build/lab/$(EXERCISE) && jupyter lab

.PHONY: bench
bench: $(INSTALLED) ## measure import, failed check, training step, threads and grading against their peers (OTTER_PYTHON=… adds Otter)
	$(VENV)/bin/python benchmarks/import_time.py
	$(VENV)/bin/python benchmarks/check_time.py
	$(VENV)/bin/python benchmarks/training_step.py
	$(VENV)/bin/python benchmarks/threads.py
	$(VENV)/bin/python benchmarks/grading.py $(if $(OTTER_PYTHON),--otter-python $(OTTER_PYTHON))

.PHONY: cohort
cohort: $(INSTALLED) ## grade 5,000 submissions, 5 % of them hostile, and print the figures
	$(VENV)/bin/python benchmarks/cohort.py

.PHONY: postgres
postgres: $(INSTALLED) ## grade into PostgreSQL and compare with SQLite
	$(VENV)/bin/python benchmarks/postgres.py

.PHONY: clean
clean: ## remove what was built, but not the virtual environment
	rm -rf build dist
