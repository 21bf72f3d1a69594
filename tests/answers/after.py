"""The ten questions after the book are those before it."""

from .before import ANSWERS  # noqa: F401
