"""What `audit sample` does: responses of a run drawn at random, into a workbook to code in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nps_reasons.audit.cells import is_cut
from nps_reasons.audit.draw import draw
from nps_reasons.audit.workbook import workbook
from nps_reasons.errors import UsageError
from nps_reasons.files import refuse_to_replace, require_writable, write_whole
from nps_reasons.saved_run import read_run
from nps_reasons.schema import ALL

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from nps_reasons.audit.coding import Stratum
    from nps_reasons.audit.draw import Drawn
    from nps_reasons.saved_run import SavedRun


@dataclass(frozen=True, slots=True)
class SampleAsked:
    """What is to be drawn; no period: those that the run compares."""

    periods: tuple[str, ...] = ()
    size: int = 400
    both: int = 100
    by_group: bool = False
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Sampled:
    """A sample that was drawn and written."""

    drawn: Drawn
    codeframe: str

    @property
    def cut(self) -> int:
        """Reasons of which a cell holds only the beginning."""
        return sum(is_cut(str(reason)) for reason in self.drawn.rows["reason"])

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences on what is not as it was asked."""
        cut = f"{self.cut:,} reasons are longer than a cell holds: cut, and marked so."
        return (*self.drawn.notes, *((cut,) if self.cut else ()))

    @property
    def account(self) -> dict[str, Any]:
        """What was drawn, as plain data, ready for JSON."""
        return {
            "drawn": len(self.drawn.rows),
            "both": int(self.drawn.rows["both"].sum()),
            "coders": {coder: len(self.drawn.asked(coder)) for coder in self.drawn.coders},
            "codeframe": self.codeframe,
            "seed": self.drawn.seed,
            "strata": [_plain(stratum) for stratum in self.drawn.strata],
            "cut": self.cut,
            "notes": list(self.notes),
        }

    @property
    def lines(self) -> list[str]:
        """What was drawn, in sentences."""
        coders = (f"{coder}: {n:,} responses" for coder, n in self.account["coders"].items())
        both = f", {self.account['both']:,} of them the same" if self.account["both"] else ""
        return [
            *(_sentence(stratum) for stratum in self.drawn.strata),
            f"{', '.join(coders)}{both}; codeframe {self.codeframe}",
            *(f"- {note}" for note in self.notes),
        ]


def sample_into(
    out: Path, run: Path, asked: SampleAsked, *, codeframe: Path | None = None
) -> Sampled:
    """Draw responses of a run, and write the workbook in which people code them.

    Raises
    ------
    UsageError
        A period is not in the run, another codeframe tagged it, or the file's name is no .xlsx.
    InputError
        The run cannot be read, or a period has no reason.
    OutputError
        There is such a file already (it may hold somebody's coding), or it cannot be written.
    """
    _check_out(out)
    saved = read_run(run)
    frame = saved.codeframe_of(codeframe)
    drawn = draw(
        saved.responses,
        periods=asked.periods or tuple(_compared(saved)),
        size=asked.size,
        both=asked.both,
        seed=asked.seed,
        by_group=asked.by_group,
    )
    inputs = {str(file): str(sha) for file, sha in saved.manifest.get("input_sha256", {}).items()}
    write_whole(out, workbook(drawn, frame, inputs=inputs))
    return Sampled(drawn, f"{frame.name} {frame.version}")


def _check_out(out: Path) -> None:
    if out.suffix.casefold() != ".xlsx":
        raise UsageError(f"{out}: the sample is a workbook; give a name that ends in .xlsx")
    refuse_to_replace(out)
    require_writable(out)


def _compared(saved: SavedRun) -> Iterable[str]:
    """Periods that the report is about; the whole survey holds every other."""
    yield saved.period
    if saved.reference is not None and ALL not in (saved.period, saved.reference):
        yield saved.reference


def _plain(stratum: Stratum) -> dict[str, object]:
    return {
        "period": stratum.period,
        "group": stratum.group,
        "with_reason": stratum.with_reason,
        "drawn": stratum.drawn,
        "probability": stratum.probability,
    }


def _sentence(stratum: Stratum) -> str:
    who = "responses" if stratum.group == ALL else f"{stratum.group}s"
    period = "whole survey" if stratum.period == ALL else stratum.period
    return f"{period}: {stratum.drawn:,} of {stratum.with_reason:,} {who} with a reason"
