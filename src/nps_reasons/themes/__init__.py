"""Themes: which themes of a codeframe a clause speaks of, and new themes to propose for it.

codeframe.py  the list of themes: a TOML file that people edit, read and checked
theme.py      one of them
history.py    what was done to them, change by change
parsing.py    the text of a codeframe file to themes and history
soundness.py  what must hold of themes, each by itself and all together
edits.py      what a person does to a codeframe; its version and history
mergers.py    several themes made one, and one made several
edit_steps.py the steps that edits are made of
revised.py    themes edited in a copy, taken over
compared.py   what two codeframes differ in
writing.py    a codeframe as TOML; changes written into the text it was read from
toml_text.py  where the values of a TOML text stand
toml_edits.py values written into a TOML text
tagger.py     assigns clauses to themes by keywords
keywords.py   keywords as a codeframe writes them, and what a word can be in them
stems.py      words as keywords are matched by
trained.py    assigns themes by vectors, and by coded texts where there are
likeness.py   how like a passage is to descriptions and examples
prior.py      what a codeframe alone says of a passage
head.py       trained heads for the themes of the general codeframe
cutoff.py     calibrated confidence, and the threshold
uncovered.py  the clauses that a codeframe has no theme for
discover.py   proposes themes for those, by BERTopic (extra `topics`)
distinct.py   different clauses, each once
grouping.py   groups of like vectors: bagged k-means
naming.py     what a group is called: its words
matching.py   proposed themes beside those there are
halves.py     whether two halves of the comments give the same themes
proposals.py  proposed themes, and the file in which a person looks through them

`discover` and `uncovered` are imported from their files, whose names they bear.
"""

from nps_reasons.themes.codeframe import Codeframe, Theme, general_codeframe, read_codeframe
from nps_reasons.themes.proposals import Proposal, proposals_toml
from nps_reasons.themes.tagger import KeywordTagger, ThemeHit

__all__ = [
    "Codeframe",
    "KeywordTagger",
    "Proposal",
    "Theme",
    "ThemeHit",
    "general_codeframe",
    "proposals_toml",
    "read_codeframe",
]
