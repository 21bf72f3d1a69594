# County and Township. `make help` says what there is to make.
PYTHON ?= python3
PORT ?= 8000

bin := .venv/bin
env := .venv/installed

.DEFAULT_GOAL := help
.PHONY: help serve book lab test matrix bench lock lock-lite clean
.DELETE_ON_ERROR:

help: ## say what there is to make
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 8

serve: book ## build the book and serve it at http://localhost:8000 (PORT=… for another)
	@$(bin)/python -m xianxiang.book.serve _build/html $(PORT)

book: $(env) ## build the book into _build/html; warnings are errors
	@$(bin)/jupyter-book build . -W -n --keep-going -q
	@echo "The book is in _build/html; open _build/html/index.html, or run: make serve"

lab: $(env) ## open the chapters as notebooks in JupyterLab
	@$(bin)/jupytext-config --settings-file .venv/share/jupyter/lab/settings/overrides.json \
	    set-default-viewer markdown myst 2>/dev/null
	@$(bin)/jupyter lab chapters/index.md --ServerApp.root_dir='$(CURDIR)' $(if $(filter 0,$(shell id -u)),--allow-root) --LabApp.news_url=None \
	    --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate $(LAB)

test: $(env) ## run every test, those in the browser too
	@$(bin)/python tests/chromium.py
	@$(bin)/python -m pytest $(PYTEST)

matrix: $(env) ## run the models' tests on Python 3.11 to 3.13 and on the oldest numpy and pandas
	@$(bin)/python tests/matrix.py $(RUNS)

bench: book ## measure what the README's table reports
	@$(bin)/python tests/chromium.py
	@$(bin)/python benchmarks/grids.py
	@$(bin)/python -m xianxiang.book.serve _build/html $(PORT) & trap "kill $$!" EXIT; sleep 2; \
	for page in index incentives alliance turn; do \
	    $(bin)/python benchmarks/redraw.py http://localhost:$(PORT)/chapters/$$page.html || exit 1; \
	    $(bin)/python benchmarks/lite.py _build/html $$page || exit 1; done

clean: ## remove what was built and the environment
	rm -rf _build .venv lib/xianxiang/live/static lib/xianxiang/live/web/node_modules

# The environment: pinned packages, checked against their hashes. uv does in seconds what takes pip a minute; where uv
# cannot (an index that only pip is told of, say), pip does it.
$(env): requirements.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "The book needs Python 3.11 or later, and there is no '$(PYTHON)'."; \
	    echo "Install it (Debian, Ubuntu: apt-get install python3 python3-venv), or name one: make PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "The book needs Python 3.11 or later, and '$(PYTHON)' is $$($(PYTHON) -V)."; \
	    echo "Install a later one and name it: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python cannot make an environment: its venv module is missing."; \
	    echo "Install it (Debian, Ubuntu: apt-get install python3-venv)."; exit 1; }
	@echo "Making the environment in .venv"
	@$(PYTHON) -m venv --clear .venv
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.txt > .venv/uv.txt
	@$(bin)/python -m pip install -q --disable-pip-version-check --require-hashes -r .venv/uv.txt
	@VIRTUAL_ENV=.venv $(bin)/uv pip install -q --compile-bytecode --require-hashes -r requirements.txt || \
	    $(bin)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@$(bin)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Releases of pip before 23.3 do not see that a package's pin holds for the package with an extra; so that pin stands there twice.
lock: $(env) ## pin anew what pyproject.toml asks for, into requirements.txt
	@$(bin)/uv pip compile pyproject.toml -q --all-extras --universal --python-version 3.11 --fork-strategy fewest \
	    --generate-hashes --no-annotate --no-header $(LOCK) > .venv/lock.txt
	@{ echo "# Made by 'make lock' from pyproject.toml, for Python 3.11 and later: do not edit."; cat .venv/lock.txt; \
	    sed -n '/^jsonschema==/,/[^\\]$$/{s/^jsonschema==/jsonschema[format-nongpl]==/;p}' .venv/lock.txt; } > requirements.txt

pins := lib/xianxiang/book/lite/pins
lock-lite: $(env) ## pin anew what builds the lite site
	@$(bin)/uv pip compile $(pins)/environment.in -q --universal --python-version 3.11 --fork-strategy fewest \
	    --generate-hashes --no-annotate --no-header > .venv/lock.txt
	@{ echo "# Builds the lite site, in an environment of its own. Made by 'make lock-lite' from environment.in: do not edit."; \
	    cat .venv/lock.txt; } > $(pins)/environment.txt
