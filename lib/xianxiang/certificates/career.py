"""Certificates of the chapter on the person in charge."""

from .base import by_name, result

_HERE = "tests/test_career.py::"
CERTIFICATES = by_name()
RESULTS = (
    result("length-of-a-shadow", samples=[("shadows", _HERE + "test_the_shadow_is_never_shorter_than_both_terms_and_longer_but_for_certain_ratings",
                                           "the mean is the closed form's, longer than both terms together, and falls with the chance of a rating", 2000)]),
    result("who-has-most-to-lose", samples=[("peaks", _HERE + "test_fear_has_one_peak_and_not_before_a_return_is_possible",
                                             "what is forfeited has one peak, where the statement says, and further out with more rungs", 2000)]),
    result("the-middle-empties", samples=[("middles", _HERE + "test_the_table_of_the_emptying_middle", "the table, where both extremes are taken", 2000)]),
    result("answering-for-others", samples=[("answering", _HERE + "test_a_risk_that_no_conduct_changes_makes_bolder_while_nobody_returns",
                                             "careers solved backwards: the stake of own acts falls", 2000)]),
)
