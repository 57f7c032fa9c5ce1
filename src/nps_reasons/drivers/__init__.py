"""Drivers: what goes with how many NPS points, and what moved NPS between two periods."""

from nps_reasons.drivers.bridge.table import explain_change
from nps_reasons.drivers.noise import NoiseDrill
from nps_reasons.drivers.ranking import Ranking, rank_drivers, ranking

__all__ = ["NoiseDrill", "Ranking", "explain_change", "rank_drivers", "ranking"]
