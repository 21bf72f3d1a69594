"""xianxiang 县乡: models and live figures of the book *County and Township*."""

__version__ = "0.1.0"

from .institution import CONDITIONS, LEVERS, NOW, PRESETS, THEN, Institution

__all__ = ["CONDITIONS", "LEVERS", "NOW", "PRESETS", "THEN", "Institution"]
