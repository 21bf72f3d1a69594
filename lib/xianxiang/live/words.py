"""Numbers and sentences as text, by an arithmetic that Python and the browser share.

`format_number` and `fill` have twins of the same names in ``explorer.js``. Both round half up, away from zero, on the same
double-precision product, so both write the same text.
"""

from __future__ import annotations

import math
import re

__all__ = ["FIELD", "FORMATS", "check_template", "fill", "format_number"]

FORMATS = ("", ".0f", ".1f", ".2f", ".3f", ".4f", ".0%", ".1%")
MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EM DASH}"
FIELD = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
"""A field of a template: its name, and its format if it has one."""



def format_number(value: float, spec: str = "") -> str:
    """Write a number.

    Parameters
    ----------
    value : float
        NaN is written as a dash.
    spec : str
        One of `FORMATS`; the empty one gives up to six decimals without trailing zeros.

    Returns
    -------
    str

    Notes
    -----
    A percentage never says all of less than all, or nothing of something: a share strictly between 0 and 1 that would be
    rounded to one of them is written ``>99%`` or ``<1%`` (with one decimal ``>99.9%``, ``<0.1%``).

    Examples
    --------
    >>> format_number(0.125, ".2f"), format_number(0.5, ".0%"), format_number(2.50)
    ('0.13', '50%', '2.5')
    >>> format_number(0.997, ".0%"), format_number(1.0, ".0%"), format_number(0.0002, ".1%")
    ('>99%', '100%', '<0.1%')
    """
    if spec not in FORMATS:
        raise ValueError(f"number format is {spec!r}; allowed are {', '.join(map(repr, FORMATS))}")
    if math.isnan(value):
        return NOTHING
    percent = spec.endswith("%")
    places = int(spec[1]) if spec else 6
    scaled = math.floor(abs(value) * (100 if percent else 1) * 10**places + 0.5 + 1e-9)
    whole = 100 * 10**places
    mark = ""
    if percent and 0 < value < 1 and scaled in (0, whole):
        mark, scaled = ("<", 1) if scaled == 0 else (">", whole - 1)
    digits = str(scaled).rjust(places + 1, "0")
    text = digits[: len(digits) - places] + ("." + digits[len(digits) - places :] if places else "")
    if not spec:
        text = text.rstrip("0").rstrip(".")
    return mark + (MINUS if value < 0 and scaled else "") + text + ("%" if percent else "")


def check_template(template: str, names, where: str) -> None:
    """Raise a ValueError unless `fill` can fill the template from values of these names.

    Parameters
    ----------
    template : str
    names : collection of str
    where : str
        The name used in an error.
    """
    if re.search(r"[{}]", FIELD.sub("", template)):
        raise ValueError(f"{where} is {template!r}; allowed in braces is a name, or a name, a colon and a format")
    for name, spec in FIELD.findall(template):
        if name not in names:
            raise ValueError(f"{where} asks for {name!r}; allowed are {', '.join(map(repr, names)) or 'no names'}")
        if spec not in FORMATS:
            raise ValueError(f"{where} asks for format {spec!r}; allowed are {', '.join(map(repr, FORMATS))}")


def fill(template: str, values: dict) -> str:
    """Fill a template's fields.

    Parameters
    ----------
    template : str
        Text with fields such as ``{share:.0%}`` or ``{winner}``.
    values : dict
        A number or a string for every field.

    Returns
    -------
    str
    """

    def text(match: re.Match) -> str:
        value = values[match[1]]
        return value if isinstance(value, str) else format_number(float(value), match[2] or "")

    return FIELD.sub(text, template)
