"""The game of the blocked drain on a page: everything that it needs travels with the page, computed by `xianxiang.drain`.

``{drain}`` writes the tables and the words as data, and a game that was played, for readers without scripts and for print.
`drain.js` plays. It draws the same chances as `xianxiang.drain.draws`, so a game has one outcome wherever it is played.
"""

import json
from html import escape

import numpy as np
from docutils import nodes
from myst_nb.core.render import sanitize_script_content
from sphinx.util.docutils import SphinxDirective

from xianxiang import drain, stage
from xianxiang.figures import parts
from xianxiang.language import say

SHOWN = ("sssssssssddd", "county", 21)
"""The game that stands where no script runs: actions, side, seed."""

WORDS = {
    "title": "Twelve inspections",
    "lead": "You are the {post}. A drain behind the market is blocked with building waste. It is on the list of tasks that matter this year, and "
            "each month someone comes to look. So far you and the {other} have always hidden such things together.",
    "sides": {"county": {"post": "party secretary of a county (书记)", "other": "township", "switch": "Play the township 乡镇"},
              "township": {"post": "party secretary of a township (书记)", "other": "county", "switch": "Play the county 县"}},
    "actions": [["Hide it together", "护犊 · shield", "Send a truck, a green net and someone who knows what inspectors ask."],
                ["Pass the blame", "撇清 · deflect", "Write a dated warning to the {other}. Keep a copy."],
                ["Do the minimum", "应付 · routine", "Answer the letter. Wait."]],
    "done": ["hid it", "passed the blame", "did the minimum"],
    "months": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    "short": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "span": "{first}–{last}", "scene": "{month}. {scene}", "pair": "{month}: {own} / {other}",
    "scenes": [
        "Inspectors are expected on Tuesday.", "What was cleared in January is back. A visit has been announced.", "The same drain, the same visitors.",
        "A visit in the week after the holiday.", "Rain. The drain stands open under its net.", "The half-year check.",
        "Heat, and a smell. They come on Friday.", "The builders have left another load.", "The market has asked for a new drain. A visit comes first.",
        "Nobody has announced anything.", "A car without a badge stood at the market.", "The year's last check, on a day that nobody knows.",
    ],
    "circulars": [
        "A circular 通知: on named responsibility. Every task on the list now has a name beside it.",
        "A circular 通知: on incentives. Bonuses for good results are discontinued. Poor results will be dealt with.",
        "A circular 通知: on covert inspection. Visits will come without notice, and county offices will inspect for those above them.",
    ],
    "found": "They found it.", "clean": "They found nothing.",
    "rounds": [  # own action, the other's, found
        [["Two hid it, and it stayed hidden.", "You both hid it. They lifted the net all the same."],
         ["You hid it. The {other} had a file ready to blame you, and nobody asked for it.", "You hid it. The {other} had three dated warnings, addressed to you."],
         ["You hid it alone; the {other} did what it always does. This time it was enough.", "You hid it alone, and one alone hides little."]],
        [["Your file was ready. The {other} hid the drain, and nobody read the file.", "The {other} had hidden it. Your file shows that you warned of it."],
         ["Two files, each against the other. They were not opened.", "Two files, each against the other. They cancel out."],
         ["Your file was ready. They looked elsewhere.", "The {other} had done the minimum, and your file says so."]],
        [["You did the minimum. The {other} hid the drain for you both.", "You did the minimum, and the {other} could not hide it alone."],
         ["You did the minimum. The {other} wrote a file about you that nobody opened.", "You did the minimum. The {other} has a file about you."],
         ["Nobody did more than the minimum, and they looked elsewhere.", "Nobody did more than the minimum. It was not hard to find."]],
    ],
    "earned": {"gain": "You gain {points}.", "lose": "You lose {points}."}, "told": "{found} {what} {earned}",
    "so_far": "So far {points} units of effort", "round": "Month {n} of 12", "again": "Another game", "same": "The same game again",
    "link": "Copy link to this game", "copied": "Copied", "number": "Game no. {seed}",
    "over": "The year is over", "key": "Above what you did, below what the {other} did; underlined where it was found.",
    "read": {"alliance.html": "Why did hiding stop paying?", "#five-switches": "Which changes matter?", "argument.html": "The essay behind it"},
    "total": "You earned {total}. What the best reply was worth, month by month: {best} in all. Luck with the inspectors and the {other} made {luck} of the difference.",
    "noticed": {
        "never": "From {turn} on it was best to pass the blame. You never did.",
        "at": "From {turn} on it was best to pass the blame, and that is when you began.",
        "after": "From {turn} on it was best to pass the blame. You began in {first}.",
        "before": "You first passed the blame in {first}. It was not yet the best you could do; from {turn} on it was.",
        "moment": "You first passed the blame in {first}, when it was the best you could do for the moment; from {turn} on it was so for good.",
    },
    "turned": "{noticed} {partner}",
    "partner": {"first": "The {other} first passed the blame in {when}.", "never": "The {other} never passed the blame."},
    "rules": "Three circulars changed the rules. After the first, sanctions fell on persons: of hiding and blaming, hiding was still the better whatever the {other} did. After the "
             "second, penalties stood in the place of prizes, and everything hung on trust. After the third, inspectors saw more and the county had become a supervisor: "
             "blaming was the better, whatever the {other} did.",
    "map": "Where you stood", "map_label": "A map of games. Across, what both of you share; upwards, what you bear in person; in units of effort. The dot is you: {game}",
    "across": "Stakes both share", "upwards": "Stakes a person bears", "classes": ["harmony", "stag hunt", "chicken", "prisoner's dilemma", "deadlock"],
    "table": "Month by month", "columns": ["Month", "You", "The {other}", "Found", "Earned", "Your choice was worth", "The best reply", "was worth"],
    "yes": "yes", "no": "no",
    "still": "A game of twelve rounds stands here; it needs JavaScript. This is one that was played, by a county that hid the problem until September and passed the blame from October on.",
}
"""Every word that the game says, in English; ``{…}`` is filled in by the page."""


def said(words):
    """Words in the language that is spoken: a text, or texts in lists and by keys, which stay."""
    if isinstance(words, str):
        return say(words)
    return {key: said(text) for key, text in words.items()} if isinstance(words, dict) else [said(text) for text in words]


def texts(words):
    """The texts of words, one by one."""
    if isinstance(words, str):
        return [words]
    return [text for part in (words.values() if isinstance(words, dict) else words) for text in texts(part)]


def _map(side):
    """The map of games at each stage of the rules, and where its dot is."""
    every, player = drain.rules(), stage.SIDES.index(side)
    maps = []
    for rule in (rule.replace(attachment=0) for rule in every):
        columns = {key: np.asarray(value, float) for key, value in parts.map_columns(rule, player).items()}
        labels = {key: np.asarray(value, float).ravel() for key, value in parts.label_table(rule, player).columns.items() if key != "game"}
        shared, personal = stage.stakes(rule, player)
        maps.append({"dot": [round(float(shared), 3), round(float(personal), 3)],
                     "areas": [[[round(float(x), 3), round(float(low), 3), round(float(high), 3)] for x, low, high in zip(
                         columns["shared"][..., 0], columns["low"][..., game], columns["high"][..., game])] for game in range(5)],
                     "labels": [[None if np.isnan(x) else round(float(x), 2) for x in (labels["shared"][game], labels["personal"][game])] for game in range(5)]})
    return maps


def data():
    """Everything that the page plays with."""
    sides = {side: {"answers": drain.answers(side).round(6).tolist(), "earnings": drain.earnings(side).round(6).tolist(), "maps": _map(side)} for side in stage.SIDES}
    return {"words": said(WORDS), "stages": drain.stages().tolist(), "chances": drain.chances().round(6).tolist(), "sides": sides, "size": parts.MAP_SIZE}


def played():
    """A game as a table, for readers without scripts."""
    actions, side, seed = SHOWN
    words = said(WORDS)
    named = dict(zip(stage.ACTIONS, words["done"]))
    columns = [text.format(**words["sides"][side]) for text in words["columns"][:5]]
    rows = [(month, named[r.own], named[r.other], words["yes"] if r.found else words["no"], f"{r.earned:.1f}".replace("-", "−"))
            for month, r in zip(words["months"], drain.replay(actions, side, seed))]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in columns)
    body = "\n".join(f'<tr><th scope="row">{row[0]}</th>' + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:]) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>"


class Drain(SphinxDirective):
    """``{drain}``: the game."""

    def run(self):
        """Write what plays, and what stands in its place without scripts."""
        words = said(WORDS)
        carried = sanitize_script_content(json.dumps(data(), ensure_ascii=False, separators=(",", ":")))
        html = (f'<section class="xx-drain" id="drain" aria-label="{escape(words["title"])}">\n<div class="xx-drain-still">\n<p>{escape(words["lead"].format(**words["sides"]["county"]))}</p>\n'
                f'<p>{escape(words["still"])}</p>\n{played()}\n</div>\n<script type="application/json" class="xx-drain-data">{carried}</script>\n</section>')
        return [nodes.raw("", html, format="html")]


def attach(app, pagename, templatename, context, doctree):
    """Load the game's script where it stands."""
    if 'class="xx-drain"' in context.get("body", ""):
        app.add_js_file("xianxiang/drain.js", priority=100, loading_method="defer")


def setup(app):
    """Register the directive, and the game's style for the sheet of all pages."""
    app.add_css_file("xianxiang/drain.css", priority=900)
    app.add_directive("drain", Drain)
    app.connect("html-page-context", attach)
