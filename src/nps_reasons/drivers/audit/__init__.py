"""Audits of a driver model: who else is behind a theme's points, and do they hold everywhere."""

from nps_reasons.drivers.audit.asymmetry import asymmetry
from nps_reasons.drivers.audit.by_segment import segment_drivers, sign_stability
from nps_reasons.drivers.audit.confounders import confounders

__all__ = [
    "asymmetry",
    "confounders",
    "segment_drivers",
    "sign_stability",
]
