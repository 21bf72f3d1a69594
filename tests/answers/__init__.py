"""What the banks' answers are held against: the same answers found another way, by the exercise's name.

``ANSWERS`` of a chapter has a function of the case's values for every number, choice (the right option's text, or its beginning) and
function (of its inputs); for a setting, optionally, a function ``(setting, **case)`` that says whether the setting solves it.
"""
