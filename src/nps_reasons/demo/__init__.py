"""The TechCorp survey: generated data whose drivers are known, to see whether they are found."""

from nps_reasons.demo.compare import compare
from nps_reasons.demo.generate import Survey, generate_survey, write_survey
from nps_reasons.demo.story import story
from nps_reasons.demo.truth import Truth, planted_truth

__all__ = [
    "Survey",
    "Truth",
    "compare",
    "generate_survey",
    "planted_truth",
    "story",
    "write_survey",
]
