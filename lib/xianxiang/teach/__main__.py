"""The kit on the command line: ``python -m xianxiang.teach``.

========== ====================================================================
grade      a folder or zip of receipts into a gradebook
items      what a class's answers say about the exercises
export     a chapter for a learning platform
hall       the game, played live in class
check      whether a bank of exercises is fit to be assigned
========== ====================================================================

Each says what it says in Chinese with ``--language zh``.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from ..language import LANGUAGES, speak, spoken

COMMANDS = {
    "grade": ("grade", "make a gradebook of a folder or zip of receipts"),
    "items": ("items", "say what a class's answers tell about the exercises"),
    "export": ("export", "write a chapter's exercises for a learning platform"),
    "hall": ("hall", "let a class play the core game live"),
    "check": ("audit", "check that a bank of exercises is fit to be assigned"),
}
"""By name: the module that has ``add_arguments`` and ``main``, and what it is for."""


def main(words: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    words : sequence of str, optional
        The command line behind ``python -m xianxiang.teach``; that of the process by default.

    Returns
    -------
    int
        0 if all went well; 1 if not, which is said in a sentence; 2 if no command was named, which lists them; 130 if interrupted.
    """
    parser = argparse.ArgumentParser(prog="python -m xianxiang.teach", description="The instructor's kit.")
    commands = parser.add_subparsers(dest="command", metavar="command")
    words = list(sys.argv[1:] if words is None else words)
    for name, (module, purpose) in COMMANDS.items():
        command = commands.add_parser(name, help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}.")
        command.add_argument("--language", choices=LANGUAGES, default=spoken(), help="the language of what is said and written (default: %(default)s)")
        if words[:1] == [name]:  # the others are not even imported
            try:
                importlib.import_module(f".{module}", __package__).add_arguments(command)
            except ModuleNotFoundError as error:
                sys.exit(f"{name} needs {error.name}, which is not installed: pip install 'xianxiang[teach]'")
    arguments = parser.parse_args(words)
    if arguments.command is None:
        parser.print_help()
        return 2
    before = spoken()
    speak(arguments.language)
    try:
        return importlib.import_module(f".{COMMANDS[arguments.command][0]}", __package__).main(arguments)
    except (ValueError, OSError, ModuleNotFoundError) as error:
        from .sheet import plain  # with the figures' packages: only a command that runs has them for sure

        said = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) and error.filename else str(error)
        print(f"{parser.prog} {arguments.command}: {plain(said)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        speak(before)


if __name__ == "__main__":
    sys.exit(main())
