"""The hall's pages, each in one file: style, scripts, words and tables inside, so that three hundred phones ask once each and a
page also opens from a disk. A page may run only the scripts and the style that it came with, and asks nobody else."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ... import stage, turn
from ...drain import NOISE, PACE
from ...institution import THEN
from ...language import say, spoken, tag
from . import game
from .words import WORDS, words

SCRIPTS = {name: ("hall.js", f"{name}.js") for name in ("player", "wall", "teacher", "solo")}


@dataclass(frozen=True)
class Page:
    """A page as it travels.

    Attributes
    ----------
    html : str
    packed : bytes
        The same, gzipped.
    policy : str
        What the browser may do with it.
    """

    html: str
    packed: bytes
    policy: str


@cache
def _source(name):
    return (files(__package__) / "web" / name).read_text(encoding="utf-8")


def _hash(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def data() -> dict:
    """What every page plays with: words, points, chances, what the model expects of each stage."""
    return {"words": words(), "points": game.POINTS.tolist(), "chances": game.CHANCES.round(6).tolist(), "average": game.average().round(6).tolist(),
            "endowment": game.ENDOWMENT, "equilibria": [game.equilibria(k) for k in range(len(game.RULES))]}


def solo_data(rounds: int = game.ROUNDS) -> dict:
    """What a page without a hall needs beside it: the model's own course, whose populations a lone player meets, and how they learn.

    Parameters
    ----------
    rounds : int
        Of each stage.

    Returns
    -------
    dict
        ``course`` has shares by round, side and action; ``payoffs`` the model's, to learn by.
    """
    shares, course = turn.settle(THEN, NOISE), []
    for number in range(len(game.RULES)):
        stretch = game.forecast(number, shares, rounds + 1)[1:]
        course += stretch.round(6).tolist()
        shares = stretch[-1]
    return {"rounds": rounds, "course": course, "payoffs": [stage.payoffs(rule).round(9).tolist() for rule in game.RULES],
            "noise": NOISE, "pace": PACE, "revision": 0.25}


def page(name: str, carried: dict, alone: bool = False) -> Page:
    """A page with its data.

    Parameters
    ----------
    name : str
        One of `SCRIPTS`.
    carried : dict
    alone : bool
        Whether it will be opened without a server, and so carries its policy itself.

    Returns
    -------
    Page
    """
    style, scripts = _source("hall.css"), [_source(script) for script in SCRIPTS[name]]
    sources = [f"script-src {' '.join(map(_hash, scripts))}", f"style-src {_hash(style)}", "img-src data:", f"connect-src {chr(39)}{'none' if alone else 'self'}{chr(39)}"]
    policy = "; ".join(["default-src 'none'", *sources, "base-uri 'none'", "form-action 'none'"])
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n' if alone else ""
    inside = json.dumps(carried, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    html = (f'<!doctype html>\n<html lang="{tag(spoken())}">\n<head>\n<meta charset="utf-8">\n{meta}<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta name="color-scheme" content="light dark">\n<link rel="icon" href="data:,">\n<title>{say(WORDS["title"])}</title>\n<style>{style}</style>\n</head>\n<body class="xx-{name}">\n'
            f'<main></main>\n<noscript>{say(WORDS["noscript"])}</noscript>\n<script type="application/json" id="data">{inside}</script>\n'
            + "".join(f"<script>{script}</script>\n" for script in scripts) + "</body>\n</html>\n")
    return Page(html, gzip.compress(html.encode(), mtime=0), policy + ("" if alone else "; frame-ancestors 'none'"))


def solo() -> str:
    """Plan B as one file: a show of hands beside the model, and a game against it."""
    return page("solo", {**data(), **solo_data()}, alone=True).html


def qr(text: str) -> str:
    """A QR code.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        The address of a picture that holds it whole.
    """
    import segno

    return segno.make(text, error="m", micro=False).svg_data_uri(border=4, dark="#000", light="#fff", encode_minimal=True)
