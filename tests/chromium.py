"""Find a Chromium for the tests in the browser, and fonts for what it shows, or get them: `python tests/chromium.py`."""

import os
import shutil
import subprocess
import sys

from xianxiang.book.chromium import LEAN, find


def lettered():
    """Whether there are fonts for Chinese, as far as can be told."""
    return not shutil.which("fc-list") or bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout)


def ways():
    """Commands that may bring a Chromium here, the best first."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        for package in (LEAN, "chromium"):
            apt = f"apt-get update -q && apt-get install -y -q --no-install-recommends {package} fonts-noto-core fonts-noto-cjk"
            yield ["sh", "-c", f"export DEBIAN_FRONTEND=noninteractive; {apt}"]
    yield [sys.executable, "-m", "playwright", "install", "chromium"]


def main():
    """Make sure that there is a Chromium, the lean one where it is to be had, or say plainly that there is none."""
    if (shutil.which(LEAN) and lettered()) or (find() and not (shutil.which("apt-get") and os.geteuid() == 0)):
        return
    for command in ways():
        print("The tests need a Chromium. Trying:", command[-1] if command[0] == "sh" else " ".join(command[1:]), flush=True)
        if subprocess.run(command).returncode == 0 and find():
            return
    sys.exit("No Chromium could be found or installed, so the tests in the browser cannot run.\nInstall chromium or google-chrome so that it is on the PATH, and run again.")


if __name__ == "__main__":
    main()
