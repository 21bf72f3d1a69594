"""Every sentence of every figure is true, at every setting of its grid; so are the regimes and the texts that stand for charts.

A figure that is added to `figures.ALL` needs an entry in ``truths``; the rest comes by itself.
"""

import re

import numpy as np
import pytest
from truths import TRUTHS

from xianxiang import figures

FIELD = re.compile(r"\{(\w+)(?::[^{}]*)?\}")
NUMBER = re.compile(r"([<>]?)(−?[\d]+(?:\.(\d+))?)(%?)")


@pytest.fixture(scope="module", params=figures.ALL)
def judged(request):
    """A figure and what must hold of it."""
    assert request.param in TRUTHS, f"state in tests/truths when the sentences of {request.param!r} are true"
    explorer = figures.ALL[request.param]()
    return explorer, TRUTHS[request.param](explorer.grid)


def texts(explorer, truth):
    """The words of a figure that change with the setting, each with its truth and a function that gives what the reader reads."""
    if explorer.words:
        yield explorer.words, truth, lambda index: explorer._text(explorer.words.templates, "words", index)
    for i, chart in enumerate(explorer.charts):
        if not isinstance(chart.alt, str):
            assert i in truth.alts, f"state in tests/truths when the text of chart {i} is true"
            yield chart.alt, truth.alts[i], lambda index, i=i, alt=chart.alt: explorer._text(alt.templates, f"alt{i}", index)


def first(explorer, wrong):
    """The first setting where something is wrong, in words."""
    index = tuple(np.argwhere(wrong)[0])
    return f"{wrong.sum()} of {wrong.size} settings, first {explorer.grid.texts(index)}"


def test_what_is_said_is_so(judged):
    explorer, truth = judged
    shape = explorer.grid.shape
    for words, own, _ in texts(explorer, truth):
        assert set(own.when) == set(words.keys)
        code = np.broadcast_to(words.code, shape)
        for k, key in enumerate(words.keys):
            wrong = (code == k) & ~np.broadcast_to(own.when[key], shape)
            assert not wrong.any(), f"{key!r} is said where it is not so: {first(explorer, wrong)}"


def test_every_template_is_used_or_has_a_reason(judged):
    explorer, truth = judged
    for words, own, _ in texts(explorer, truth):
        used = {words.keys[k] for k in np.unique(words.code)}
        assert used | set(own.unreachable) == set(words.keys) and not used & set(own.unreachable)
        assert all(own.unreachable.values())


def test_the_regime_is_the_true_one(judged):
    explorer, truth = judged
    if explorer.regime is None:
        return
    assert truth.regime is not None, "state in tests/truths which regime holds"
    names = np.array([name for name, _, _ in explorer.regime.entries])
    shown = names[np.broadcast_to(explorer.regime.code, explorer.grid.shape)]
    wrong = shown != np.broadcast_to(truth.regime, explorer.grid.shape)
    assert not wrong.any(), first(explorer, wrong)


def read(template, sentence, words):
    """What a sentence says in each field of its template, as printed; `words` are the fields that hold no numbers."""
    names = [match[1] for match in FIELD.finditer(template)]
    fields = iter("(.*?)" if name in words else r"([<>]?−?\d+(?:\.\d+)?%?)" for name in names)
    pattern = "".join(next(fields) if i % 2 else re.escape(part) for i, part in enumerate(re.split(r"(\{[^{}]*\})", template)))
    found = re.fullmatch(pattern, sentence)
    assert found, (template, sentence)
    return dict(zip(names, found.groups()))


def is_fair(text, value, slack=0.0):
    """Whether a printed number is the rounded value, and tells neither all from less than all nor nothing from something."""
    mark, digits, places, percent = NUMBER.fullmatch(text).groups()
    unit = 10.0 ** -len(places or "") / (100 if percent else 1)
    number = float(digits.replace("−", "-")) / (100 if percent else 1)
    if mark:
        return number < value < 1 if mark == ">" else 0 < value < number
    if percent and number in (0, 1):
        return abs(value - number) < 1e-9 or (number == 1 and value > 1) or (number == 0 and value < 0)
    return abs(value - number) <= unit / 2 + slack + 1e-6 and (number != 0 or unit == 1 or abs(value) < 1e-9)


def test_numbers_are_right_as_they_are_read(judged):
    explorer, truth = judged
    shape = explorer.grid.shape
    for words, own, text in texts(explorer, truth):
        code = np.broadcast_to(words.code, shape)
        values = {name: np.broadcast_to(value, shape) for name, value in own.values.items()}
        shown = {name: np.full(shape, np.nan) for name in values}
        wordy = {name for name, value in values.items() if value.dtype.kind == "U"}
        for index in np.ndindex(shape):
            sentence = text(index)
            assert sentence.endswith(".") and "{" not in sentence and "—" not in sentence
            for name, printed in read(words.templates[code[index]], sentence, wordy).items():
                value = values[name][index]
                if name in wordy:
                    assert printed == value, (explorer.grid.texts(index), sentence)
                    continue
                assert is_fair(printed, value, own.slack.get(name, 0)), (explorer.grid.texts(index), sentence, name, value)
                shown[name][index] = float(re.sub("[<>%]", "", printed).replace("−", "-")) / (100 if "%" in printed else 1)
        for key, relation in own.shown.items():
            wrong = (code == words.keys.index(key)) & ~np.broadcast_to(relation(shown), shape)
            assert not wrong.any(), f"{key!r} is not so as printed: {first(explorer, wrong)}"


@pytest.mark.parametrize(("text", "value", "fair"), [
    ("43%", 0.4349, True), ("43%", 0.4351, False), ("100%", 1.0, True), ("100%", 0.999, False), (">99%", 0.999, True), (">99%", 1.0, False),
    ("0%", 0.0, True), ("0%", 0.001, False), ("<1%", 0.001, True), ("<1%", 0.0, False), ("−0.01", -0.013, True), ("0.00", 0.004, False), ("0.0", 0.0, True),
])  # fmt: skip
def test_the_judge_can_tell(text, value, fair):
    assert is_fair(text, value) == fair
