"""Numbers for the prose: computed in a cell, quoted in the text."""


def quote(**values: object) -> None:
    """Make values available to the text as ``{glue:text}`name```, and print them.

    Only the book's build puts them into the text. Elsewhere the text keeps the names, or the published values; what is printed
    says what they are now.

    Parameters
    ----------
    **values
        Text, or numbers already rounded as they are to be read.
    """
    print("In the text:", "; ".join(f"{name} = {value}" for name, value in values.items()))
    try:
        from myst_nb import glue
    except ImportError:
        return
    for name, value in values.items():
        glue(name, value, display=False)


def percent(share: float, digits: int = 0) -> str:
    """A share as a percentage, such as ``46%``."""
    return f"{share:.{digits}%}"
