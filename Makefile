# Two commands matter: `make run` and `make test`. Both prepare what they need by themselves.
PYTHON := .venv/bin/python

.PHONY: help run test lint format lock benchmark

help:
	@echo "make run    start everything on http://127.0.0.1:8000 (PORT=8001 for another port)"
	@echo "make test   check the code and run all tests"
	@echo "make lint   only check the code"
	@echo "make format bring the code into its form"
	@echo "make benchmark  measure against limits and peers"
	@echo "make lock   resolve the dependencies anew, with hashes"

run:
	@sh scripts/bootstrap.sh run
	@ZHONGHE_DEMO=1 $(PYTHON) -m config.services up

test:
	@sh scripts/bootstrap.sh test
	@sh scripts/lint.sh
	@ZHONGHE_TEST_STOP=1 $(PYTHON) -m pytest -n 2 --dist loadgroup

lint:
	@sh scripts/bootstrap.sh test
	@sh scripts/lint.sh

format:
	@$(PYTHON) -m ruff check --fix . && $(PYTHON) -m ruff format .

# No addresses and no index options in the locks: whoever installs chooses the registry.
LOCK := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	--no-emit-index-url --no-emit-find-links pyproject.toml
lock:
	@sh scripts/bootstrap.sh test
	@$(LOCK) --upgrade -o requirements.lock
	@$(LOCK) --upgrade --group dev -c requirements.lock -o requirements-dev.lock
	@$(LOCK) --upgrade --group benchmarks -c requirements-dev.lock -o requirements-benchmarks.lock

benchmark:
	@sh scripts/bootstrap.sh test
	@.venv/bin/uv pip install --quiet --python $(PYTHON) -r requirements-benchmarks.lock
	@missed=0; for name in calculator ledger lookup log audit machine papers; do \
		echo "$$name"; $(PYTHON) -m benchmarks $$name || missed=1; done; \
	$(PYTHON) -m benchmarks report; exit $$missed
