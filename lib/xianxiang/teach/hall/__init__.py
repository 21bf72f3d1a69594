"""The class plays the core game live, on phones, beside the model: `python -m xianxiang.teach hall`.

`game` holds the rules, `store` what is kept, `room` the course of a class, `app` its calls, `pages` what phones, the wall and the
teacher see. The rules need numpy alone; a hall needs ``pip install 'xianxiang[teach]'``.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
from pathlib import Path

from ...language import both, say
from ..wording import padded
from .room import Hall, Plan
from .store import Store

__all__ = ["Hall", "Plan", "Store", "add_arguments", "main"]

FILES = 4096
"""Connections that the system should allow: some systems start with 256, fewer than a class needs."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add a hall's options to a parser.

    Parameters
    ----------
    parser : argparse.ArgumentParser
    """
    plan = Plan()
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 lets the class in (default: this machine only)")
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--address", help="what the wall shows as the place to join, if it is not this machine's own address")
    parser.add_argument("--store", type=Path, default=Path("hall.sqlite"), help="file that keeps everything; a hall that was interrupted goes on from it (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=plan.rounds, help="rounds of each of the three stages (default: %(default)s)")
    parser.add_argument("--practice", type=int, default=plan.practice, help="practice rounds before (default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=plan.seconds, help="time for a choice (default: %(default)s)")
    parser.add_argument("--rest", type=int, default=plan.rest, help="seconds between a result and the next round; 0 leaves it to the teacher (default: %(default)s)")
    parser.add_argument("--most", type=int, default=plan.most, help="players let in (default: %(default)s)")
    parser.add_argument("--students", action="store_true", help="ask for a student number, which a player may leave out")
    parser.add_argument("--seed", type=int, help="of all that is drawn, for a new store (default: a random one)")
    parser.add_argument("--export", type=Path, metavar="CSV", help="write the rounds of the store as a table, and end")
    parser.add_argument("--paper", type=Path, metavar="HTML", help="write a page that needs no hall (show of hands, play against the model), and end")


def own_address() -> str:
    """This machine's address in its network. Nothing is sent: a datagram socket only asks which way would be taken.

    Returns
    -------
    str
        That of the machine itself where there is no network.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _join_address(arguments):
    """Where phones find the hall."""
    if arguments.address:
        return arguments.address if "://" in arguments.address else f"http://{arguments.address}"
    return f"http://{own_address() if arguments.host in ('0.0.0.0', '::') else arguments.host}:{arguments.port}"


def _reach(host):
    """Who can join, in a sentence."""
    if host in ("127.0.0.1", "localhost", "::1"):
        return say("Only this machine can join: --host 0.0.0.0 lets the class in.")
    return say("Where phones cannot join, the network keeps them apart: run this on a machine that they reach, or use the page without phones.")


def _more_connections():
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (FILES if hard == resource.RLIM_INFINITY else min(FILES, hard), hard))


def main(arguments: argparse.Namespace) -> int:
    """Run a hall, or write what was asked for.

    Parameters
    ----------
    arguments : argparse.Namespace
        What `add_arguments` describes.

    Returns
    -------
    int
        0.

    Raises
    ------
    ValueError, OSError
        As `serve`, or if there is nothing to export or no way to write it.
    """
    if arguments.paper:
        from . import pages

        arguments.paper.write_text(pages.solo(), encoding="utf-8")
        print(say("{file}: opens in any browser, without a network").format(file=arguments.paper))
    elif arguments.export:
        if not arguments.store.exists():
            raise ValueError(both("store must be a hall's file, and there is none at {path}", path=arguments.store))
        with arguments.export.open("w", newline="", encoding="utf-8") as file:
            print(say("{file}: {count} rows").format(file=arguments.export, count=Store(arguments.store).export(file)))
    else:
        serve(arguments)
    return 0


def serve(arguments: argparse.Namespace) -> None:
    """Run a hall until it is interrupted.

    Parameters
    ----------
    arguments : argparse.Namespace
        What `add_arguments` describes.

    Raises
    ------
    ValueError
        If a part is not installed, the port is taken, the store is something else or an option is outside its domain.
    """
    try:
        import segno  # noqa: F401
        import uvicorn

        from .app import make_app
    except ModuleNotFoundError as error:
        raise ValueError(both("a hall needs {package}, which is not installed: pip install 'xianxiang[teach]'", package=error.name)) from None
    plan = Plan(arguments.rounds, arguments.practice, arguments.seconds, arguments.rest, arguments.most, arguments.students)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((arguments.host, arguments.port))
        except OSError as error:
            raise ValueError(both("port {port} on {host} cannot be had ({error}); choose another with --port", port=arguments.port, host=arguments.host, error=error.strerror)) from None
    hall = Hall(Store(arguments.store), plan, seed=arguments.seed)
    _more_connections()
    join, here = _join_address(arguments), f"http://{'127.0.0.1' if arguments.host in ('0.0.0.0', '::') else arguments.host}:{arguments.port}"
    kept = say("goes on with {players} players and {rounds} rounds").format(players=len(hall.players), rounds=len(hall.history)) if hall.players else say("new")
    places = ((say("The class joins at"), join), (say("The wall"), f"{here}/wall"), (say("The teacher alone"), f"{here}/teacher#key={hall.key}"),
              (say("Without phones"), f"{here}/solo"), (say("Kept in"), say("{file} ({state})").format(file=arguments.store, state=kept)))
    print(*(padded(name, 21) + place for name, place in places), _reach(arguments.host), say("Ctrl-C ends; the same command goes on."), sep="\n", flush=True)
    options = uvicorn.Config(make_app(hall, join), host=arguments.host, port=arguments.port, log_level="warning", access_log=False, server_header=False, timeout_keep_alive=60,
                             limit_concurrency=3 * plan.most + 100, h11_max_incomplete_event_size=8192, timeout_graceful_shutdown=1)
    try:
        asyncio.run(uvicorn.Server(options).serve())
    except KeyboardInterrupt:
        pass
    finally:
        hall.store.close()
