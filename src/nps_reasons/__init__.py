"""Tells a company why its Net Promoter Score is what it is."""
