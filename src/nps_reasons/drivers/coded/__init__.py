"""Correction for the machine's errors by responses that a person coded."""
