"""Room: survey files in, `responses` and `quarantine` out; no row is lost on the way."""

from nps_reasons.readers.joins.coverage import Coverage
from nps_reasons.readers.platforms import READERS
from nps_reasons.readers.reading import FileCount, Profile, RawReading
from nps_reasons.readers.survey import read_survey

__all__ = ["READERS", "Coverage", "FileCount", "Profile", "RawReading", "read_survey"]
