"""What a page hides, no download carries: exercises' solutions, where `hide_solutions` is set, or ``make book SOLUTIONS=0`` asked for it.

Standard library only.
"""

import os
import re

SOLUTION = re.compile(r"^(?P<mark>`{3,}|:{3,}|~{3,})\{solution(?:-start)?\}.*?^(?P=mark)[ \t]*$\n?", re.MULTILINE | re.DOTALL)
GATED = re.compile(r"^(`{3,}|:{3,}|~{3,})\{solution-start\}.*?\{solution-end\}[ \t]*\n(?:.*\n)*?\1[ \t]*$\n?", re.MULTILINE | re.DOTALL)
SETTING = re.compile(r"^\s*hide_solutions:\s*(?:true|yes|on)\b", re.MULTILINE | re.IGNORECASE)


def without(text):
    """A chapter's source without its solutions.

    >>> without("```{exercise}\\nWhy?\\n```\\n\\n```{solution} one\\nSo.\\n```\\nOn.\\n")
    '```{exercise}\\nWhy?\\n```\\n\\nOn.\\n'
    """
    return SOLUTION.sub("", GATED.sub("", text))


def hidden(config):
    """Whether this build hides solutions: the environment says so, or the text of a `_config.yml`."""
    return os.environ.get("XIANXIANG_SOLUTIONS") == "0" or bool(SETTING.search(config))


def configure(app, config):
    """Let the environment hide solutions; Sphinx builds every page anew when this has changed."""
    if hasattr(config, "hide_solutions"):  # a book without exercises has no such setting
        config.hide_solutions = config.hide_solutions or hidden("")


def setup(app):
    """Ask the environment before anything asks the configuration."""
    app.connect("config-inited", configure, priority=100)
