"""Where this machine's Chromium is: the book on paper is printed by it, and the tests look at pages in it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

__all__ = ["FLAGS", "LEAN", "find"]

LEAN = "chromium-headless-shell"
"""Chromium without what only a window shows: half the work for the same page."""

NAMES = (LEAN, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
"""What keeps it to its work."""


def works(path: str) -> bool:
    """Return whether a browser starts far enough to say its version."""
    return subprocess.run([path, "--version"], capture_output=True).returncode == 0


def find() -> str | None:
    """Return the path of a working Chromium: one on the PATH, else Playwright's own, else None.

    Returns
    -------
    str or None
    """
    from playwright.sync_api import sync_playwright

    for name in NAMES:
        path = shutil.which(name)
        if path and works(path):
            return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() and works(own) else None
