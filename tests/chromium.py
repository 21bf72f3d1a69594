"""Find a Chromium for the tests in the browser, or get one: `python tests/chromium.py`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

LEAN = "chromium-headless-shell"
"""Chromium without what only a window shows: half the work for the same page."""

NAMES = (LEAN, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def works(path):
    """Whether a browser starts far enough to say its version."""
    return subprocess.run([path, "--version"], capture_output=True).returncode == 0


def find():
    """Path of a working Chromium: one on the PATH, else Playwright's own, else None."""
    from playwright.sync_api import sync_playwright

    for name in NAMES:
        path = shutil.which(name)
        if path and works(path):
            return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() and works(own) else None


def ways():
    """Commands that may bring a Chromium here, the best first."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        for package in (LEAN, "chromium"):
            apt = f"apt-get update -q && apt-get install -y -q --no-install-recommends {package} fonts-noto-cjk"
            yield ["sh", "-c", f"export DEBIAN_FRONTEND=noninteractive; {apt}"]
    yield [sys.executable, "-m", "playwright", "install", "chromium"]


def main():
    """Make sure that there is a Chromium, the lean one where it is to be had, or say plainly that there is none."""
    if shutil.which(LEAN) or (find() and not (shutil.which("apt-get") and os.geteuid() == 0)):
        return
    for command in ways():
        print("The tests need a Chromium. Trying:", command[-1] if command[0] == "sh" else " ".join(command[1:]), flush=True)
        if subprocess.run(command).returncode == 0 and find():
            return
    sys.exit("No Chromium could be found or installed, so the tests in the browser cannot run.\nInstall chromium or google-chrome so that it is on the PATH, and run again.")


if __name__ == "__main__":
    main()
