"""Processes that annotate side by side; each holds the models and reads its share of the texts."""

from __future__ import annotations

import pickle
from contextlib import contextmanager
from multiprocessing import current_process
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, Self

from nps_reasons.encoders.transformer import PROCESSORS, processors
from nps_reasons.errors import NPSReasonsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    import pandas as pd

    from nps_reasons.scale.annotator import Annotator
    from nps_reasons.scale.kernel import Reads

WORTHWHILE: Final = 20_000
"""Distinct texts from which on starting processes takes less time than it saves."""
IDLE: Final = 60
"""Seconds without work after which a process ends, as it must where this one was killed."""


class Workers:
    """An annotator in several processes; what `annotate` makes with it is the same to the byte.

    Parameters
    ----------
    annotator
        Sent to each process once.
    count
        Processes; by default one per processor that may be used.

    Examples
    --------
    >>> from nps_reasons.scale import annotate, make_annotator
    >>> from nps_reasons.themes.codeframe import general_codeframe
    >>> import pandas as pd
    >>> with Workers(make_annotator(general_codeframe(), "fast"), count=2) as workers:
    ...     annotate(pd.Series(["Far too expensive"], index=["a"]), workers)["theme"].tolist()
    ['price-and-value']
    """

    def __init__(self, annotator: Annotator, *, count: int | None = None) -> None:
        self.annotator = annotator
        self.count = processors() if count is None else count

    @property
    def languages(self) -> frozenset[str]:
        """Codes of the languages that the models cover."""
        return self.annotator.languages

    @property
    def tagged_by(self) -> str:
        """What mentions are stamped with."""
        return self.annotator.tagged_by

    def __enter__(self) -> Self:
        """Open the pool; its processes start with the first batch."""
        # Unlike those of the standard library, these do not run the caller's script again.
        import cloudpickle  # noqa: PLC0415 - only large surveys need it; knows a notebook's classes
        from loky import ProcessPoolExecutor  # noqa: PLC0415 - as above

        # By a file: a process that cannot start would never read what is sent to it.
        self._folder = TemporaryDirectory(prefix="nps-reasons-")
        held = Path(self._folder.name) / "annotator"
        held.write_bytes(cloudpickle.dumps(self.annotator))
        self._pool = ProcessPoolExecutor(
            max_workers=self.count,
            initializer=_hold,
            initargs=(str(held),),
            timeout=IDLE,
            # The processes are the threads: each reads its texts one after the other.
            env={PROCESSORS: "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the processes; work that was not begun is dropped where something failed."""
        self._pool.shutdown(wait=True, kill_workers=error is not None)
        self._folder.cleanup()

    def read(self, batches: Sequence[Sequence[str]], *, known: bool) -> Iterator[pd.DataFrame]:
        """Mentions in batches of texts, in their order; see `Annotator.read`.

        Raises
        ------
        NPSReasonsError
            A process could not start, or was ended from outside.
        """
        from loky import BrokenProcessPool  # noqa: PLC0415 - as above

        try:
            found = [self._pool.submit(_read, batch, known=known) for batch in batches]
            yield from (future.result() for future in found)
        except BrokenProcessPool as error:
            raise NPSReasonsError(
                "a process that reads comments could not start or was ended from outside, most "
                f"likely because memory ran out; free some, or set {PROCESSORS}=1"
            ) from error


@contextmanager
def on_all_processors(annotator: Annotator, reasons: pd.Series) -> Iterator[Reads]:
    """Yield what reads so many distinct texts fastest: the annotator itself, or workers."""
    many = len(reasons) >= WORTHWHILE and reasons.nunique() >= WORTHWHILE
    # A daemonic process may have no children.
    if not many or processors() == 1 or current_process().daemon:
        yield annotator
        return
    with Workers(annotator) as workers:
        yield workers


_held: Annotator


def _hold(path: str) -> None:
    global _held  # noqa: PLW0603 - a worker has no other place between two batches
    _held = pickle.loads(Path(path).read_bytes())  # noqa: S301 - written by this very run


def _read(batch: Sequence[str], *, known: bool) -> pd.DataFrame:
    return next(_held.read([batch], known=known))
