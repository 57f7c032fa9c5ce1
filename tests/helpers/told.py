"""What a section says, for the tests of sections."""

from __future__ import annotations

from dataclasses import fields, is_dataclass


def texts_of(value):
    """Yield every text in a section, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_of(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name))
