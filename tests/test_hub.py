"""What runs on other people's machines: the environment that repo2docker builds, and the buttons that lead there."""

import doctest
import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from conftest import ROOT, build

from sphinx.errors import ConfigError

from xianxiang.book import address as addresses, launch

ADDRESS = "https://github.com/someone/book"
NO_ADDRESS = "This copy of the book was built without the address of a public repository, so it has no links to hubs."
CONFIG = """\
title: tiny
execute: {{execute_notebooks: cache}}
repository: {{url: "{address}"}}
sphinx:
  extra_extensions: [xianxiang.book]
  recursive_update: true
  config:
    xianxiang_jupyterhub: "{hub}"
    html_theme_options: {{use_download_button: false, use_fullscreen_button: false}} # they call what no policy lets run
"""
CHAPTER = """\
---
file_format: mystnb
kernelspec: {name: python3}
---
# Tiny

```{code-cell} python
1 + 1
```
"""
RUN_IT = """\
# Run it

```{hub-form}
```
"""


class Links(HTMLParser):
    """Where each link of a page leads, by what it says."""

    def __init__(self, text):
        super().__init__()
        self.found, self.at = {}, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag == "a":
            self.at = dict(attributes).get("href")

    def handle_data(self, data):
        if self.at and data.strip():
            self.found[data.strip()] = self.at

    def handle_endtag(self, tag):
        if tag == "a":
            self.at = None


@pytest.fixture
def links(tmp_path):
    """Builds a book of two pages with an address and a hub; returns the links of its first page and the text of the second."""

    def of(address, hub=""):
        (tmp_path / "chapters").mkdir(exist_ok=True)
        (tmp_path / "chapters/index.md").write_text(CHAPTER)
        (tmp_path / "chapters/run.md").write_text(RUN_IT)
        (tmp_path / "_config.yml").write_text(CONFIG.format(address=address, hub=hub))
        (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: chapters/index\nchapters:\n- file: chapters/run\n")
        done = build(tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        html = tmp_path / "_build/html"
        first = json.loads((html / "notebooks/index.ipynb").read_text())["cells"][0]["source"]
        return Links((html / "chapters/index.html").read_text()).found, (html / "chapters/run.html").read_text(), first

    return of


def test_the_addresses_are_as_their_docstrings_say():
    done = doctest.testmod(launch)
    assert done.attempted >= 3 and done.failed == 0


@pytest.mark.parametrize(("address", "path"), [
    ("https://gitlab.com/someone/book", "gl/someone%2Fbook"),
    ("https://codeberg.org/someone/book", "git/https%3A%2F%2Fcodeberg.org%2Fsomeone%2Fbook"),
    ("https://github.com/someone/book.git", "gh/someone/book"),
])  # fmt: skip
def test_binder_takes_any_repository_and_colab_githubs_only(address, path):
    assert launch.binder(address, "main", "chapters/turn.md") == f"https://mybinder.org/v2/{path}/main?urlpath=lab/tree/chapters/turn.md"
    assert bool(launch.colab(address, "en/notebooks/turn.ipynb")) == ("github.com" in address)


def names_no_hub(found, page, first):
    assert not [url for url in found.values() if re.search("mybinder|git-pull|colab", url)]
    assert NO_ADDRESS in page and "<form" not in page.partition("<article")[2].partition("</article")[0]
    assert "git+" not in first


def has_all_buttons(found, page, first):
    assert found["Binder"] == "https://mybinder.org/v2/gh/someone/book/main?urlpath=lab/tree/chapters/index.md"
    assert found["Colab"] == "https://colab.research.google.com/github/someone/book/blob/gh-pages/notebooks/index.ipynb"
    assert found["Your JupyterHub …"] == "run.html#your-hub"
    assert 'id="your-hub"' in page and "HUB/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgithub.com%2Fsomeone%2Fbook&amp;branch=main" in page
    assert '"xianxiang[live] @ git+https://github.com/someone/book"' in first
    assert NO_ADDRESS not in page


def test_an_address_in_one_place_turns_all_buttons_on_and_taken_back_off(links):
    """The same folder, built with one address after the other."""
    for address, holds in (("", names_no_hub), (ADDRESS, has_all_buttons), ("", names_no_hub)):
        holds(*links(address))
    found, page, _ = links("https://github.com/another/book")
    assert "another" in found["Binder"] and "another" in page and "someone" not in page


def commit(folder, branch):
    """Make a repository of a folder, on a branch of this name."""
    for words in (["init", "-q", "-b", branch], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "one"]):
        subprocess.run(["git", *words], cwd=folder, check=True)


def test_links_lead_to_the_branch_that_there_is(tmp_path):
    """What `_config.yml` names, else what git says, else main; Jupyter Book's own guess is master."""
    assert addresses.branch(tmp_path) == "main"
    commit(tmp_path, "trunk")
    assert addresses.branch(tmp_path) == "trunk"
    (tmp_path / "_config.yml").write_text("repository: {url: ''}\n")
    assert addresses.branch(tmp_path) == "trunk"
    (tmp_path / "_config.yml").write_text("repository: {branch: press}\n")
    assert addresses.branch(tmp_path) == "press"


@pytest.mark.parametrize(("given", "taken"), [
    ("", ""), ("https://github.com/a/b/", "https://github.com/a/b"), ("git@gitee.com:a/b.git", "https://gitee.com/a/b"),
    ("ssh://git@git.example.edu/a/b", "https://git.example.edu/a/b"),
])  # fmt: skip
def test_addresses_are_taken_as_a_browser_takes_them(given, taken):
    assert addresses.web(given) == taken


@pytest.mark.parametrize("given", ["github.com/a/b", "https://github.com", "ftp://a.b/c/d", "https://github.com/a"])
def test_an_address_that_leads_nowhere_is_refused_with_an_example(given):
    with pytest.raises(ConfigError, match="repository: url: is .*; allowed is an address such as https://github.com/OWNER/NAME"):
        addresses.web(given)


def test_the_theme_s_buttons_know_gitee_and_ask_about_others():
    assert addresses.provider("https://gitee.com/a/b", "", ["use_issues_button"]) == "github"
    assert addresses.provider("https://git.example.edu/a/b", "gitlab", ["use_issues_button"]) == "gitlab"
    assert addresses.provider("https://git.example.edu/a/b", "", []) == ""
    with pytest.raises(ConfigError, match="what kind of host git.example.edu is: write .* repository_provider"):
        addresses.provider("https://git.example.edu/a/b", "", ["use_issues_button"])


def test_a_class_names_its_hub(links):
    found, *_ = links(ADDRESS, "https://hub.example.edu")
    assert found["JupyterHub"] == launch.hub("https://hub.example.edu", ADDRESS, "main", "chapters/index.md")


def test_the_form_makes_the_same_link(chromium, links, tmp_path):
    links(ADDRESS)
    page = chromium.new_context().new_page()
    page.goto((tmp_path / "_build/html/chapters/run.html").as_uri())
    page.evaluate("window.open = (url) => { window.opened = url }")
    page.get_by_label("The hub's address").fill("https://hub.example.edu/")
    page.get_by_role("button", name="Open it there").click()
    assert page.evaluate("window.opened") == launch.hub("https://hub.example.edu", ADDRESS, "main", "chapters/index.md")
    page.context.close()


# ------------------------------------------------------------------ the environment


def test_what_repo2docker_reads_is_the_tested_environment():
    lines = [line for line in (ROOT / "binder/requirements.txt").read_text().splitlines() if not line.startswith("#")]
    assert lines == ["-r ../requirements.txt"]
    assert (ROOT / "binder/runtime.txt").read_text().strip() == "python-3.11"
    assert os.access(ROOT / "binder/postBuild", os.X_OK)


def test_the_hubs_environment_builds_and_runs_chapters(tmp_path):
    """repo2docker's steps: an environment of the Python named, the requirements by pip, then postBuild in the repository."""
    leave = shutil.ignore_patterns("_build", ".*", "node_modules", "__pycache__", "static", "build")
    repository, place = tmp_path / "repository", tmp_path / "env"
    shutil.copytree(ROOT, repository, ignore=leave)
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    home = tmp_path / "home"
    home.mkdir()
    own = {**os.environ, "PATH": f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}", "JUPYTER_CONFIG_DIR": str(home), "JUPYTER_PREFER_ENV_PATH": "1", "PIP_NO_COMPILE": "1"}  # what is not imported need not be compiled
    for name in ("PYTHONPATH", "VIRTUAL_ENV"):
        own.pop(name, None)
    for command in (["pip", "install", "-q", "-r", "binder/requirements.txt"], ["binder/postBuild"]):
        done = subprocess.run(command, cwd=repository, env=own, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    for stem in ("index", "turn", "evidence", "world"):  # between them they need all that a chapter does
        command = ["jupytext", "--quiet", "--to", "ipynb", "--execute", "--output", f"{stem}.ipynb", f"chapters/{stem}.md"]
        done = subprocess.run(command, cwd=repository, env=own, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        cells = json.loads((repository / f"{stem}.ipynb").read_text(encoding="utf-8"))["cells"]
        assert "error" not in {output["output_type"] for cell in cells for output in cell.get("outputs", [])}
        assert any(cell.get("outputs") for cell in cells)
    assert (repository / "lib/xianxiang/live/static/vega-lite.js").is_file()
    settings = subprocess.run(["jupytext-config", "list-default-viewer"], env=own, capture_output=True, text=True).stdout
    assert "markdown: Jupytext Notebook" in settings or "myst: Jupytext Notebook" in settings
