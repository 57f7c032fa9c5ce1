"""Processes that annotate side by side; each holds the models and reads its share of the texts."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final, Self

from nps_reasons.encoders.transformer import processors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    import pandas as pd

    from nps_reasons.scale.annotator import Annotator
    from nps_reasons.scale.kernel import Reads

WORTHWHILE: Final = 20_000
"""Texts from which on starting processes takes less time than it saves."""


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

    def __enter__(self) -> Self:
        """Start the processes."""
        # Unlike those of the standard library, these do not run the caller's script again.
        from loky import ProcessPoolExecutor  # noqa: PLC0415 - only large surveys need it

        self._pool = ProcessPoolExecutor(
            max_workers=self.count, initializer=_hold, initargs=(self.annotator,)
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

    def read(self, batches: Sequence[Sequence[str]], *, known: bool) -> Iterator[pd.DataFrame]:
        """Mentions in batches of texts, in their order; see `Annotator.read`."""
        found: Iterator[pd.DataFrame] = self._pool.map(partial(_read, known=known), batches)
        return found


@contextmanager
def on_all_processors(annotator: Annotator, n_texts: int) -> Iterator[Reads]:
    """Yield what reads so many texts fastest: the annotator itself, or workers."""
    if n_texts < WORTHWHILE or processors() == 1:
        yield annotator
        return
    with Workers(annotator) as workers:
        yield workers


_held: Annotator


def _hold(annotator: Annotator) -> None:
    global _held  # noqa: PLW0603 - a worker has no other place between two batches
    _held = annotator


def _read(batch: Sequence[str], *, known: bool) -> pd.DataFrame:
    return next(_held.read([batch], known=known))
