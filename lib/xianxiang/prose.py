"""Numbers for the prose: computed in a cell, quoted in the text."""


def quote(**values: object) -> None:
    """Make values available to the text as ``{glue:text}`name```.

    Outside the book's build (no MyST-NB) nothing happens: the text then keeps the names.

    Parameters
    ----------
    **values
        Text, or numbers already rounded as they are to be read.
    """
    try:
        from myst_nb import glue
    except ImportError:
        return
    for name, value in values.items():
        glue(name, value, display=False)


def percent(share: float, digits: int = 0) -> str:
    """A share as a percentage, such as ``46%``."""
    return f"{share:.{digits}%}"
