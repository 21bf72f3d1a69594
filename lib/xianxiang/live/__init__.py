"""Figures that answer the reader's hand: stock sliders over a table of results, drawn by one small widget.

`explore` makes an `Explorer` from controls, tables, charts and words. Everything an explorer can show was computed by the
library when it was made; moving a control only looks up another part of the tables, so it needs no kernel.
"""

try:
    from .explorer import Bet, Chart, Choice, Explorer, Grid, Play, Regime, Slider, Switch, Table, Words, explore
    from .still import PALETTE
except ModuleNotFoundError as error:
    if str(error.name).startswith("xianxiang"):
        raise
    raise ModuleNotFoundError(f"the figures need {error.name}, which is not installed: pip install 'xianxiang[live]'", name=error.name) from error

__all__ = ["PALETTE", "Bet", "Chart", "Choice", "Explorer", "Grid", "Play", "Regime", "Slider", "Switch", "Table", "Words", "explore"]
