"""Settings that all tests share."""

from hypothesis import settings

# Shared machines pause for longer than any deadline that would mean something.
settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")
