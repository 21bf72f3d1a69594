"""What goes wrong in the build of the lite site."""


class LiteError(RuntimeError):
    """The lite site could not be built; the text says what failed and what to do."""
