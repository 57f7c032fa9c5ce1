"""Drift: whether the codeframe still reads a period as it read the ones before.

heard        tables -> arrays: the reasons of the dated periods
comparison   two shares, or two means, of people who may answer again
measures     what is uncovered, how sure the mentions are
agreement    machine against person, where responses were coded
vocabulary   which word stands in which text
new_words    words that are commoner than before
table        all of it, as the table `drift`
"""

from nps_reasons.drift.table import drift_table

__all__ = ["drift_table"]
