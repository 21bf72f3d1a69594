"""The book's explorers: one function each, by the stem of the chapter that shows it.

`ALL` maps every explorer's name to the function that makes it.
"""

from .. import live  # noqa: F401  before the rest: it says what to install where that is missing
from .alliance import alliance_bet, alliance_threshold, game_map, two_stories
from .bargain import four_regions, open_checker, price_and_stake
from .duties import half_again, powers_and_liability, the_cliff
from .incentives import incentive_table, intensity
from .turn import crowd, five_switches, hysteresis, learning_rule, way_back

__all__ = ["ALL", "alliance_bet", "alliance_threshold", "crowd", "five_switches", "four_regions", "game_map", "half_again", "hysteresis", "incentive_table",
           "intensity", "learning_rule", "open_checker", "powers_and_liability", "price_and_stake", "the_cliff", "two_stories", "way_back"]

ALL = {make.__name__.replace("_", "-"): make
       for make in (five_switches, alliance_bet, two_stories, price_and_stake, four_regions, open_checker, incentive_table, intensity, alliance_threshold,
                    game_map, hysteresis, learning_rule, way_back, crowd,
                    the_cliff, powers_and_liability, half_again)}
