"""What the check of labels needs to know of a coded sample; the drivers have it."""

from __future__ import annotations

from typing import Protocol


class Agreement(Protocol):
    """How well machine and person agree, 0 to 1, with a 95 % interval."""

    @property
    def f1(self) -> float:
        """Micro-F1 over themes and signs."""

    @property
    def low(self) -> float:
        """Lower limit."""

    @property
    def high(self) -> float:
        """Upper limit."""


class Moved(Protocol):
    """The largest driver, and its points without and with the correction."""

    @property
    def theme(self) -> str:
        """Its theme's id."""

    @property
    def sign(self) -> str:
        """Its sign."""

    @property
    def before(self) -> float:
        """NPS points by the machine's labels."""

    @property
    def after(self) -> float:
        """NPS points, corrected."""


class CodedSample(Protocol):
    """How much was coded, and what that corrected."""

    @property
    def n_coded(self) -> int:
        """Responses that a person coded."""

    @property
    def n_heard(self) -> int:
        """Responses with a reason."""

    @property
    def simple(self) -> bool:
        """Whether the sample counts as a simple random one."""

    @property
    def agreement(self) -> Agreement | None:
        """None where nobody found a theme."""

    @property
    def n_corrected(self) -> int:
        """Drivers that were corrected."""

    @property
    def n_shown(self) -> int:
        """Drivers that have numbers."""

    @property
    def moved(self) -> Moved | None:
        """None where no driver was corrected."""

    @property
    def enough(self) -> bool:
        """Whether so many were coded that a correction could be made."""

    @property
    def denied(self) -> tuple[tuple[str, str], ...]:
        """Themes and signs that the machine finds, people do not, and nothing corrects."""
