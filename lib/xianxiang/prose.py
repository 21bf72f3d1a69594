"""Numbers for the prose: computed in a cell, quoted in the text."""

import math

from .language import say


def quote(**values: object) -> None:
    """Make values available to the text as ``{glue:text}`name```, and print them.

    Only the book's build puts them into the text. Elsewhere the text keeps the names, or the published values; what is printed
    says what they are now. Words that the catalogue has, such as the names of games, are said in the language that is spoken.

    Parameters
    ----------
    **values
        Text, or numbers already rounded as they are to be read.
    """
    values = {name: say(value) if isinstance(value, str) else value for name, value in values.items()}
    print("In the text:", "; ".join(f"{name} = {value}" for name, value in values.items()))
    try:
        from myst_nb import glue
    except ImportError:
        return
    for name, value in values.items():
        glue(name, value, display=False)


def percent(share: float, digits: int = 0) -> str:
    """A share as a percentage, such as ``46%``: half up, and never all of less than all or nothing of something.

    Parameters
    ----------
    share : float
        As a fraction of one. One strictly between 0 and 1 is written ``>99%`` or ``<1%`` where rounding would make it all or none.
    digits : int
        Decimal places, 0 or more.

    Returns
    -------
    str

    Examples
    --------
    >>> percent(0.463), percent(0.998), percent(0.998, 1), percent(0.0004), percent(1)
    ('46%', '>99%', '99.8%', '<1%', '100%')
    """
    whole, unit = 100 * 10**digits, 10**-digits
    scaled = math.floor(abs(share) * whole + 0.5 + 1e-9)
    if 0 < share < 1 and scaled in (0, whole):
        return f"<{unit:.{digits}f}%" if scaled == 0 else f">{100 - unit:.{digits}f}%"
    return f"{math.copysign(scaled, share) / 10**digits if scaled else 0:.{digits}f}%"
