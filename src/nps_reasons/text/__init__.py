"""Text: from what was typed into the survey to clauses with exact offsets.

clean.py    reasons as they are analysed: repaired, without mark-up, non-answers made null
redact.py   personal data taken out
clauses.py  one thing said about one subject, by spaCy and rules
grammar.py  the English words that those rules go by
language.py the language of each reason; detect.py tells it, languagenames.py reads what is given

spaCy, ftfy and py3langid are loaded when a text first needs them.
"""

from nps_reasons.text.clauses import Clause, ClauseSplitter
from nps_reasons.text.clean import CleanReasons, clean_reasons
from nps_reasons.text.language import covered, languages_of

__all__ = ["Clause", "ClauseSplitter", "CleanReasons", "clean_reasons", "covered", "languages_of"]
