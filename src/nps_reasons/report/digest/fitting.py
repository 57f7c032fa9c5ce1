"""A digest in as much room as there is: what does not fit is left out, a whole item at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from nps_reasons import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from nps_reasons.report.digest.content import Digest

LONGEST: Final = 3_000
"""Characters of a whole file."""


def that_fits(whole: Digest, form: Callable[[Digest], str]) -> str:
    """Leave out items from the end until the file is short enough."""
    for left_out in range(len(whole.items) + 1):
        text = form(_without(whole, left_out))
        if len(text) <= LONGEST:
            break
    return text


def _without(whole: Digest, left_out: int) -> Digest:
    """Leave out so many items from the end, and say so."""
    if not left_out:
        return whole
    kept = whole.items[: len(whole.items) - left_out]
    more = words.count(left_out, "line")
    return replace(whole, items=kept, caveat=f"{whole.caveat} It has {more} more than this.")
