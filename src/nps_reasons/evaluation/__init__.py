"""Evaluation: how well what was found in texts agrees with what a person coded in them.

coding.py     both as arrays, a row per text and a column per theme
counts.py     right, found and coded per text: whole numbers that add up
measures.py   precision, recall, F1, calibration error: functions on counts
bootstrap.py  intervals: texts drawn again, equal texts together
results.py    a coding to all measures of it
agreement.py  of several coders: Krippendorff's alpha
by_sample.py  precision and recall from a sample drawn with known probabilities

It knows no tagger: `accuracy.py` lets one tag the texts and hands over the arrays.
"""

from nps_reasons.evaluation.coding import NO_SIGN, Coding
from nps_reasons.evaluation.results import (
    Calibration,
    Estimate,
    Evaluation,
    Overall,
    SentimentScores,
    ThemeScores,
    evaluate,
)

__all__ = [
    "NO_SIGN",
    "Calibration",
    "Coding",
    "Estimate",
    "Evaluation",
    "Overall",
    "SentimentScores",
    "ThemeScores",
    "evaluate",
]
