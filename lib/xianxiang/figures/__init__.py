"""The book's explorers: one function each, by the stem of the chapter that shows it.

`ALL` maps every explorer's name to the function that makes it.
"""

from .. import live  # noqa: F401  before the rest: it says what to install where that is missing
from .alliance import alliance_bet, alliance_threshold, game_map, two_stories
from .incentives import incentive_table, intensity
from .inspector import bought_attachment, purse_and_weak_link, when_it_begins_to_work
from .turn import crowd, five_switches, hysteresis, learning_rule, way_back

__all__ = ["ALL", "alliance_bet", "alliance_threshold", "bought_attachment", "crowd", "five_switches", "game_map", "hysteresis", "incentive_table",
           "intensity", "learning_rule", "purse_and_weak_link", "two_stories", "way_back", "when_it_begins_to_work"]

ALL = {make.__name__.replace("_", "-"): make
       for make in (five_switches, alliance_bet, two_stories, incentive_table, intensity, alliance_threshold,
                    game_map, hysteresis, learning_rule, way_back, crowd, when_it_begins_to_work, bought_attachment, purse_and_weak_link)}
