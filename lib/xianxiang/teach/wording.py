"""What the kit says to a student, in the page and in a notebook: one place, so that it can be read and translated as one text."""

import unicodedata
from collections.abc import Iterator, Mapping

from ..language import say, spoken

__all__ = ["CHECK", "HAN", "NOTEBOOK", "PAGE", "SCORM", "VARIED", "Wording", "closed", "comma", "for_page", "gap", "joined", "padded", "unit"]


class Wording(Mapping[str, str]):
    """Texts by what they are for, each in the language that is spoken when it is asked for.

    Parameters
    ----------
    english : dict of str to str
    """

    def __init__(self, english: Mapping[str, str]):
        self.english = dict(english)

    def __getitem__(self, name: str) -> str:
        return say(self.english[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.english)

    def __len__(self) -> int:
        return len(self.english)


STOPS = {"en": (" ", ", ", "."), "zh": ("", "、", "。")}
"""What stands by language between two sentences, between two names, and at the end of a sentence."""

HAN = 3
"""So many letters a Chinese character counts as: it says about as much."""


def gap() -> str:
    """Return what stands between two sentences."""
    return STOPS[spoken()][0]


def joined(*sentences: str) -> str:
    """Return sentences as one text; empty ones are left out."""
    return gap().join(filter(None, sentences))


def comma() -> str:
    """Return what stands between two names."""
    return STOPS[spoken()][1]


def closed(text: str) -> str:
    """Return a text with the stop that it lacks."""
    return text if text.endswith(("?", "？")) else text + STOPS[spoken()][2]


def padded(text: str, width: int, right: bool = False) -> str:
    """Return a text with blanks behind it, or before it, so that columns of a terminal stand in line; a Chinese character takes two places.

    Parameters
    ----------
    text : str
    width : int
    right : bool
        Whether it ends at the end of the column.

    Returns
    -------
    str

    Examples
    --------
    >>> padded("卸责", 6), padded("卸责", 6, right=True)
    ('卸责  ', '  卸责')
    """
    blanks = " " * (width - len(text) - sum(unicodedata.east_asian_width(letter) in "WF" for letter in text))
    return blanks + text if right else text + blanks


def unit() -> int:
    """Return how many letters are counted as one: Chinese is counted in characters."""
    return HAN if spoken() == "zh" else 1


CHECK = Wording({
    "no setting": "This is no setting of the figure.",
    "no number": "Type a number, such as 0.25, 25% or 1/4.",
    "no option": "Choose one of the options.",
    "no order": "Put the blocks that belong into the proof, in order.",
    "no text": "Write at least {least} letters; then lock your answer in to see the solution.",
    "no values": "Give a function that returns a number for each input.",
    "no value at": "At {inputs} your function does not return a finite number.",
    "wrong at": "At {inputs} your function returns {value}, which is not right.",
    "close": "Very close: you are off by one in the last place. Carry more digits and round at the end.",
    "off by one": "Very close: you are off by one.",
    "sign": "The size is right. Look at the sign once more.",
    "hundred": "The digits are right. You are off by a factor of a hundred: a share and a percentage are two ways of writing one number.",
    "steps stand": "The proof holds for {count} of your blocks, counted from the top; the next does not follow yet, or does not belong.",
    "no step stands": "The first block cannot stand first.",
    "more steps": "All of this follows. The proof is not at its end.",
    "locked in": "Locked in. Compare it with the points below.",
})
"""What is said of an answer, by what happened."""

NOTEBOOK = Wording({
    "right": "Right.",
    "wrong": "Not yet.",
    "unread": "This cannot be read as an answer.",
    "practice": "Practice: a variant drawn at random. With your student number and the course code you see your own.",
    "yours": "Student {student}, course {course}.",
    "state": "{done} of {all} done.",
    "setting": "Move the figure and hand it over, or name what differs from its default: `desk.answer(\"{name}\", {key}=…)`.",
    "number": "Answer with a number as text or a number: `desk.answer(\"{name}\", \"0.25\")`.",
    "choice": "Answer with a letter: `desk.answer(\"{name}\", \"A\")`.",
    "order": "Answer with the letters in order; not every block belongs: `desk.answer(\"{name}\", \"BAC\")`.",
    "text": "Answer with your text. It is locked in; then the points and a solution show: `desk.answer(\"{name}\", \"…\")`.",
    "function": "Answer with your function: `desk.answer(\"{name}\", {function})`.",
    "rubric": "What a good answer has:",
    "solution": "One answer:",
    "locked": "It is locked in already.",
    "no receipt": "Practice is not handed in. For a receipt, take the exercises with your student number and the course code.",
    "cells": "These exercises check themselves. With your student number and the course code they are your own, and a receipt at the end is what you hand in; leave both empty to practise. "
             "Run a cell as it is to see its task. Put your answer in the place of the dots and run it again.",
    "receipt": "Hand in the file {path}, or this text:",
})
"""What is said in a notebook."""

VARIED = "These check themselves. Each reader has a variant, and a wrong answer gets a hint."
"""What stands before the exercises of a chapter."""

PAGE = Wording({
    "title": "Exercises that check themselves",
    "lead": "The exercises that follow check themselves where scripts run: each reader has a variant. These are the first.",
    "nobody": "You are practising: the variants are drawn for this browser. In a course, enter your number, and you get your own.",
    "who": "Student {student}, course {course}.",
    "enter": "Enter a student number",
    "change": "Change",
    "forget": "Forget",
    "sure": "This removes the number and every answer given under it from this browser.",
    "forget all": "Forget number and answers",
    "forgotten": "The number and its answers are no longer in this browser.",
    "student": "Student number",
    "course": "Course code",
    "keep": "Keep both here",
    "cancel": "Cancel",
    "kept": "Both are kept in this browser only. They leave it in the receipt that you hand in, and in nothing else.",
    "bad number": "Type 1 to 64 letters and digits in each field.",
    "progress": "{done} of {all} done",
    "progress here": "{done} of {all} done here; in the notebook {more} more",
    "all done": "All {all} done. What you can now check by yourself, you know.",
    "all kept": "All {all} answered and kept.",
    "to receipt": "Receipt",
    "points": "{points} points",
    "answer": "Your answer",
    "minus": "Change the sign",
    "options": "Choose one",
    "check": "Check",
    "lock": "Lock in and see the solution",
    "record": "Keep this answer",
    "another": "Another variant",
    "next": "Next: {title}",
    "right": "Right.",
    "wrong": "Not yet.",
    "wrong again": "Not yet, after {tries} tries.",
    "noted": "Noted.",
    "unread": "This does not count as a try.",
    "letters": "{count} letters; at least {least}",
    "rubric": "What a good answer has",
    "solution": "A solution",
    "teacher has it": "Your teacher has the solution and the points that a good answer has.",
    "pool": "Blocks",
    "proof": "Your proof",
    "pool is empty": "Every block is in the proof.",
    "proof is empty": "Empty. Choose the block that comes first.",
    "placed": "Now at place {place} of {count} in the proof.",
    "taken out": "Taken out of the proof; {count} blocks are in it.",
    "up": "Move step {place} up",
    "down": "Move step {place} down",
    "out": "Take step {place} out",
    "take": "Take it to the figure",
    "task": "The task at hand",
    "back": "Back to the exercises",
    "last setting": "Your last setting: {setting}",
    "default": "everything at its default",
    "no figure": "The figure is not there yet, or cannot run in this browser. Wait a moment and try again.",
    "bet first": "Place your bet in the figure first, or decline; then its controls open.",
    "notebook": "You answer this one in the chapter’s notebook, where Python runs.",
    "run chapter": "Run this chapter",
    "practice only": "These were practice variants, which nobody hands in. For a course, enter your student number and the course’s code above: you get your own variants, and a receipt.",
    "receipt": "Your receipt",
    "receipt is": "It carries your answers, so that your teacher can check them again. Save the file, or copy the short text, and hand it in where your course asks for it.",
    "all chapters": "With my answers to other chapters",
    "save file": "Save as a file",
    "copy text": "Copy as short text",
    "print": "Print",
    "saved": "Your browser should now have saved {name}.",
    "copied": "Copied. Paste it where you hand in; it begins with XX1 and ends with eight digits or letters.",
    "copy this": "Copy all of this text:",
    "short text": "The receipt as short text",
    "private window": "Your work stays in this browser until you clear it. A private window loses it when it closes: save a receipt first.",
    "nothing kept": "This browser keeps nothing for this page: your work is lost when you leave. Save a receipt first.",
})
"""What the page says around the exercises; the text in braces is filled in by ``web/exercise.js``."""

SCORM = Wording({
    "platform": "Your answers and points go to your learning platform, which keeps them. Texts are kept as far as there is room.",
    "no platform": "This copy was opened outside a learning platform: nothing that you answer is reported to anyone.",
    "not kept": "Your learning platform did not take the last answer. Copy a long text somewhere else before you go on.",
    "review": "Your learning platform shows this for review: nothing that you change is reported.",
})
"""What a chapter in a learning platform says of it."""


def for_page() -> dict[str, str | int]:
    """Return what the page's script says; what it sets between sentences and between names, and how many letters it counts as one."""
    return {**CHECK, **PAGE, "gap": gap(), "comma": comma(), "unit": unit()}
