"""The book's explorers: one function each, by the stem of the chapter that shows it.

`ALL` maps every explorer's name to the function that makes it.
"""

from .. import live  # noqa: F401  before the rest: it says what to install where that is missing
from .alliance import alliance_bet, alliance_threshold, game_map, two_stories
from .incentives import incentive_table, intensity
from .repeated import how_often_to_move, how_patient, scalpel_or_hammer
from .turn import crowd, five_switches, hysteresis, learning_rule, way_back

__all__ = ["ALL", "alliance_bet", "alliance_threshold", "crowd", "five_switches", "game_map", "how_often_to_move", "how_patient", "hysteresis",
           "incentive_table", "intensity", "learning_rule", "scalpel_or_hammer", "two_stories", "way_back"]

ALL = {make.__name__.replace("_", "-"): make
       for make in (five_switches, alliance_bet, two_stories, incentive_table, intensity, alliance_threshold,
                    game_map, how_patient, how_often_to_move, scalpel_or_hammer, hysteresis, learning_rule, way_back, crowd)}
