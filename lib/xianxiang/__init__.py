"""xianxiang 县乡: models and live figures of the book *County and Township*.

The models need numpy alone. The figures need more: ``pip install "xianxiang[live]"``.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

from .institution import CONDITIONS, LEVERS, NOW, PRESETS, SWITCHES, THEN, Institution
from .language import speak

__all__ = ["CONDITIONS", "LEVERS", "NOW", "PRESETS", "SWITCHES", "THEN", "Institution", "speak"]

_MODULES = (
    "bargain", "career", "cascade", "certificates", "conditions", "country", "diagram", "drain", "duties",
    "evidence", "exercises", "figures", "fit", "form", "glance", "inspector", "language", "ledger", "levers", "live", "prizes",
    "prose", "rebuild", "repeated", "scapegoat", "sensitivity", "stage", "sweep", "teach", "turn", "veto", "world",
)


def __getattr__(name: str) -> Any:
    """A module of the library when it is first asked for; importing the library stays light."""
    if name not in _MODULES:
        raise AttributeError(f"module 'xianxiang' has no attribute {name!r}; its modules are {', '.join(_MODULES)}")
    return importlib.import_module(f".{name}", __name__)


def __dir__() -> list[str]:
    """What there is, modules not yet imported included."""
    return sorted({*globals(), *_MODULES})
