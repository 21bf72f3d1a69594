"""When the sentences of the figures are true, stated without the figures' own code.

One file a stem of `xianxiang.figures`. Each maps a figure's name to a function of its grid that returns a `Truth`; what it says is
computed from the payoffs and the learning of `own`, an implementation apart from the library's.
"""

from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path


@dataclass(frozen=True)
class Truth:
    """What must hold of a figure's words.

    Parameters
    ----------
    when : dict of str to array_like of bool
        By a template's name, where on the grid all that it claims is so.
    values : dict of str to array_like
        The numbers and strings of its fields, by another road.
    regime : array_like of str, optional
        The regime's name.
    shown : dict of str to callable
        By a template's name, a relation that the numbers keep also as they are printed: takes them by field and returns where it holds.
    slack : dict of str to float
        By field, what the figure itself calls approximate: how far the printed number may lie off, beyond rounding.
    unreachable : dict of str to str
        Templates that no setting shows, each with the reason why it is there.
    alts : dict of int to Truth
        Of the texts that stand for a chart, by the chart's number, where they change with the setting.
    """

    when: dict
    values: dict = field(default_factory=dict)
    regime: object = None
    shown: dict = field(default_factory=dict)
    slack: dict = field(default_factory=dict)
    unreachable: dict = field(default_factory=dict)
    alts: dict = field(default_factory=dict)


TRUTHS = {}
for _file in sorted(Path(__file__).parent.glob("[a-z]*.py")):
    if _file.stem != "own":
        TRUTHS |= import_module(f"{__name__}.{_file.stem}").TRUTHS
