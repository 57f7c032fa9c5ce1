"""What a coded sample says: how far people agree, how right the machine is, how far themes reach.

said.py      who says what of the coded responses, as flags
figures.py   agreement between coders; accuracy of the machine, before and after it learned
reach.py     reach of each theme, corrected by the sample
tables.py    all of it as tables, and as plain data
"""

from nps_reasons.audited.figures import AuditFigures, audit_figures
from nps_reasons.audited.reach import reach_by_theme
from nps_reasons.audited.said import CodedResponses, coded_responses

__all__ = [
    "AuditFigures",
    "CodedResponses",
    "audit_figures",
    "coded_responses",
    "reach_by_theme",
]
