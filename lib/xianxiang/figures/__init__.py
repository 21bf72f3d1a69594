"""The book's explorers: one function each, by the stem of the chapter that shows it.

`ALL` maps every explorer's name to the function that makes it.
"""

from .. import live  # noqa: F401  before the rest: it says what to install where that is missing
from .alliance import alliance_bet, alliance_threshold, game_map, two_stories
from .bargain import four_regions, open_checker, price_and_stake
from .career import the_middle, three_years, who_still_dares
from .duties import half_again, powers_and_liability, the_cliff
from .incentives import incentive_table, intensity
from .inspector import bought_attachment, purse_and_weak_link, when_it_begins_to_work
from .levers import how_far_trusted, tolerances, where_you_stand
from .prizes import busier_and_less_done, passing_down, responsibility_trough
from .repeated import how_often_to_move, how_patient, scalpel_or_hammer
from .scapegoat import judge_a_county, what_it_buys, who_strikes
from .turn import crowd, five_switches, hysteresis, learning_rule, way_back

__all__ = [
    "ALL", "alliance_bet", "alliance_threshold", "bought_attachment", "busier_and_less_done", "crowd", "five_switches",
    "four_regions", "game_map", "half_again", "how_far_trusted", "how_often_to_move", "how_patient", "hysteresis", "incentive_table", "intensity",
    "judge_a_county", "learning_rule", "open_checker", "passing_down", "powers_and_liability", "price_and_stake",
    "purse_and_weak_link", "responsibility_trough", "scalpel_or_hammer", "the_cliff", "the_middle", "three_years", "tolerances", "two_stories",
    "way_back", "what_it_buys", "when_it_begins_to_work", "where_you_stand", "who_still_dares", "who_strikes",
]

ALL = {make.__name__.replace("_", "-"): make for make in (
    five_switches, alliance_bet, two_stories, price_and_stake, four_regions, open_checker, incentive_table, intensity,
    busier_and_less_done, passing_down, responsibility_trough, alliance_threshold, game_map, how_patient, how_often_to_move,
    scalpel_or_hammer, when_it_begins_to_work, bought_attachment, purse_and_weak_link, hysteresis, learning_rule, way_back, crowd,
    the_cliff, powers_and_liability, half_again, who_strikes, judge_a_county, what_it_buys, three_years, the_middle,
    who_still_dares, where_you_stand, how_far_trusted, tolerances,
)}
