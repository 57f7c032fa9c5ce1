"""What is asked of a survey after its drivers: what moved, what came of it, what customers did."""

from nps_reasons.drivers.follow_up.actions import judge_actions
from nps_reasons.drivers.follow_up.emerging import emerging_themes
from nps_reasons.drivers.follow_up.outcomes import outcomes_table

__all__ = ["emerging_themes", "judge_actions", "outcomes_table"]
