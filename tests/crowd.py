"""A class of phones for the hall's tests and its benchmark: plain HTTP over asyncio, two connections each, as a browser has."""

import asyncio
import contextlib
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

LIB = str(Path(__file__).resolve().parents[1] / "lib")


class Connection:
    """One kept-alive connection, opened again whenever it breaks."""

    def __init__(self, port):
        self.port, self.streams = port, None

    async def ask(self, method, path, token=None, body=None, headers=()):
        """Status and body of an answer."""
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        try:
            sent = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
            lines = [f"{method} {path} HTTP/1.1", f"host: 127.0.0.1:{self.port}", f"content-length: {len(sent)}", "content-type: application/json", *headers]
            writer.write("\r\n".join([*lines, *([f"authorization: Bearer {token}"] if token else []), "", ""]).encode() + sent)
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = int(re.search(r"content-length: (\d+)", head, re.I).group(1))
            answer = await reader.readexactly(length)
        except BaseException:
            self.close()
            raise
        if "connection: close" in head.lower():
            self.close()
        status = int(head.split()[1])
        return status, json.loads(answer) if "application/json" in head else answer.decode()

    def close(self):
        """Let go of it."""
        if self.streams:
            self.streams[1].close()
        self.streams = None


@dataclass
class Run:
    """What a class measured."""

    answers: dict = field(default_factory=dict)  # by round, seconds from a choice to its answer
    heard: dict = field(default_factory=dict)  # by round, when each phone heard of it
    failures: list = field(default_factory=list)
    reconnected: int = 0


@dataclass
class Phone:
    """A player who chooses in each round, after some thought."""

    port: int
    run: Run
    rng: random.Random
    think: float
    token: str = ""
    view: dict = field(default_factory=dict)
    sent: dict = field(default_factory=dict)  # by round, the action that the hall confirmed

    async def play(self, patient=False):
        """Join and play until the game has ended; a patient phone keeps trying while there is no hall."""
        waiting, pressing = Connection(self.port), Connection(self.port)
        since = ""
        while self.view.get("phase") != "ended":
            try:
                if not self.token:
                    status, joined = await pressing.ask("POST", "/api/join", body={})
                    if status != 200:
                        self.run.failures.append(joined)
                        return
                    self.token = joined["token"]
                status, view = await waiting.ask("GET", f"/api/me?since={since}", self.token)
                if status != 200:
                    self.run.failures.append((status, view))
                    return
                self.view, since = view, view["version"]
                if view["phase"] == "choose" and view["seated"] and view["choice"] is None and not view["paused"]:
                    self.run.heard.setdefault(view["round"], []).append(time.perf_counter())
                    await asyncio.sleep(self.rng.random() * self.think)
                    await self.choose(pressing, view)
            except (OSError, asyncio.IncompleteReadError):
                if not patient:
                    raise
                self.run.reconnected += 1
                since = ""
                await asyncio.sleep(0.1 + 0.2 * self.rng.random())
        waiting.close()
        pressing.close()

    async def choose(self, connection, view):
        """Choose, and note how long the answer took."""
        action = self.rng.choice(("shield", "shield", "deflect", "routine"))
        begun = time.perf_counter()
        status, answer = await connection.ask("POST", "/api/choose", self.token, {"round": view["round"], "action": action})
        self.run.answers.setdefault(view["round"], []).append(time.perf_counter() - begun)
        if status == 200:
            self.sent[view["round"]] = action
        elif status != 409:
            self.run.failures.append((status, answer))


class Server:
    """A hall in a process of its own."""

    def __init__(self, store, *options):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.command = [sys.executable, "-m", "xianxiang.teach", "hall", "--store", str(store), "--port", str(self.port), *options]
        self.start()

    def start(self):
        """Start it, and wait until it says where it is."""
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ | {"PYTHONPATH": LIB})
        said = []
        for line in self.process.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                break
        self.said = "".join(said)
        self.key = re.search(r"#key=([\w-]+)", self.said).group(1)
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.02)

    def kill(self):
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def used(self):
        """Seconds of processor and megabytes that it took so far, where the system tells."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        peak = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text()).group(1)
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), int(peak) / 1024


class Teacher:
    """Presses the large button."""

    def __init__(self, server):
        self.server, self.connection = server, Connection(server.port)

    async def view(self):
        """What the teacher sees."""
        status, view = await self.connection.ask("GET", "/api/teacher", self.server.key)
        assert status == 200, view
        return view

    async def press(self, name="next"):
        """Press a button, for the moment that there is."""
        return await self.connection.ask("POST", "/api/teacher", self.server.key, {"do": name, "at": (await self.view())["at"]})

    async def until(self, good, every=0.05):
        """Wait until the hall is so."""
        while not good(view := await self.view()):
            await asyncio.sleep(every)
        return view


async def lesson(server, run, players, think, meddle=None, seed=1):
    """A whole class: everyone joins, all rounds are played. `meddle(teacher, phones)` may spoil a round that has been opened; returns phones and teacher's rounds."""
    rng = random.Random(seed)
    phones = [Phone(server.port, run, random.Random(rng.random()), think) for _ in range(players)]
    teacher = Teacher(server)
    tasks = []
    for phone in phones:
        tasks.append(asyncio.create_task(phone.play(patient=meddle is not None)))
        await asyncio.sleep(0.004)
    await teacher.until(lambda view: sum(view["in"]) == players)
    opened = {}
    while (view := await teacher.view())["phase"] != "ended":
        if view["phase"] == "choose":
            if meddle:
                await meddle(teacher, phones, view)
                teacher.connection.close()
            await teacher.until(lambda now, last=view["round"]: (now["phase"], now["round"]) != ("choose", last))
        else:
            begun = time.perf_counter()
            status, found = await teacher.press()
            if status == 200 and found["phase"] == "choose":
                opened[found["round"]] = begun
    await asyncio.gather(*tasks)
    teacher.connection.close()
    return phones, opened
