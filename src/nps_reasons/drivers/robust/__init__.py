"""Robustness of the driver model: other methods for the same points, and hidden causes."""

from nps_reasons.drivers.robust.agreement import robustness

__all__ = ["robustness"]
