"""What `tag` and `evaluate` print: what became of the rows, and the measures as tables."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from nps_reasons.commands.console import show_lines
from nps_reasons.schema import SIGNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from nps_reasons.commands.judging import Judged
    from nps_reasons.commands.tagging import Tagged
    from nps_reasons.evaluation import Calibration, Estimate, Overall, SentimentScores, ThemeScores

_UNDEFINED: Final = "-"


def show_tagged(tagged: Tagged, out: Path) -> None:
    """Print what became of the rows of a table, and how many rows speak of each theme."""
    themes = Table("theme", "rows", title="Themes found", title_justify="left")
    for theme, n in tagged.themes.items():
        themes.add_row(theme, f"{n:,}")
    if tagged.themes:
        Console(highlight=False).print(themes)
    redacted = (f"{n:,} x {kind} redacted" for kind, n in tagged.redacted.items())
    aside = f", {tagged.set_aside:,} set aside" if tagged.set_aside else ""
    show_lines(
        [
            *(f"- {note}" for note in tagged.notes),
            *redacted,
            f"{tagged.read:,} rows read: {tagged.with_text:,} with a text, {tagged.blank:,} "
            f"without{aside}",
            f"{tagged.with_text:,} with a text: {tagged.with_theme:,} with a theme, "
            f"{tagged.without_theme:,} without, {tagged.non_answers:,} non-answers",
            f"{tagged.mentions:,} mentions: {out}",
        ]
    )


def show_judged(judged: Judged) -> None:
    """Print how well labelled texts were tagged; each measure with its 95 % interval."""
    found = judged.evaluation
    console = Console(highlight=False)
    console.print(_theme_table(found.themes, judged.labels))
    console.print(_overall_table(found.by_theme, found.by_theme_and_sign))
    console.print(_sentiment_table(found.sentiment))
    show_lines(_sentiment_lines(found.sentiment))
    console.print(_calibration_table(found.calibration))
    show_lines(
        [
            f"Expected calibration error {_spelled(found.calibration.expected_error)}",
            *(f"- {note}" for note in judged.notes),
            f"{found.texts:,} texts, {found.distinct_texts:,} of them distinct; 95 %: the middle "
            f"of {found.draws:,} bootstrap draws of texts; {_UNDEFINED} is undefined",
            ", ".join(f"{name} {version}" for name, version in _named(judged.versions)),
        ]
    )


def _named(versions: dict[str, str]) -> Iterable[tuple[str, str]]:
    """Return versions that a person can read: no hashes."""
    return ((name, version) for name, version in versions.items() if "sha256" not in name)


def _view(title: str, first: str, *numbers: str) -> Table:
    view = Table(first, title=title, title_justify="left")
    for name in numbers:
        view.add_column(name, justify="right", no_wrap=True)
    return view


def _theme_table(themes: Iterable[ThemeScores], labels: dict[str, str]) -> Table:
    """List the themes that are coded or found at all."""
    names = ("coded", "found", "precision", "recall", "F1", "95 %")
    view = _view("Themes", "theme", *names)
    for theme in themes:
        if theme.support or theme.found:
            view.add_row(
                escape(labels[theme.theme]),
                f"{theme.support:,}",
                f"{theme.found:,}",
                _number(theme.precision.value),
                _number(theme.recall.value),
                _number(theme.f1.value),
                _interval(theme.f1),
            )
    return view


def _overall_table(by_theme: Overall, by_theme_and_sign: Overall) -> Table:
    view = _view("All themes", "", "theme", "95 %", "theme + sign", "95 %")
    view.add_row("coded", f"{by_theme.support:,}", "", f"{by_theme_and_sign.support:,}", "")
    for name, measure in _OVERALL.items():
        parts = (measure(by_theme), measure(by_theme_and_sign))
        view.add_row(name, *(cell for e in parts for cell in (_number(e.value), _interval(e))))
    return view


_OVERALL: Final[dict[str, Callable[[Overall], Estimate]]] = {
    "precision (micro)": attrgetter("micro_precision"),
    "recall (micro)": attrgetter("micro_recall"),
    "micro-F1": attrgetter("micro_f1"),
    "macro-F1": attrgetter("macro_f1"),
}


def _sentiment_table(scores: SentimentScores) -> Table:
    title = "Sentiment towards coded themes: how often each sign was given"
    view = _view(title, "coded as", *SIGNS)
    for sign, given in scores.confusion.items():
        view.add_row(sign, *(f"{n:,}" for n in given.values()))
    return view


def _sentiment_lines(scores: SentimentScores) -> list[str]:
    return [
        f"Sentiment accuracy {_spelled(scores.accuracy)}; to say the commonest sign always: "
        f"{_number(scores.majority)}",
        f"Sentiment macro-F1 {_spelled(scores.macro_f1)}",
    ]


def _calibration_table(calibration: Calibration) -> Table:
    title = "Calibration: share of the themes found that is right, by confidence"
    view = _view(title, "confidence", "found", "mean confidence", "share right")
    for part in calibration.bins:
        if part.found:
            shown = (_number(part.confidence), _number(part.right))
            view.add_row(f"{part.low:.1f} to {part.high:.1f}", f"{part.found:,}", *shown)
    return view


def _spelled(estimate: Estimate) -> str:
    between = _interval(estimate)
    return f"{_number(estimate.value)} ({between})" if between else _number(estimate.value)


def _interval(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return ""
    return f"{estimate.low:.3f}-{estimate.high:.3f}"


def _number(value: float | None) -> str:
    return _UNDEFINED if value is None else f"{value:.3f}"
