# County and Township. `make help` says what there is to make.
PYTHON ?= python3
PORT ?= 8000
# Tests in a browser wait more than they compute.
WORKERS ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) * 3 / 2 )))

bin := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help environment serve book zip paper lab test matrix bench release lock lock-lite clean
.DELETE_ON_ERROR:

help: ## say what there is to make
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 8

serve: book ## build the book and serve it at http://localhost:8000 (PORT=… for another)
	@$(bin)/python -m xianxiang.book.serve _build/html $(PORT)

book: environment ## build the book into _build/html; warnings are errors (SOLUTIONS=0 leaves the solutions out; EDITIONS=en builds one edition)
	@XIANXIANG_SOLUTIONS=$(SOLUTIONS) $(bin)/python -m xianxiang.book $(EDITIONS)
	@echo "The book is in _build/html; open _build/html/index.html, or run: make serve"

zip: book ## pack the built site into _build/zip: whole, and small without the notebooks that run in the browser
	@$(bin)/python -m xianxiang.book.pack _build/html _build/zip

paper: book ## each edition as a PDF and as an EPUB, into _build/paper
	@$(bin)/python tests/chromium.py
	@$(bin)/python -m xianxiang.book.paper

lab: environment ## open the chapters as notebooks in JupyterLab
	@$(bin)/jupytext-config --settings-file .venv/share/jupyter/lab/settings/overrides.json \
	    set-default-viewer markdown myst 2>/dev/null
	@$(bin)/jupyter lab chapters/index.md --ServerApp.root_dir="$$PWD" $(if $(filter 0,$(shell id -u)),--allow-root) --LabApp.news_url=None \
	    --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate $(LAB)

test: environment ## run every test, those in the browser too
	@$(bin)/python tests/chromium.py
	@$(bin)/python tests/firefox.py
	@$(bin)/python -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder $(PYTEST)

matrix: environment ## run the models' tests on Python 3.11 to 3.13 and on the oldest numpy and pandas
	@$(bin)/python tests/matrix.py $(RUNS)

bench: book ## measure what the README's table reports
	@$(bin)/python tests/chromium.py
	@$(bin)/python benchmarks/grids.py
	@$(bin)/python benchmarks/build.py
	@$(bin)/python benchmarks/sweep.py
	@$(bin)/python benchmarks/country.py
	@$(bin)/python benchmarks/weight.py _build/html
	@$(bin)/python -m xianxiang.book.serve _build/html $(PORT) & trap "kill $$!" EXIT; sleep 2; \
	for page in index $$($(bin)/python -c "from xianxiang.ledger import WRITTEN; print(*WRITTEN)"); do \
	    $(bin)/python benchmarks/redraw.py http://localhost:$(PORT)/en/chapters/$$page.html || exit 1; \
	    $(bin)/python benchmarks/lite.py _build/html $$page || exit 1; done

release: environment ## what a release carries, into _build/release, with what other goals made before (TAG=v… holds it to a tag)
	@$(bin)/python -m xianxiang.book.release $(TAG)

clean: ## remove what was built and the environment
	rm -rf _build .venv .venv.old lib/xianxiang/live/static lib/xianxiang/live/web/node_modules

# The environment: made if it is not there, was made for another folder or for other packages.
environment:
	@command -v $(PYTHON) >/dev/null || { echo "The book needs Python 3.11 or later, and there is no '$(PYTHON)'."; \
	    echo "Install it (Debian, Ubuntu: apt-get install python3 python3-venv), or name one: make PYTHON=…"; exit 1; }
	@$(PYTHON) lib/xianxiang/book/environment.py

# Releases of pip before 23.3 do not see that a package's pin holds for the package with an extra; so that pin stands there twice.
lock: environment ## pin anew what pyproject.toml asks for, into requirements.txt
	@$(bin)/uv pip compile pyproject.toml -q --all-extras --universal --python-version 3.11 --fork-strategy fewest \
	    --generate-hashes --no-annotate --no-header $(LOCK) > .venv/lock.txt
	@{ echo "# Made by 'make lock' from pyproject.toml, for Python 3.11 and later: do not edit."; cat .venv/lock.txt; \
	    sed -n '/^jsonschema==/,/[^\\]$$/{s/^jsonschema==/jsonschema[format-nongpl]==/;p}' .venv/lock.txt; } > requirements.txt

pins := lib/xianxiang/book/lite/pins
lock-lite: environment ## pin anew what builds the lite site
	@$(bin)/uv pip compile $(pins)/environment.in -q --universal --python-version 3.11 --fork-strategy fewest \
	    --generate-hashes --no-annotate --no-header > .venv/lock.txt
	@{ echo "# Builds the lite site, in an environment of its own. Made by 'make lock-lite' from environment.in: do not edit."; \
	    cat .venv/lock.txt; } > $(pins)/environment.txt
