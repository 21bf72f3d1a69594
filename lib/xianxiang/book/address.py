"""The repository's address and branch, made fit for the theme and for all that links to them.

Jupyter Book fills in the branch `master` where `_config.yml` names none, and takes every host for one that it knows. Here the
branch is what `_config.yml` says, else what git says, else `main`; and an address that cannot be used is refused at once.
"""

import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from sphinx.errors import ConfigError

SSH = re.compile(r"(?:ssh://)?[\w.-]+@([\w.-]+)[:/](.+)")
KNOWN = {"github.com": "github", "gitlab.com": "gitlab", "bitbucket.org": "bitbucket", "gitee.com": "github"}
"""Hosts and whose forms of address they have; Gitee's are GitHub's."""
BUTTONS = ("use_repository_button", "use_issues_button", "use_edit_page_button")


def web(address):
    """A repository's address as a browser takes it.

    >>> web("git@gitee.com:someone/book.git")
    'https://gitee.com/someone/book'
    >>> web("https://github.com/someone/book/")
    'https://github.com/someone/book'
    """
    address = (address or "").strip().rstrip("/")
    if match := SSH.fullmatch(address):
        address = f"https://{match[1]}/{match[2]}"
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc or len(parts.path.strip("/").split("/")) < 2:
        raise ConfigError(f"repository: url: is {address!r} in _config.yml; allowed is an address such as https://github.com/OWNER/NAME, or none")
    return address.removesuffix(".git")


def provider(address, named, buttons):
    """Whose forms of address the theme is to use for a repository: what is named, else what the host is known for."""
    host = urlsplit(address).netloc
    found = named or KNOWN.get(host, "")
    if address and buttons and not found:
        raise ConfigError(f"the theme's buttons ({', '.join(buttons)}) need to know what kind of host {host} is: write under `sphinx: config: html_theme_options:` in _config.yml repository_provider: github (or gitlab, bitbucket), whichever its addresses look like")
    return found


def git(folder, *words):
    """What git answers in a folder, or an empty string."""
    try:
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def branch(folder):
    """The branch that links lead to: the one that `_config.yml` names, else the repository's own, else main."""
    path = Path(folder) / "_config.yml"
    config = yaml.safe_load(path.read_text(encoding="utf-8")) or {} if path.exists() else {}
    if named := (config.get("repository") or {}).get("branch"):
        return named
    remote = git(folder, "symbolic-ref", "--short", "refs/remotes/origin/HEAD").removeprefix("origin/")
    return remote or git(folder, "symbolic-ref", "--short", "HEAD") or "main"


def configure(app, config):
    """Settle address, branch and provider before the theme and the pages look at them."""
    options = config.html_theme_options
    options["repository_url"] = config.xianxiang_repository = web(options.get("repository_url"))
    options["repository_branch"] = branch(app.srcdir)
    if found := provider(config.xianxiang_repository, options.get("repository_provider"), [name for name in BUTTONS if options.get(name)]):
        options["repository_provider"] = found


def setup(app):
    """Settle the address; where it changes, every page is read again, since some say whether there is one."""
    app.add_config_value("xianxiang_repository", "", "env", [str])
    app.connect("config-inited", configure, priority=400)
