"""The environment that `make` sets up: it belongs to its folder, and the old one stays where the new one cannot be made."""

import os
import subprocess
import sys

import pytest

from xianxiang.book import environment


@pytest.fixture
def folder(tmp_path):
    """A folder with the two lists and an environment that was made for it."""
    (tmp_path / "requirements.txt").write_text("uv==1 \\\n    --hash=sha256:0\nsix==1\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    python = environment.python_of(tmp_path / ".venv")
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    (tmp_path / ".venv" / "installed").write_text(environment.stamp(tmp_path), encoding="utf-8")
    return tmp_path


def test_it_is_current_where_it_was_made_for_what_is_asked(folder):
    assert environment.is_current(folder)
    os.utime(folder / "requirements.txt")
    assert environment.is_current(folder), "a new date is no new list"


def test_a_copy_is_not_current(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("course") / "book"
    folder.rename(other)
    assert not environment.is_current(other)


@pytest.mark.parametrize("spoil", [
    lambda folder: (folder / "requirements.txt").write_text("six==2\n"),
    lambda folder: (folder / ".venv" / "installed").unlink(),
    lambda folder: environment.python_of(folder / ".venv").unlink(),
    lambda folder: (folder / ".venv" / "installed").write_bytes(b"\xff"),
])
def test_it_is_not_current_when_something_changed(folder, spoil):
    spoil(folder)
    assert not environment.is_current(folder)


def test_the_old_one_comes_back_if_the_new_one_cannot_be_made(folder, monkeypatch):
    (folder / "requirements.txt").write_text("six==2\n")

    def offline(root, into):
        into.mkdir()
        raise environment.CannotMake("no network")

    monkeypatch.setattr(environment, "fill", offline)
    monkeypatch.chdir(folder)
    with pytest.raises(SystemExit, match="no network\n.*is there still"):
        environment.main()
    assert environment.python_of(folder / ".venv").exists() and not (folder / ".venv.old").exists()


def test_what_was_put_aside_by_a_making_that_was_cut_off_comes_back(folder, monkeypatch):
    """A machine that lost its power leaves half an environment and the old one aside; the next making fails, too."""
    (folder / ".venv").rename(folder / ".venv.old")
    (folder / ".venv").mkdir()

    def offline(root, into):
        raise environment.CannotMake("no network")

    monkeypatch.setattr(environment, "fill", offline)
    with pytest.raises(environment.CannotMake):
        environment.make(folder)
    assert environment.is_current(folder) and not (folder / ".venv.old").exists()


def test_it_is_its_own_python_that_counts_not_the_one_that_asks(folder, monkeypatch):
    """Made with PYTHON=python3.12, it serves `make book` where python3 is older; a Python that was replaced under it does not."""
    monkeypatch.setattr(environment.sys, "version_info", (3, 9, 1))
    assert environment.is_current(folder)
    python = environment.python_of(folder / ".venv")
    python.unlink()
    python.write_text("#!/bin/sh\necho 3.99\n")
    python.chmod(0o755)
    assert not environment.is_current(folder)


def test_variables_that_mislead_installers_are_left_out(monkeypatch):
    for name in ("UV_SYSTEM_PYTHON", "PIP_USER", "PIP_TARGET", "VIRTUAL_ENV"):
        monkeypatch.setenv(name, "1")
    own = environment.own_variables()
    assert own["PIP_USER"] == "0" and not {"UV_SYSTEM_PYTHON", "PIP_TARGET", "VIRTUAL_ENV"} & set(own)


def test_a_home_that_cannot_be_written_keeps_no_cache(monkeypatch, tmp_path):
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("UV_CACHE_DIR", raising=False)
    monkeypatch.delenv("UV_NO_CACHE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert "UV_NO_CACHE" not in environment.own_variables()
    monkeypatch.setenv("HOME", "/proc/nobody")
    assert environment.own_variables()["UV_NO_CACHE"] == "1"


def test_an_old_python_is_told_so(monkeypatch):
    monkeypatch.setattr(environment.sys, "version_info", (3, 9, 1))
    with pytest.raises(environment.CannotMake, match="3.11 or later.*\n.*make PYTHON="):
        environment.check_python()


def test_it_needs_nothing_but_the_standard_library(tmp_path):
    """It runs by its path, before there is any environment; beside it stand modules that must not stand in for others."""
    (tmp_path / "requirements.txt").write_text("")
    (tmp_path / "pyproject.toml").write_text("")
    done = subprocess.run([sys.executable, "-S", "-E", "-c", f"import runpy, sys; sys.path.insert(0, {str(environment.Path(environment.__file__).parent)!r}); "
                           f"runpy.run_path({environment.__file__!r}); import venv, ensurepip; print(venv.create)"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0 and "function create" in done.stdout, done.stderr
