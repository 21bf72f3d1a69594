"""A Firefox for the tests, driven by WebDriver BiDi, the browser's own remote protocol; no driver program stands between.

`python tests/firefox.py` finds one or gets one.
"""

import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import websocket

NAMES = ("firefox-esr", "firefox")
# No request of the browser's own, and none to another machine: a proxy that is not there takes what is not for this one.
PREFERENCES = {
    "app.update.auto": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1",
    "remote.active-protocols": 1,
}


class Trouble(RuntimeError):
    """What Firefox answered instead of a result."""


def find():
    """Path of a Firefox on the PATH, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def main():
    """Make sure that there is a Firefox, or say plainly that there is none."""
    if find():
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("The tests need Firefox, which is not here. Trying: apt-get install firefox-esr", flush=True)
        subprocess.run(["sh", "-c", "export DEBIAN_FRONTEND=noninteractive; apt-get update -q && apt-get install -y -q --no-install-recommends firefox-esr || apt-get install -y -q --no-install-recommends firefox"])
    if not find():
        sys.exit("No Firefox could be found or installed, so the tests in it cannot run.\nInstall firefox or firefox-esr so that it is on the PATH, and run again.")


class Firefox:
    """A running Firefox: `open` a page, `run` code in it, `press` keys; what it asked for and complained of is kept."""

    def __init__(self, address):
        self.line = websocket.create_connection(address, timeout=60, suppress_origin=True)
        self.numbers = itertools.count(1)
        self.asked, self.troubles = [], []
        self.call("session.new", capabilities={})
        self.call("session.subscribe", events=["network.beforeRequestSent", "log.entryAdded"])
        self.page = self.call("browsingContext.getTree")["contexts"][0]["context"]

    def call(self, method, **parameters):
        """Send a command; returns its result, having noted the events that came before it."""
        number = next(self.numbers)
        self.line.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.line.recv())
            if answer.get("type") == "event":
                self.note(answer["method"], answer["params"])
            elif answer.get("id") == number:
                if answer["type"] == "error":
                    raise Trouble(f"{method}: {answer['error']}: {answer['message']}")
                return answer["result"]

    def note(self, kind, event):
        """Keep what an event tells."""
        if kind == "network.beforeRequestSent":
            self.asked.append(event["request"]["url"])
        elif event.get("level") == "error":
            self.troubles.append(event.get("text"))

    def resize(self, width, height):
        """Give the page a size."""
        self.call("browsingContext.setViewport", context=self.page, viewport={"width": width, "height": height})

    def open(self, url):
        """Open a page and wait until it is loaded."""
        self.call("browsingContext.navigate", context=self.page, url=url, wait="complete")
        self.wait("document.readyState === 'complete'")  # which it may say before its deferred scripts have run

    def run(self, code):
        """Value of an expression in the page; promises are waited for. It travels as JSON."""
        result = self.call("script.evaluate", expression=f"(async () => JSON.stringify(await ({code})))()", target={"context": self.page}, awaitPromise=True)
        if result["type"] == "exception":
            raise Trouble(result["exceptionDetails"]["text"])
        return json.loads(result["result"].get("value", "null"))

    def wait(self, code, seconds=30):
        """Wait until an expression in the page is true."""
        until = time.monotonic() + seconds
        while not self.run(code):
            if time.monotonic() > until:
                raise Trouble(f"not true within {seconds} s: {code}")
            time.sleep(0.1)

    def press(self, *keys):
        """Press keys, by what WebDriver calls them."""
        steps = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.call("input.performActions", context=self.page, actions=[{"type": "key", "id": "keyboard", "actions": steps}])


ARROW_RIGHT, ARROW_LEFT = "\ue014", "\ue012"


@contextmanager
def running():
    """A headless Firefox with a new profile, gone at the end."""
    path = find()
    if path is None:
        raise Trouble("There is no Firefox: run `python tests/firefox.py`, which gets one.")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="xianxiang-firefox-", ignore_cleanup_errors=True) as profile:
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
        (Path(profile) / "user.js").write_text("".join(lines))
        command = [path, "--headless", "--no-remote", "--profile", profile, f"--remote-debugging-port={port}"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "HOME": profile, "MOZ_REMOTE_SETTINGS_DEVTOOLS": "0"})
        try:
            yield Firefox(_awaited(port, process))
        finally:
            process.terminate()
            process.wait(20)


def _awaited(port, process, seconds=60):
    """Address of the protocol once Firefox listens."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return f"ws://127.0.0.1:{port}/session"
        except OSError:
            time.sleep(0.2)
    raise Trouble(f"Firefox did not listen within {seconds} s")


if __name__ == "__main__":
    main()
