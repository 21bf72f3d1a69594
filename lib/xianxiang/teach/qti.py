"""Exercises as a package of QTI 1.2 that Canvas imports: a quiz a chapter, a group an exercise, of which Canvas draws one question each.

QTI has no numerical question with feedback by wrong value in Canvas, so a wrong number is told the hints; a slip's own sentence stays
in the book. The interval is closed at both ends. An essay's rubric and solution are not in the package, for Canvas would show them
to the student with the result.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ..language import say
from .bank import Bank, Exercise
from .question import Question, of_bank, titled

__all__ = ["canvas", "written", "zipped"]

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
CP = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
TYPES = {"number": "numerical_question", "choice": "multiple_choice_question", "letters": "short_answer_question", "essay": "essay_question"}
REPLY = "response1"


def canvas(banks: Iterable[Bank], site: str = "") -> bytes:
    """Return banks as one zip that Canvas imports ("QTI .zip file"); the same banks give the same bytes.

    Parameters
    ----------
    banks : iterable of Bank
    site : str
        The address of the published book, for links to its figures.

    Returns
    -------
    bytes
    """
    files: dict[str, bytes] = {}
    manifest = Element("manifest", {"identifier": "xianxiang_manifest", "xmlns": CP})
    head = SubElement(manifest, "metadata")
    SubElement(head, "schema").text = "IMS Content"
    SubElement(head, "schemaversion").text = "1.1.3"
    SubElement(manifest, "organizations")
    resources = SubElement(manifest, "resources")
    for bank in banks:
        id, found = f"xianxiang_{bank.stem}", of_bank(bank, site)
        title = titled(bank.stem)
        files[f"{id}/{id}.xml"] = written(_assessment(id, title, found))
        files[f"{id}/assessment_meta.xml"] = written(_settings(id, title, sum(exercise.points for exercise, _ in found)))
        quiz = SubElement(resources, "resource", identifier=id, type="imsqti_xmlv1p2")
        SubElement(quiz, "file", href=f"{id}/{id}.xml")
        SubElement(quiz, "dependency", identifierref=f"{id}_meta")
        meta = SubElement(resources, "resource", identifier=f"{id}_meta", type="associatedcontent/imscc_xmlv1p1/learning-application-resource", href=f"{id}/assessment_meta.xml")
        SubElement(meta, "file", href=f"{id}/assessment_meta.xml")
    return zipped({"imsmanifest.xml": written(manifest), **files})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip, the same bytes for the same files.

    Parameters
    ----------
    files : dict of str to bytes
        By path, in the order in which they are written.

    Returns
    -------
    bytes
    """
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for path, content in files.items():
            info = ZipInfo(path)  # of 1980, which no clock changes
            info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(info, content)
    return out.getvalue()


def written(root: Element) -> bytes:
    """Return an element as a file of XML."""
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _settings(id: str, title: str, points: int) -> Element:
    """What Canvas sets a quiz to; the teacher changes it there."""
    quiz = Element("quiz", {"identifier": id, "xmlns": CANVAS})
    for tag, text in (("title", title), ("shuffle_answers", "true"), ("scoring_policy", "keep_highest"), ("quiz_type", "assignment"), ("points_possible", f"{points}.0"), ("allowed_attempts", "1"), ("available", "false")):
        SubElement(quiz, tag).text = text
    return quiz


def _assessment(id: str, title: str, found: Sequence[tuple[Exercise, Sequence[Question]]]) -> Element:
    root = Element("questestinterop", {"xmlns": QTI})
    assessment = SubElement(root, "assessment", ident=id, title=title)
    _fields(assessment, {"cc_maxattempts": "1"})
    top = SubElement(assessment, "section", ident="root_section")
    for exercise, questions in found:
        group = SubElement(top, "section", ident=_name(exercise.id), title=say(exercise.title))
        draw = SubElement(SubElement(group, "selection_ordering"), "selection")
        SubElement(draw, "selection_number").text = "1"
        SubElement(SubElement(draw, "selection_extension"), "points_per_item").text = str(exercise.points)
        for question in questions:
            _item(group, question)
    return root


def _name(*parts: str) -> str:
    """A name that is unique among packages and stays the same."""
    return "g" + hashlib.sha256("/".join(("xianxiang", *parts)).encode()).hexdigest()[:32]


def _fields(parent: Element, fields: Mapping[str, str]) -> None:
    data = SubElement(parent, "qtimetadata")
    for label, entry in fields.items():
        field = SubElement(data, "qtimetadatafield")
        SubElement(field, "fieldlabel").text = label
        SubElement(field, "fieldentry").text = entry


def _html(parent: Element, text: str) -> None:
    SubElement(SubElement(parent, "material"), "mattext", texttype="text/html").text = text


def _item(group: Element, question: Question) -> None:
    item = SubElement(group, "item", ident=_name(question.id), title=f"{question.title} {question.id.rpartition('.')[2]}")
    names = [f"{i + 1}" for i in range(len(question.replies))]
    data = {"question_type": TYPES[question.kind], "points_possible": str(question.points), "assessment_question_identifierref": _name(question.id, "bank")}
    if question.kind == "choice":
        data["original_answer_ids"] = ",".join(names)
    _fields(SubElement(item, "itemmetadata"), data)
    shown = SubElement(item, "presentation")
    _html(shown, question.text)
    _response(shown, question, names)
    _processing(item, question, names)


def _response(shown: Element, question: Question, names: Sequence[str]) -> None:
    """Where the student replies."""
    if question.kind == "choice":
        choices = SubElement(SubElement(shown, "response_lid", ident=REPLY, rcardinality="Single"), "render_choice")
        for name, reply in zip(names, question.replies):
            _html(SubElement(choices, "response_label", ident=name), reply.value)
    else:
        more = {"fibtype": "Decimal"} if question.kind == "number" else {}
        field = SubElement(SubElement(shown, "response_str", ident=REPLY, rcardinality="Single"), "render_fib", more)
        SubElement(field, "response_label", ident="answer1")


def _processing(item: Element, question: Question, names: Sequence[str]) -> None:
    """How the reply is judged, and what is said of it."""
    processing = SubElement(item, "resprocessing")
    SubElement(SubElement(processing, "outcomes"), "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    feedback: dict[str, str] = {}

    def condition(goes_on: bool, says: str = "", name: str = "") -> Element:
        found = SubElement(processing, "respcondition", {"continue": "Yes" if goes_on else "No"})
        test = SubElement(found, "conditionvar")
        if name != "other" and not goes_on and question.kind != "essay":
            SubElement(found, "setvar", action="Set", varname="SCORE").text = "100"
        if says:
            feedback[name] = says
            SubElement(found, "displayfeedback", feedbacktype="Response", linkrefid=name)
        return test

    if question.kind == "essay":
        SubElement(condition(False), "other")
        return
    if question.kind == "choice":
        for name, reply in zip(names, question.replies):
            SubElement(condition(True, reply.says, f"{name}_fb"), "varequal", respident=REPLY).text = name
    test = condition(False, "" if question.kind == "choice" else question.why, "correct_fb")
    for name, reply in zip(names, question.replies):
        if reply.right and question.kind == "number":
            either = SubElement(test, "or")
            SubElement(either, "varequal", respident=REPLY).text = reply.value
            both = SubElement(either, "and")
            for tag, edge in (("vargte", Decimal(reply.value) - Decimal(reply.reach)), ("varlte", Decimal(reply.value) + Decimal(reply.reach))):
                SubElement(both, tag, respident=REPLY).text = f"{edge:f}"
        elif reply.right:
            SubElement(test, "varequal", respident=REPLY).text = name if question.kind == "choice" else reply.value
    if question.hints:
        SubElement(condition(True, " ".join(f"<p>{hint}</p>" for hint in question.hints), "general_incorrect_fb"), "other")
    for name, says in feedback.items():
        _html(SubElement(SubElement(item, "itemfeedback", ident=name), "flow_mat"), says)
