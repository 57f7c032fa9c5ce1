"""Cells to values: scores, groups and dates, each with a reason where it is none."""
