"""The essay's argument as a causal diagram: boxes, and arrows that carry the claims and show what became of them.

Every claim of the ledger stands on exactly one arrow. An arrow takes the look of its weakest claim and leads to the chapter
that weighed it, so that the picture cannot say more than the rows of ``chapters/claims.csv``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from os import PathLike

from . import ledger
from .language import say
from .ledger import Claim

WEAKEST = ("contradicted", "needs", "derived", "not modelled")
"""Verdicts in the order in which they decide how an arrow looks: a premise decides only where nothing else does."""


@dataclass(frozen=True)
class Box:
    """A state of affairs.

    Parameters
    ----------
    x, y, width, height : float
        Place in the drawing, in its own units: it is 366 wide.
    lines : tuple of str
        What it says; shown line by line.
    heavy : bool
        Whether the essay names it again when it says what the new system consists of.
    """

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    heavy: bool = False


@dataclass(frozen=True)
class Arrow:
    """One thing that leads to another, with the claims that say so.

    Parameters
    ----------
    start, end : str
        Keys of `BOXES`.
    path : str
        Its way, as SVG writes it.
    mark : tuple of float
        Where its mark stands.
    claims : tuple of str
        Ids of the claims.
    disputed : bool
        Whether a rival view draws it the other way.
    """

    start: str
    end: str
    path: str
    mark: tuple[float, float]
    claims: tuple[str, ...]
    disputed: bool = False


BOXES = {
    "conversion": Box(20, 6, 318, 42, ("Departments' tasks become tasks", "of the party committee 转化")),
    "county": Box(20, 78, 144, 42, ("1 County turns from", "work to supervision")),
    "inspection": Box(20, 130, 144, 42, ("2 Closer inspection,", "from outside as well"), heavy=True),
    "person": Box(20, 182, 144, 42, ("3 Persons are liable,", "no longer the unit"), heavy=True),
    "penalties": Box(20, 234, 144, 42, ("4 Strong incentives,", "mostly penalties"), heavy=True),
    "vetoes": Box(20, 286, 144, 42, ("5 More items that", "can veto the rest")),
    "gain": Box(224, 90, 112, 42, ("Less to gain", "in common")),
    "hiding": Box(224, 182, 112, 42, ("Hiding fails", "more often")),
    "self": Box(224, 274, 112, 42, ("Self-protection,", "ties wear thin")),
    "prizes": Box(20, 358, 144, 42, ("Large prizes, shared;", "nothing to bargain")),
    "alliance": Box(20, 434, 144, 42, ("Alliance 共谋", "hide it together")),
    "blame": Box(212, 434, 124, 42, ("Blame 卸责", "push it across")),
    "fit": Box(20, 512, 300, 28, ("How policy fits the place",)),
    "down": Box(8, 596, 106, 42, ("Pushed down:", "duties, blame")),
    "form": Box(121, 596, 106, 42, ("Done in form:", "traces, lists")),
    "middle": Box(234, 596, 106, 42, ("Nothing, or all", "to the letter")),
    "trouble": Box(8, 676, 140, 42, ("Township's trouble", "threatens county")),
    "control": Box(192, 676, 140, 42, ("County controls", "the township")),
    "timid": Box(192, 756, 140, 42, ("Township timid,", "work stalls")),
    "pressing": Box(8, 756, 140, 42, ("County presses", "and adds on")),
}
"""The boxes of the drawing, by key."""

ARROWS = (
    Arrow("conversion", "county", "M8 99H18", (8, 99), ("17", "24")),
    Arrow("conversion", "penalties", "M8 255H18", (8, 255), ("18",)),
    Arrow("conversion", "vetoes", "M8 307H18", (8, 307), ("46",)),
    Arrow("county", "gain", "M164 99 222 105", (192, 102), ("25", "X6")),
    Arrow("inspection", "hiding", "M164 151 222 192", (184, 165), ("27", "28", "29", "X3")),
    Arrow("person", "self", "M164 203 222 284", (184, 231), ("30", "31", "32", "33", "34", "39")),
    Arrow("penalties", "self", "M164 264 222 297", (206, 288), ("41", "42")),
    Arrow("vetoes", "hiding", "M164 307 222 214", (176, 288), ("45", "47")),
    Arrow("penalties", "gain", "M164 246 222 122", (210, 148), ("57",), disputed=True),
    Arrow("gain", "blame", "M336 111H358V467H338", (358, 150), ("26", "X4")),
    Arrow("hiding", "blame", "M336 203H351V455H338", (351, 240), ("54", "55")),
    Arrow("self", "blame", "M336 295H344V443H338", (344, 336), ("40", "56")),
    Arrow("prizes", "alliance", "M92 400V432", (92, 415), ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "X5")),
    Arrow("alliance", "blame", "M164 455H210", (186, 455), ("58",)),
    Arrow("alliance", "fit", "M92 476V510", (92, 492), ("X1",)),
    Arrow("blame", "fit", "M256 476V510", (256, 492), ("X2",)),
    Arrow("blame", "down", "M61 566V594", (61, 576), ("15", "16", "19", "20", "38", "43")),
    Arrow("blame", "form", "M174 566V594", (174, 576), ("14", "21", "22", "37", "48")),
    Arrow("blame", "middle", "M287 566V594", (287, 576), ("23", "35", "36", "44")),
    Arrow("blame", "control", "M352 566V697H334", (352, 640), ("53",)),
    Arrow("trouble", "control", "M148 697H190", (168, 697), ("49",)),
    Arrow("control", "timid", "M262 718V754", (262, 735), ("50",)),
    Arrow("timid", "pressing", "M192 777H150", (172, 777), ("51",)),
    Arrow("pressing", "trouble", "M78 756V720", (78, 739), ("52",)),
)
"""The arrows of the drawing, in the order of the argument."""

_HEADINGS = (("Five conditions", 20, 70), ("Their effects", 224, 82), ("What held before", 20, 350),
             ("Its forms", 8, 560), ("A loop 层层加码", 8, 668))

_TITLE = "The essay's argument as a causal diagram; each arrow leads to the chapter that weighed it"
_CAPTION = ("The essay’s argument. Each arrow reads “leads to more of”, and links to the chapter that weighed it. Its mark is that of its weakest claim:",
            "Dashed: others draw it the other way. Heavy frames: what the essay, near its close, says the new system consists of.")

_WORDS = (*(" ".join(box.lines) for box in BOXES.values()), *(text for text, *_ in _HEADINGS), _TITLE, *_CAPTION,
         "{start} → {end}: {verdict} (claims {numbers})", "{start} → {end}: {verdict} (claim {numbers})")
"""What the drawing says by tables of its own; a translation of a box has its lines' breaks."""

_STEMS = "M20 20H8V307M328 476V566M61 566H352"

_HEIGHT = 806


def weakest(claims: Sequence[Claim]) -> Claim:
    """The claim that decides how an arrow looks.

    Parameters
    ----------
    claims : sequence of Claim
        At least one.

    Returns
    -------
    Claim
        The first of those whose verdict comes first in `WEAKEST`.
    """
    return min(claims, key=lambda claim: WEAKEST.index(claim.verdict))


def diagram_html(claims: Sequence[Claim], chapters: str | PathLike | None = None) -> str:
    """The diagram with its key, and the same arrow by arrow in words.

    Parameters
    ----------
    claims : sequence of Claim
        All rows of the ledger.
    chapters : path-like, optional
        Folder of the chapters to which the arrows lead; by default the book's.

    Returns
    -------
    str
        HTML, for `IPython.display.HTML`.

    Raises
    ------
    ValueError
        If a claim stands on no arrow or on two, or an arrow has a claim that the ledger lacks.
    """
    known = {claim.id: claim for claim in claims}
    placed = [id for arrow in ARROWS for id in arrow.claims]
    if stray := sorted(set(known) ^ set(placed)) or sorted({id for id in placed if placed.count(id) > 1}):
        raise ValueError(f"claims: each must stand on exactly one arrow of the diagram; these do not: {', '.join(stray)}")
    titles = ledger.titles(chapters)
    carried = [(arrow, [known[id] for id in arrow.claims]) for arrow in ARROWS]
    heads = "".join(f'<marker id="xx-head-{_class(v)}" class="{_class(v)}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
                    'markerHeight="7" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path class="head" d="M0 0 8 4 0 8z"/></marker>'
                    for v in ledger.VERDICTS)
    key = "".join(f'<span><svg viewBox="-8 -8 16 16" aria-hidden="true">{_mark(v)}</svg>&nbsp;{say(v)}</span>' for v in ledger.VERDICTS
                  if any(weakest(on).verdict == v for _, on in carried))
    return f"""<figure id="causal-diagram"><style>{_STYLE}</style>
<svg class="drawing" viewBox="0 0 366 {_HEIGHT}" role="group" aria-labelledby="causal-title" font-size="12.5">
<title id="causal-title">{say(_TITLE)}</title>
<defs>{heads}</defs>
<g aria-hidden="true">{"".join(map(_box, BOXES.values()))}{"".join(f'<text x="{x}" y="{y}" font-weight="600">{say(text)}</text>' for text, x, y in _HEADINGS)}<path class="stem" d="{_STEMS}"/></g>
{"".join(_arrow(arrow, on, titles) for arrow, on in carried)}
</svg>
<figcaption>{say(_CAPTION[0])}
<span class="key">{key}</span> {say(_CAPTION[1])}
<details><summary>{say("Arrow by arrow, with every claim")}</summary><ul>{"".join(_line(arrow, on, titles) for arrow, on in carried)}</ul></details></figcaption>
</figure>"""


def _class(verdict):
    return "xx-" + verdict.replace(" ", "-")


def _lines(box):
    """What a box says, line by line: a translation breaks where it stands."""
    text = " ".join(box.lines)
    return box.lines if say(text) == text else say(text).split("\n")


def _name(key):
    """What a box says, in one line."""
    text = " ".join(BOXES[key].lines)
    return say(text).replace("\n", "")


def _box(box):
    said = _lines(box)
    middle = box.y + box.height / 2 + 4.5 - 8.5 * (len(said) - 1)
    lines = "".join(f'<text x="{box.x + 7}" y="{middle + 17 * n}">{escape(line)}</text>' for n, line in enumerate(said))
    weight = ' class="heavy"' if box.heavy else ""
    return f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="4"{weight}/>{lines}'


def _says(arrow, on):
    """An arrow in words: from where to where, what became of it, its claims."""
    text = "{start} → {end}: {verdict} (claims {numbers})" if len(on) > 1 else "{start} → {end}: {verdict} (claim {numbers})"
    return say(text).format(start=_name(arrow.start), end=_name(arrow.end), verdict=say(weakest(on).verdict), numbers=say(", ").join(claim.id for claim in on))


def _arrow(arrow, on, titles):
    verdict, chapter = weakest(on).verdict, weakest(on).chapter
    said = escape(say("{arrow}. {chapter}").format(arrow=_says(arrow, on), chapter=titles.get(chapter, chapter)))
    x, y = arrow.mark
    dashed = ' stroke-dasharray="4 3"' if arrow.disputed else ""
    return (f'<a href="{chapter}.html" class="{_class(verdict)}" aria-label="{said}"><title>{said}</title>'
            f'<path class="near" d="{arrow.path}"/><path class="way" d="{arrow.path}"{dashed} marker-end="url(#xx-head-{_class(verdict)})"/>'
            f'<g transform="translate({x} {y})"><circle class="near" r="12"/>{_mark(verdict)}</g></a>\n')


_SIGNS = {
    "derived": '<circle class="full" r="6"/>',
    "needs": '<circle class="hole" r="6"/><path class="full" d="M0-6A6 6 0 0 0 0 6z"/>',
    "contradicted": '<circle class="ground" r="7"/><path class="line" d="M-5-5 5 5M-5 5 5-5"/>',
    "not modelled": '<circle class="ground" r="7"/><path class="line" d="M-6 0H6"/>',
}


def _mark(verdict):
    """A verdict's mark, around the origin."""
    return f'<g class="{_class(verdict)}">{_SIGNS[verdict]}</g>'


def _line(arrow, on, titles):
    rows = (say("{claim} {verdict} ({chapter})").format(claim=f'<a href="ledger.html#claim-{claim.id}">{claim.id}</a>', verdict=say(claim.verdict),
                                                        chapter=f'<a href="{claim.chapter}.html">{escape(titles.get(claim.chapter, claim.chapter))}</a>') for claim in on)
    arrow = f"<b>{escape(_name(arrow.start))} → {escape(_name(arrow.end))}</b>"
    return f"<li>{say('{arrow}: {claims}.').format(arrow=arrow, claims=say('; ').join(rows))}</li>\n"


# The colours are those of the figures (`live.PALETTE`), which this module can do without.
_STYLE = """
html .cell_output .text_html:has(#causal-diagram) { background: none !important; color: inherit !important; padding: 0; }
#causal-diagram { max-width: 27rem; margin-inline: auto; }
#causal-diagram .drawing { display: block; width: 100%; height: auto; overflow: visible; }
#causal-diagram text { fill: currentColor; }
#causal-diagram :is(rect, .stem) { fill: none; stroke: currentColor; stroke-width: 1.2; }
#causal-diagram rect.heavy { stroke-width: 2.6; }
#causal-diagram .way { fill: none; stroke: var(--is); stroke-width: 1.6; }
#causal-diagram .near { fill: none; stroke: none; stroke-width: 14; pointer-events: all; }
#causal-diagram .head, #causal-diagram .full { fill: var(--is); stroke: none; }
#causal-diagram .hole { fill: var(--pst-color-background, #fff); stroke: var(--is); stroke-width: 1.8; }
#causal-diagram .ground { fill: var(--pst-color-background, #fff); stroke: none; }
#causal-diagram .line { fill: none; stroke: var(--is); stroke-width: 2.6; }
#causal-diagram a:is(:hover, :focus-visible) .way { stroke-width: 3.2; }
#causal-diagram svg a:focus-visible { outline: none; }
#causal-diagram svg a:focus-visible circle.near { stroke: currentColor; stroke-width: 2; }
#causal-diagram .xx-derived { --is: #0e9a6b; }
#causal-diagram .xx-needs { --is: #1f83c4; }
#causal-diagram .xx-contradicted { --is: #cf3a68; }
#causal-diagram .xx-not-modelled { --is: #808080; }
#causal-diagram figcaption { color: inherit; }
#causal-diagram .key span { white-space: nowrap; margin-inline-end: .8em; }
#causal-diagram .key svg { width: .95em; height: .95em; vertical-align: -.1em; }
@media (forced-colors: active) { #causal-diagram a { --is: LinkText; } }
@media print { #causal-diagram details { display: none; } }
"""
