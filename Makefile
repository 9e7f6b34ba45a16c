# make run: install, train, read a page.  make test: every check.  Nothing is needed but Python 3.11, pip and make.
# make study RECIPE=fast SEEDS=10: train with several seeds, and keep what came for the docs' tables.
# make bench: all benchmarks, an hour and a half.  make bench-quick: the same in little, under ten minutes.
PYTHON ?= python3
MEMBERS := 1
NAME = $(RECIPE)$(if $(filter-out 1,$(MEMBERS)),-members)
BIN := .venv/bin
SHELL := bash

.PHONY: run test check bench bench-quick study clean
run: .venv/installed
	$(BIN)/inkdigits train fast --out build/fast
	$(BIN)/inkdigits read --example --annotate build

test: check # a file's tests stay in one process, which makes their fixtures once
	$(BIN)/pytest -q -n auto --maxprocesses 8 --dist loadfile

check: .venv/installed
	$(BIN)/ruff check -q .
	$(BIN)/ruff format -q --check .
	$(BIN)/mypy

bench bench-quick: .venv/installed .venv-peers/installed
	$(BIN)/python benchmarks/bench.py --peers .venv-peers/bin/python $(if $(filter bench-quick,$@),--quick)

study: .venv/installed
	$(BIN)/inkdigits train $(RECIPE) --data mnist --seeds $(SEEDS) --members $(MEMBERS) --out build/study/$(NAME)
	cp build/study/$(NAME)/study.json benchmarks/results/recipes/$(NAME).json

.venv-peers/installed: benchmarks/requirements.txt
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt
	touch $@

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	PIP_CONSTRAINT=constraints.txt $(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

clean:
	rm -rf .venv .venv-peers build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find src tests benchmarks -name __pycache__ -prune -exec rm -rf {} +
