"""Exercises as Moodle XML: a category an exercise, a question a variant, so that a quiz draws one of each category at random.

========= =====================================================================
number    ``numerical``: the interval that rounds to the answer; slips with their own feedback; the unit may be typed or left out
choice    ``multichoice``, shuffled
letters   ``shortanswer``: whole proofs, then what is said of how far another holds
essay     ``essay``, with the rubric and the solution for whoever grades it
========= =====================================================================

Moodle's intervals are closed: a reply at the very tie of rounding counts as the answer, on either side.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

from ..language import say
from .bank import Bank
from .qti import written
from .question import BOOK, Question, chapter, of_bank

__all__ = ["moodle"]

PENALTY = "0.3333333"


def moodle(banks: Iterable[Bank], site: str = "") -> bytes:
    """Return banks as one file that Moodle imports ("Moodle XML format"); the same banks give the same bytes.

    Parameters
    ----------
    banks : iterable of Bank
    site : str
        The address of the published book, for links to its figures.

    Returns
    -------
    bytes
    """
    quiz = Element("quiz")
    for bank in banks:
        for exercise, found in of_bank(bank, site):
            _category(quiz, bank, exercise.id, say(exercise.title))
            for question in found:
                _question(quiz, question)
    return written(quiz)


def _category(quiz: Element, bank: Bank, id: str, title: str) -> None:
    path = [say(BOOK), chapter(bank.stem), title]
    category = SubElement(quiz, "question", type="category")
    _text(category, "category", "/".join(["$course$", "top", *(part.replace("/", "//") for part in path)]))
    _html(category, "info", "")
    SubElement(category, "idnumber").text = f"xianxiang.{id}"


def _text(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    """An element that holds a text, as Moodle has it: in an element `text`."""
    found = SubElement(parent, tag, attributes)
    SubElement(found, "text").text = text
    return found


def _html(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    return _text(parent, tag, text, format="html", **attributes)


def _answer(parent: Element, value: str, right: bool, says: str, form: str) -> Element:
    answer = _text(parent, "answer", value, fraction="100" if right else "0", format=form)
    _html(answer, "feedback", says)
    return answer


def _question(quiz: Element, question: Question) -> None:
    write, kind = _KINDS[question.kind]
    found = SubElement(quiz, "question", type=kind)
    _text(found, "name", f"{question.title} {question.id.rpartition('.')[2]}")
    _html(found, "questiontext", question.text)
    _html(found, "generalfeedback", "" if question.kind == "choice" else question.why)
    SubElement(found, "defaultgrade").text = str(question.points)
    SubElement(found, "penalty").text = PENALTY
    SubElement(found, "hidden").text = "0"
    SubElement(found, "idnumber").text = f"xianxiang.{question.id}"
    write(found, question)
    if question.kind != "essay":
        for hint in question.hints[1:] or question.hints:  # the first is what a reply is told that no other says anything of
            _html(found, "hint", hint)


def _number(found: Element, question: Question) -> None:
    for reply in question.replies:
        answer = _answer(found, reply.value, reply.right, reply.says, "moodle_auto_format")
        SubElement(answer, "tolerance").text = reply.reach or "0"
    if question.unit:
        unit = SubElement(SubElement(found, "units"), "unit")
        SubElement(unit, "multiplier").text = "1"
        SubElement(unit, "unit_name").text = question.unit
    SubElement(found, "unitgradingtype").text = "0"  # the unit earns and costs nothing
    SubElement(found, "unitpenalty").text = "0"
    SubElement(found, "showunits").text = "0" if question.unit else "3"  # typed with the number or not; none
    SubElement(found, "unitsleft").text = "0"


def _choice(found: Element, question: Question) -> None:
    SubElement(found, "single").text = "true"
    SubElement(found, "shuffleanswers").text = "true"
    SubElement(found, "answernumbering").text = "none"
    SubElement(found, "showstandardinstruction").text = "0"
    for tag in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        _html(found, tag, "")
    for reply in question.replies:
        _answer(found, reply.value, reply.right, reply.says, "html")


def _letters(found: Element, question: Question) -> None:
    SubElement(found, "usecase").text = "0"
    for reply in question.replies:
        _answer(found, reply.value, reply.right, reply.says, "moodle_auto_format")


def _essay(found: Element, question: Question) -> None:
    SubElement(found, "responseformat").text = "plain"
    SubElement(found, "responserequired").text = "1"
    SubElement(found, "responsefieldlines").text = "15"
    SubElement(found, "attachments").text = "0"
    SubElement(found, "attachmentsrequired").text = "0"
    _html(found, "graderinfo", question.guide)
    _html(found, "responsetemplate", "")


_KINDS = {"number": (_number, "numerical"), "choice": (_choice, "multichoice"), "letters": (_letters, "shortanswer"), "essay": (_essay, "essay")}
