"""What a page hides, no download carries: exercises' solutions, where `hide_solutions` is set. Standard library only."""

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
    """Whether the text of a `_config.yml` hides solutions."""
    return bool(SETTING.search(config))
