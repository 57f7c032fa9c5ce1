"""Names of themes in tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def label_of(theme: str, labels: Mapping[str, str] | None) -> str:
    """Label of a theme; its id in words where it has none.

    Examples
    --------
    >>> label_of("phone-support", {}), label_of("price", {"price": "Cost"})
    ('Phone support', 'Cost')
    """
    return (labels or {}).get(theme, theme.replace("-", " ").capitalize())
