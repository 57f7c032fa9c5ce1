"""What `audit apply` prints: how far people agree, how right the machine is, what is next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pandas import isna
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from nps_reasons import words
from nps_reasons.commands.console import show_lines
from nps_reasons.evaluation.agreement import TENTATIVE
from nps_reasons.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pandas as pd

    from nps_reasons.audited import AuditFigures
    from nps_reasons.commands.audit_applying import Applied, ApplyAsked
    from nps_reasons.evaluation.agreement import Alpha, Swap
    from nps_reasons.evaluation.by_sample import Accuracy, Gain

_UNDEFINED: Final = "-"

FEWEST_SHOWN: Final = 5
"""Labels; a theme with fewer is not named as one that is found badly."""

WORST: Final = 3
"""Themes that a sentence names."""

POOR: Final = 0.6
"""Precision or recall below which a theme is named."""

READINGS: Final = {
    "reliable": "reliable (.80 and more)",
    "tentative": "good for tentative conclusions (.667 to .80)",
    "unreliable": "too low to build on (below .667): say in the definitions what belongs where",
}


def show_applied(applied: Applied, out: Path) -> None:
    """Print what a coded workbook says."""
    console = Console(highlight=False)
    show_lines(coded_lines(applied))
    show_lines(coder_lines(applied))
    console.print(_overall_table(applied.figures))
    show_lines(gain_lines(applied))
    if len(_often(applied)):
        console.print(_theme_table(applied))
    show_lines([*_rare_lines(applied), *weak_lines(applied)])
    show_lines(f"- {warning}" for warning in applied.warnings)
    show_lines(next_lines(applied, out))


def coded_lines(applied: Applied) -> Iterator[str]:
    """Say how many responses are coded, and by whom."""
    coding = applied.coding
    each = ", ".join(
        f"{name} {len(said):,}" for name, said in sorted(coding.coders.items()) if said
    )
    yield (
        f"{len(coding.coded):,} of {len(coding.drawn):,} drawn responses coded: {each}; "
        f"{len(coding.coded_by_both):,} by both"
    )
    yield from (f"- {note}" for note in coding.notes)


def coder_lines(applied: Applied) -> Iterator[str]:
    """Say how far the coders agree, and on what least."""
    coders, coding = applied.figures.coders, applied.coding
    if not coding.coded_by_both:
        yield "No response was coded by both coders: how far people agree is not known."
        return
    if not coders.themes.n_units:
        yield "Both coders name no theme in what both coded: how far they agree is not known."
        return
    yield f"Coders agree on themes: Krippendorff's alpha {spelled_alpha(coders.themes)}"
    if coders.signs.n_units:
        yield f"and on the sign of a theme that both name: alpha {spelled_alpha(coders.signs)}"
    else:
        yield "Both name the same theme in no response: agreement on signs is not known."
    if coding.disagreed:
        left = len(coding.unsettled)
        yield (
            f"They differ on {len(coding.disagreed):,} responses, {left:,} of them not settled "
            "(disagreements.csv)"
        )
    yield from _least_agreed(applied)
    for swap in coders.swaps[:WORST]:
        yield (
            f"{_pair(applied, swap)} are taken for each other in {swap.n:,} responses: say in "
            "their definitions what belongs to which, or merge them"
        )


def spelled_alpha(alpha: Alpha) -> str:
    """Format alpha, its interval and its reading.

    Examples
    --------
    >>> from nps_reasons.evaluation.agreement import Alpha
    >>> spelled_alpha(Alpha(0.7712, 0.7, 0.84, 900, 100))
    '0.77 [0.70, 0.84]: good for tentative conclusions (.667 to .80)'
    """
    if alpha.value is None:
        return f"not known: {alpha.why}"
    return f"{_alpha_number(alpha)}: {READINGS[alpha.reading]}{_unsure(alpha)}"


def _unsure(alpha: Alpha) -> str:
    """Say where a reading is better than what the interval vouches for."""
    low = alpha.low if alpha.low is not None else -1.0
    if alpha.reading == "unreliable" or low >= TENTATIVE:
        return ""
    return "; not sure: alpha may be below .667, so code more responses twice"


def _alpha_number(alpha: Alpha) -> str:
    return words.plain(words.with_interval(alpha.value, alpha.low, alpha.high, _two))


def _two(value: float | None) -> str:
    return _UNDEFINED if value is None else f"{value:.2f}"


def _least_agreed(applied: Applied) -> Iterator[str]:
    """Name the themes on which the coders agree least."""
    coders = applied.figures.coders
    each = zip(applied.coded.themes, coders.per_theme, coders.named.tolist(), strict=True)
    low = sorted(
        (alpha.value or 0.0, theme, _alpha_number(alpha))
        for theme, alpha, named in each
        if alpha.reading == "unreliable" and named >= FEWEST_SHOWN
    )
    if low:
        told = ", ".join(f"{applied.labels[theme]} {alpha}" for _, theme, alpha in low[:WORST])
        more = f", and {len(low) - WORST} more" if len(low) > WORST else ""
        yield f"Least on: {told}{more} (themes.csv); say in their definitions what belongs there"


def _pair(applied: Applied, swap: Swap) -> str:
    first, second = (applied.labels[applied.coded.themes[k]] for k in (swap.theme, swap.other))
    return f'"{first}" and "{second}"'


def gain_lines(applied: Applied) -> Iterator[str]:
    """Say how the machine compares with a person, and whether it gains by learning."""
    figures = applied.figures
    people, machine = figures.coders.themes, figures.before.agreement
    compared = "" if people.value is None else f"people {_alpha_number(people)}, "
    yield f"Alpha: {compared}machine against a person {_machine_alpha(figures)}"
    if machine.value is None:
        yield f"The machine's is not known: {machine.why}"
    if figures.gain is not None:
        signs = f"; with signs by {_spelled_gain(figures.sign_gain)}" if figures.sign_gain else ""
        yield (
            f"Learning from the coded responses changes F1 by {_spelled_gain(figures.gain)}{signs}"
        )
        yield "(after: each response read by a machine that learned from other texts alone)"


def _machine_alpha(figures: AuditFigures) -> str:
    before = _alpha_number(figures.before.agreement)
    return (
        before if figures.after is None else f"{before} -> {_alpha_number(figures.after.agreement)}"
    )


def _spelled_gain(gain: Gain) -> str:
    text = f"{gain.value:+.2f} [{gain.low:+.2f}, {gain.high:+.2f}]"
    return text if gain.low > 0 or gain.high < 0 else f"{text} (no difference can be told)"


def _overall_table(figures: AuditFigures) -> Table:
    after = figures.after
    heads = ["themes"] + (["after"] if after else []) + ["themes + signs"]
    heads += ["after"] if after else []
    view = _view("Machine against people, all themes together", "", *heads)
    parts = [figures.before.all_themes, *([after.all_themes] if after else [])]
    parts += [figures.before.all_signs, *([after.all_signs] if after else [])]
    for name, measure in (("precision", "precision"), ("recall", "recall"), ("F1", "f1")):
        view.add_row(name, *(_share_of(part, measure) for part in parts))
    return view


def _view(title: str, first: str, *numbers: str) -> Table:
    view = Table(first, title=title, title_justify="left")
    for name in numbers:
        view.add_column(name, justify="right", no_wrap=True)
    return view


def _share_of(accuracy: Accuracy, measure: str) -> str:
    shares = getattr(accuracy, measure)
    return _share(shares.value[0], shares.low[0], shares.high[0])


def _share(value: float, low: float, high: float) -> str:
    text = words.plain(words.with_interval(value, low, high, words.share))
    return _UNDEFINED if text == words.TOO_FEW else text


def _theme_table(applied: Applied) -> Table:
    """List the themes that are coded often enough to tell something."""
    learned = applied.figures.after is not None
    f1 = "F1, after" if learned else "F1"
    view = _view("Themes", "theme", "coded", "precision", "recall", f1)
    for row in _often(applied).to_dict("records"):
        measures = [_share(*_ends(row, name)) for name in ("precision", "recall")]
        cells = (f"{row['coded']:,}", *measures, _f1_cell(row, learned=learned))
        view.add_row(escape(str(row["label"])), *cells)
    return view


def _often(applied: Applied) -> pd.DataFrame:
    rows = _named_themes(applied)
    return rows[rows["coded"] >= FEWEST_SHOWN]


def _rare_lines(applied: Applied) -> Iterator[str]:
    n = len(_named_themes(applied)) - len(_often(applied))
    if n:
        yield f"Coded fewer than {FEWEST_SHOWN} times: {words.count(n, 'theme')} (themes.csv)"


def _named_themes(applied: Applied) -> pd.DataFrame:
    rows = applied.themes[applied.themes["sign"] == "any"]
    said = rows[(rows["coded"] > 0) | (rows["found"] > 0)]
    return said.sort_values(["coded", "theme"], ascending=[False, True])


def _ends(row: dict[Any, Any], name: str) -> tuple[float, float, float]:
    return row[name], row[f"{name}_low"], row[f"{name}_high"]


def _f1_cell(row: dict[Any, Any], *, learned: bool) -> str:
    names = ["f1", "learned_f1"] if learned else ["f1"]
    cells = [_UNDEFINED if isna(row[name]) else f"{100 * row[name]:.0f}" for name in names]
    return f"{', '.join(cells)} %"


def weak_lines(applied: Applied) -> Iterator[str]:
    """Name the themes that the machine finds worst, and what to do about them."""
    rows = _named_themes(applied)
    missed = _worst(_often(applied), "recall")
    if missed:
        yield (
            f"Often missed: {missed}. Add their words as examples: nps-reasons themes apply "
            "CODEFRAME --example ID=TEXT"
        )
    found = rows[rows["found"] >= FEWEST_SHOWN]
    yield from _unsaid_lines(found[found["coded"] == 0])
    wrong = _worst(found[found["coded"] > 0], "precision")
    if wrong:
        yield (
            f"Often found wrongly: {wrong}. Narrow the definition, or add counter-examples: "
            "nps-reasons themes apply CODEFRAME --counter-example ID=TEXT"
        )
    for swap in applied.figures.before.swaps[:WORST]:
        first, second = (applied.labels[applied.coded.themes[k]] for k in (swap.theme, swap.other))
        yield (
            f'People say "{first}" where the machine finds "{second}" in {swap.n:,} responses: '
            "set the two definitions apart"
        )


def _unsaid_lines(rows: pd.DataFrame) -> Iterator[str]:
    """Name the themes that the machine finds and nobody coded."""
    most = rows.sort_values(["found", "theme"], ascending=[False, True])
    if most.empty:
        return
    told = [
        f"{label} (found in {words.count(found, 'response')})"
        for label, found in zip(most["label"], most["found"], strict=True)
    ]
    more = f", and {len(told) - WORST} more (themes.csv)" if len(told) > WORST else ""
    it = "it" if len(told) == 1 else "them"
    yield (
        f"Found, but coded by nobody: {', '.join(told[:WORST])}{more}. Nobody says {it} here: "
        f"retire {it}? nps-reasons themes apply CODEFRAME --retire ID"
    )


def _worst(rows: pd.DataFrame, measure: str) -> str:
    low = rows[rows[measure] < POOR].sort_values([measure, "theme"]).head(WORST)
    named = zip(low["label"], low[measure], strict=True)
    return ", ".join(
        f"{label} ({measure} {words.plain(words.share(value))})" for label, value in named
    )


def next_lines(applied: Applied, out: Path) -> Iterable[str]:
    """Say what to do with the files."""
    gain = applied.figures.sign_gain
    learn = " --learn" if gain is not None and gain.value > 0 else ""
    yield f"Figures: {out / 'themes.csv'}, {out / 'disagreements.csv'}, {out / 'audit.json'}"
    given = "".join(_given(applied.asked))
    yield f"Next: nps-reasons run SURVEY --out NEW{given} --gold {out / 'coded.csv'}{learn}"


def _given(asked: ApplyAsked) -> Iterator[str]:
    """Options without which a further run would read otherwise."""
    if asked.codeframe is not None:
        yield f" --codeframe {asked.codeframe}"
    if asked.tier not in (None, Settings().themes.tier):
        yield f" --tier {asked.tier}"
