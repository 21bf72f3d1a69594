"""Every word that the hall's pages say; ``{…}`` is filled in by the page. The actions have the words of the book's own game."""

from typing import Any

from ...institution import THEN
from ...language import say
from ..wording import comma, gap

WORDS = {
    "title": "County and township 县乡",
    "noscript": "This page needs JavaScript. Nothing that it uses comes from another host.",
    "sides": ["county", "township"], "named": ["county 县", "township 乡镇"], "codes": ["County {number}", "Township {number}"],
    "side_plural": ["counties", "townships"],
    "actions": [["Hide it together", "护犊 · shield"], ["Pass the blame", "撇清 · deflect"], ["Do the minimum", "应付 · routine"]],
    "short": ["hide together", "pass the blame", "do the minimum"],
    "if": ["hides", "blames", "minimum"],
    "done": ["hid it", "passed the blame", "did the minimum"],
    "stages": ["Prizes, for the unit", "Penalties, for the person", "Covert inspection"],
    "marks": ["1 Prizes, unit", "2 Penalties, person", "3 Covert"],
    "terms": ["单位 · 正向激励", "责任到人 · 负向激励", "暗访 · 督查"],
    "circulars": [
        "Visits are announced. Good results bring a bonus. If something is found, the whole unit (单位) answers for it.",
        "A circular 通知. Every task on the list now has a name beside it (责任到人). Bonuses for good results are discontinued. Poor results will be dealt with.",
        "A circular 通知. Visits will come without notice, look more often and see more. More items on the list can each fail the whole year (一票否决). "
        "County offices will inspect for those above them (督查).",
    ],
    "lead": "A drain behind the market is blocked, and it is on the list of tasks that matter. Someone comes to look. A county and a township can hide it together, "
            "pass the blame or do the minimum. In each round you meet another partner; neither of you learns who it was.",
    "stage_of": "Stage {n} of {of}", "round_of": "Round {n} of {of}", "practice": "Practice round", "seconds": "{n} s",
    "you_are": "You are {side} {number}", "pair": "{name}: {value}",
    "found": "They found it.", "clean": "They found nothing.",
    "found_share": "found in {share} of the pairs",
    "points": "{points} points",
    "games": {"harmony": "Harmony", "stag hunt": "Stag hunt", "chicken": "Chicken", "prisoner's dilemma": "Prisoner's dilemma", "deadlock": "Deadlock"},
    "player": {
        "join": "Join 加入", "student": "Student number, if you wish", "side_note": "You will be a county (县) or a township (乡镇).",
        "privacy": "What is kept: your choices and guesses, your points, and a random token in this browser that lets you come back. No name, no address, no device.",
        "privacy_student": "Also your student number, if you give one.",
        "privacy_more": "It lies in one file on the teacher's machine.",
        "wait_title": "You are in", "wait": "Keep this page open. The game begins soon.",
        "next_round": "You are in from the next round on.",
        "across": "Across from you: a {other}.",
        "matrix": "Points on average, if the {other} …",
        "choice": "{action}: {values} points", "choice_value": "{points} if the {other} {if_}",
        "chosen": "You chose", "chose": "You chose: {action}.", "others": "Waiting for the others.",
        "told_own": "You {own}.", "told_other": "The {other} {did}.", "model": "The model played for the {other}.", "model_you": "No choice came from you in time, so the model played for you.",
        "earned": "You get {points} points", "practice_note": "The practice round does not count.", "total": "So far {points} points",
        "guess": "What share of the class will hide together in this stage?", "send": "Send my guess", "sent": "You guess {share}.", "soon": "The first round begins soon.",
        "paused": "The teacher has paused the game.", "stage_over": "The stage is over. Look at the wall.", "next": "The next round begins soon.",
        "over": "The game is over", "final": "Points compare counties with counties, townships with townships.",
        "code_note": "Your choices stand in the teacher's table as {code}.",
        "about": "How points come about",
        "about_text": "A round pays what you earn and {attachment} of what the other side earns, since you rise and fall together (利益共同体). {endowment} points come on top in any case. "
                      "Whether the problem is found is drawn for each pair; the table gives the average.",
        "lost": "No connection. Trying again …",
    },
    "wall": {
        "join": "Join with your phone", "in": "in the hall", "there": "{counties} counties · {townships} townships", "away": "{n} away: the model plays for them",
        "chosen": "have chosen", "of": "{n} of {of}", "modelled": "{n} of {of} choices by the model",
        "class": "class", "model": "model", "this_round": "The class in round {n}", "practice_now": "A practice round. It does not count.",
        "guess": "What share will hide together? Guess on your phone.", "guesses": "{n} guesses",
        "verdict": "Hiding together, mean of the stage: you guessed {guess}, the class did {did}, the model expects {model}.",
        "verdict_short": "Hiding together, mean of the stage: the class did {did}, the model expects {model}.",
        "equilibria": "{game}. Nobody gains by changing alone if {regimes}.", "all": "all {action}", "or": ", or if ",
        "tipping": "Hiding pays if more than {share} on the other side hide.",
        "over": "The game is over", "paused": "Paused", "wait": "The model is shown when the stage is closed.",
        "chart": "Shares of the class by round, beside the model", "across": "Round", "lost": "No connection",
        "table": "The same as a table",
    },
    "teacher": {
        "title": "Teacher", "key": "The key that was printed at the start", "enter": "Enter", "wrong": "That is not the key.",
        "next": {"lobby": "Begin", "practice": "Open the practice round", "announce0": "Announce stage {n}", "open": "Open round {n}", "close": "Close the round now",
                 "finish": "End the game", "resume": "Go on"},
        "pause": "Pause", "close": "Close the stage", "end": "End the game", "again": "Press again: {what}", "door": ["Open the door", "Close the door"],
        "show": ["Show the model now", "Hide the model"], "export": "Save the table (CSV)", "wall": "Open the wall",
        "phases": {"lobby": "The hall is open. Wait until the number stops rising.", "announce": "The stage is announced. The class reads and guesses.", "choose": "The class chooses.",
                   "result": "The round is over.", "closed": "The stage is closed, and the wall shows the model.", "ended": "The game is over.", "paused": "Paused."},
        "auto": "Closes by itself when all have chosen, or at the end of the time.", "auto_next": "The next round opens by itself.",
        "in": "joined", "there": "present", "modelled": "by the model, last round", "time": "time left",
        "door_state": ["The door is closed: nobody can join.", "The door is open."], "join_at": "The class joins at {address}.",
    },
    "solo": {
        "hands": "Show of hands", "play": "Play against the model",
        "hands_lead": "No phones needed. Read the circular aloud, let the class choose by a show of hands, and type three counts. The model's line begins where your class began.",
        "counts": "Counts of hands", "round": "Round", "cell": "Round {n}: {action}", "as": "As {side}", "pays": "{action} {points}",
        "paid": "On average round {n} paid: {values}.", "paid_both": "On average round {n} paid: as county {county}; as township {township}.", "show": "Show the model before a stage is over", "clear": "Clear all counts", "clear_again": "Press again to clear",
        "play_lead": "In each round you meet another {other} of the model's, which has learned from the rounds before.",
        "switch": "Play the {other}", "again": "Another game",
        "earned": "You get {points} points. So far {total} points.",
        "final": "You earned {total} points. What you did was worth {worth} on average; the best reply in each round, {best}.",
        "saved": "Counts are kept in this browser only.",
    },
}


def words() -> dict:
    """Every word in the language that is spoken; what stands between sentences and between names; how much the two are attached to each other."""
    return {**_said(WORDS), "gap": gap(), "comma": comma(), "attachment": f"{THEN.attachment:.0%}"}


def _said(item: Any) -> Any:
    if isinstance(item, dict):
        return {name: _said(part) for name, part in item.items()}
    return [_said(part) for part in item] if isinstance(item, list) else say(item)
