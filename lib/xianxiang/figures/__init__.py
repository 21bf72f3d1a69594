"""The book's explorers: one function each, by the stem of the chapter that shows it.

`ALL` maps every explorer's name to the function that makes it.
"""

from .. import live  # noqa: F401  before the rest: it says what to install where that is missing
from .alliance import alliance_bet, alliance_threshold, game_map, two_stories
from .bargain import four_regions, open_checker, price_and_stake
from .career import the_middle, three_years, who_still_dares
from .cascade import does_it_stop, out_of_standstill, the_ladder, three_stories
from .country import how_long, rotation, the_country
from .duties import half_again, powers_and_liability, the_cliff
from .evidence import power_curve, sign_plane
from .fit import distance_rule, price_of_concealment, two_safe_acts
from .form import finer, three_bands, who_signs
from .incentives import incentive_table, intensity
from .inspector import bought_attachment, purse_and_weak_link, when_it_begins_to_work
from .levers import how_far_trusted, tolerances, where_you_stand
from .prizes import busier_and_less_done, passing_down, responsibility_trough
from .rebuild import package_builder, the_front, tolerance_threshold
from .repeated import how_often_to_move, how_patient, scalpel_or_hammer
from .scapegoat import judge_a_county, what_it_buys, who_strikes
from .turn import crowd, five_switches, hysteresis, learning_rule, way_back
from .veto import the_list_grows, what_the_superior_gets, where_form_appears
from .world import what_counts_show

__all__ = [
    "ALL", "alliance_bet", "alliance_threshold", "bought_attachment", "busier_and_less_done", "crowd", "distance_rule",
    "does_it_stop", "finer", "five_switches", "four_regions", "game_map", "half_again", "how_far_trusted", "how_long",
    "how_often_to_move", "how_patient", "hysteresis", "incentive_table", "intensity", "judge_a_county", "learning_rule",
    "open_checker", "out_of_standstill", "package_builder", "passing_down", "power_curve", "powers_and_liability",
    "price_and_stake", "price_of_concealment", "purse_and_weak_link", "responsibility_trough", "rotation", "scalpel_or_hammer",
    "sign_plane", "the_cliff", "the_country", "the_front", "the_ladder", "the_list_grows", "the_middle", "three_bands",
    "three_stories", "three_years", "tolerance_threshold", "tolerances", "two_safe_acts", "two_stories", "way_back",
    "what_counts_show", "what_it_buys", "what_the_superior_gets", "when_it_begins_to_work", "where_form_appears",
    "where_you_stand", "who_signs", "who_still_dares", "who_strikes",
]

ALL = {make.__name__.replace("_", "-"): make for make in (
    five_switches, alliance_bet, two_stories, price_and_stake, four_regions, open_checker, incentive_table, intensity,
    busier_and_less_done, passing_down, responsibility_trough, alliance_threshold, game_map, how_patient, how_often_to_move,
    scalpel_or_hammer, when_it_begins_to_work, bought_attachment, purse_and_weak_link, hysteresis, learning_rule, way_back, crowd,
    the_country, how_long, rotation, the_cliff, powers_and_liability, half_again, who_strikes, judge_a_county, what_it_buys,
    three_years, the_middle, who_still_dares, three_bands, finer, who_signs, the_list_grows, where_form_appears,
    what_the_superior_gets, does_it_stop, out_of_standstill, the_ladder, three_stories, two_safe_acts, distance_rule,
    price_of_concealment, where_you_stand, how_far_trusted, tolerances, package_builder, tolerance_threshold, the_front,
    sign_plane, power_curve, what_counts_show,
)}
