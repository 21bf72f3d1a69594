"""A chapter's exercises for a learning platform: question banks for Moodle and Canvas, a package with the live page for any that takes SCORM 1.2."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..language import say, spoken
from ..live.grid import check
from .bank import STEMS, load
from .moodle import moodle
from .qti import canvas
from .question import left_out, questions
from .scorm import scorm

__all__ = ["add_arguments", "main"]

FILES = {"moodle": "xianxiang-moodle.xml", "canvas": "xianxiang-canvas.zip"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("form", choices=["moodle", "canvas", "scorm"], help="question banks for Moodle or Canvas; or a chapter with its figures, for any platform that takes SCORM 1.2")
    parser.add_argument("stem", nargs="+", choices=STEMS, metavar="STEM", help="a chapter, by its stem, such as incentives")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write; by default a name of its own, here")
    parser.add_argument("--course", default="", metavar="CODE", help="the course's code, which takes part in drawing the variants of a SCORM package")
    parser.add_argument("--site", default="", metavar="URL", help="the address of the published edition, such as https://example.org/en, for links to figures and other chapters")
    parser.add_argument("--html", type=Path, metavar="FOLDER", help="the built edition, of which a SCORM package is made (default: _build/html/LANGUAGE)")


def main(arguments: argparse.Namespace) -> int:
    """Write the file, and say what is in it and what is not."""
    banks = [load(stem) for stem in arguments.stem]
    if arguments.form == "scorm":
        check(len(banks) == 1 or arguments.out is None, "--out", str(arguments.out), "left out where there are several chapters, of which each is a package")
        for bank in banks:
            _write(arguments.out or Path(f"xianxiang-{bank.stem}-scorm.zip"), scorm(bank, arguments.html or Path("_build/html") / spoken(), arguments.course, arguments.site))
        return 0
    _write(arguments.out or Path(FILES[arguments.form]), (moodle if arguments.form == "moodle" else canvas)(banks, arguments.site))
    for exercise in (exercise for bank in banks for exercise in bank.exercises):
        reason = left_out(exercise)
        count = 0 if reason else len(questions(exercise))
        said = say("left out: {reason}").format(reason=reason) if reason else say("1 variant") if count == 1 else say("{count} variants").format(count=count)
        print(f"{exercise.id:40} {said}")
    return 0


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    print(say("{file}: {bytes} bytes").format(file=path, bytes=f"{len(content):,}"))
