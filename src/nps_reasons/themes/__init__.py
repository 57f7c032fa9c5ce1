"""Themes: which themes of a codeframe a clause speaks of, and new themes to propose for it.

codeframe.py  the list of themes: a TOML file that people edit, read and checked
tagger.py     assigns clauses to themes by keywords; the tiers
stems.py      words as keywords are matched by
uncovered.py  the clauses that a codeframe has no theme for
discover.py   proposes themes for those, by BERTopic (extra `topics`)
proposals.py  proposed themes, and the file in which a person looks through them

`discover` and `uncovered` are imported from their files, whose names they bear.
"""

from nps_reasons.themes.codeframe import Codeframe, Theme, general_codeframe, read_codeframe
from nps_reasons.themes.proposals import Proposal, proposals_toml
from nps_reasons.themes.tagger import TIERS, ThemeHit, ThemeTagger, make_tagger

__all__ = [
    "TIERS",
    "Codeframe",
    "Proposal",
    "Theme",
    "ThemeHit",
    "ThemeTagger",
    "general_codeframe",
    "make_tagger",
    "proposals_toml",
    "read_codeframe",
]
