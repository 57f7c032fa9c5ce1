"""The workbook that two people code in: how to, the codeframe, a sheet each, and what was drawn."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from nps_reasons.audit.cells import shown
from nps_reasons.audit.choices import NO_THEME, choice, choices
from nps_reasons.audit.coding import CODERS, SETTLED
from nps_reasons.audit.record import SHEET, lines_of, record_of
from nps_reasons.errors import InputError
from nps_reasons.files import LONGEST_CELL
from nps_reasons.schema import SIGNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

    from nps_reasons.audit.draw import Drawn
    from nps_reasons.themes.codeframe import Codeframe, Theme

READ_ME: Final = "Read me"
CODEFRAME: Final = "Codeframe"

HEADER: Final = ("response_id", "reason", "theme", "sign", "note")
"""Columns of a coder's sheet; the last one's header names the coder too."""

ROWS: Final = 3
"""Rows for the themes of one response; a coder who needs more copies one."""

_SPARE: Final = 2_000
"""Rows below the last one that have drop-downs too."""

_WIDTHS: Final = (16, 90, 38, 12, 36)
_MADE: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a constant: two runs give the same bytes


def workbook(drawn: Drawn, frame: Codeframe, *, inputs: Mapping[str, str]) -> bytes:
    """Return the workbook of a draw, as an XLSX file; the same draw gives the same bytes.

    Coders see a response's id and its reason, and nothing of its score, its group or what the
    machine found.

    Parameters
    ----------
    inputs
        Name of each file of the survey, and its SHA-256.

    Raises
    ------
    InputError
        The codeframe has no active theme, or two ids cannot be told apart on a sheet.

    Examples
    --------
    >>> import pandas as pd
    >>> from nps_reasons.audit.draw import draw
    >>> from nps_reasons.themes.codeframe import general_codeframe
    >>> responses = pd.DataFrame({"response_id": ["r1"], "period": "2025Q4",
    ...     "group": "promoter", "reason": "Kind staff"})
    >>> drawn = draw(responses, periods=["2025Q4"], size=1)
    >>> workbook(drawn, general_codeframe(), inputs={"survey.csv": "ab12"})[:2]
    b'PK'
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - only this function needs it

    _check(drawn, frame)
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": "Coded sample", "created": _MADE})
        formats = {name: book.add_format(look) for name, look in _LOOKS.items()}
        _write_read_me(book.add_worksheet(READ_ME), _how_to(drawn), formats)
        _write_codeframe(book.add_worksheet(CODEFRAME), frame.active, formats)
        for name in (*drawn.coders, *_settling(drawn)):
            pairs, sheet = _responses(drawn, name), book.add_worksheet(name)
            _write_coding_sheet(sheet, name, pairs, formats)
            _add_choices(sheet, ROWS * len(pairs) + _SPARE, len(choices(frame)))
        _write_record(book.add_worksheet(SHEET), lines_of(record_of(drawn, frame, inputs)))
    return buffer.getvalue()


_TOP: Final = {"valign": "top"}
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 14},
    "header": {"bold": True, "bg_color": "#E8EDF2", "bottom": 1},
    "wrapped": {**_TOP, "text_wrap": True},
    "id": {**_TOP, "num_format": "@", "top": 1, "top_color": "#9AA5B1"},
    "reason": {**_TOP, "text_wrap": True, "top": 1, "top_color": "#9AA5B1"},
    "cell": {**_TOP, "top": 1, "top_color": "#9AA5B1"},
    "more_id": {**_TOP, "num_format": "@", "font_color": "#8A949E"},
    # Not wrapped: what stands there a second time takes one line.
    "more_reason": {**_TOP, "font_color": "#8A949E"},
    "more_cell": _TOP,
}


def _check(drawn: Drawn, frame: Codeframe) -> None:
    if not frame.active:
        raise InputError(f'codeframe "{frame.name}": has no active theme to code with')
    ids = drawn.rows["response_id"].map(shown).str.strip()
    if ids.duplicated().any() or (ids == "").any():
        strange = ids[ids.duplicated(keep=False) | (ids == "")].iloc[0]
        raise InputError(
            f'response_id "{strange}": several responses would have this id on a sheet; give each '
            "an id without control characters"
        )


def _settling(drawn: Drawn) -> tuple[str, ...]:
    return (SETTLED,) if len(drawn.coders) > 1 else ()


def _responses(drawn: Drawn, name: str) -> list[tuple[str, str]]:
    """Id and reason of what a coder is asked; nothing stands on the sheet of what was settled."""
    if name == SETTLED:
        return []
    rows = drawn.asked(name)
    return [
        (shown(str(i)), shown(str(reason)))
        for i, reason in zip(rows["response_id"], rows["reason"], strict=True)
    ]


def _how_to(drawn: Drawn) -> list[str]:
    coders = drawn.coders
    n_both = int(drawn.rows["both"].sum())
    asked = ", ".join(f"{len(drawn.asked(coder)):,} on {coder}" for coder in coders)
    return [
        f"{len(drawn.rows):,} responses, drawn at random: {asked}"
        + (f", {n_both:,} of them on both." if n_both else "."),
        f'Read the sheet "{CODEFRAME}" first. A response speaks of a theme if its definition fits.',
        "Choose every theme that a response speaks of: a row each, whatever else it speaks of.",
        "Choose the sign towards that theme: negative, positive, or neutral where it is neither.",
        "A theme that is praised and blamed in one response has two rows, one with each sign.",
        f"Rows run out? Copy one and insert it anywhere. No theme fits? Choose {NO_THEME} once.",
        "Leave both cells blank where you have not coded yet. Blank rows left over do not matter.",
        "Code from top to bottom, and all of it: the order is random, so that you may stop early, "
        "but whoever picks what to code spoils the sample. In doubt, decide, and write a note.",
        "Change neither ids nor reasons. You may sort, filter, and add columns of your own. Save "
        "as .xlsx.",
        *_for_two(coders),
    ]


def _for_two(coders: Sequence[str]) -> list[str]:
    if len(coders) < 2:
        return []
    return [
        f'One person codes "{CODERS[0]}", another "{CODERS[1]}". Neither looks at the other sheet.',
        f'Each in a copy of this file? Then move one\'s sheet "{CODERS[1]}" into the other file.',
        f'Where you disagree, "nps-reasons audit apply" says so: talk, and give the right themes '
        f'on the sheet "{SETTLED}". What stands there for a response replaces both.',
    ]


def _write_read_me(sheet: Worksheet, lines: Sequence[str], formats: Mapping[str, Any]) -> None:
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, "How to code", formats["title"])
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line, formats["wrapped"])


def _write_codeframe(sheet: Worksheet, themes: Sequence[Theme], formats: Mapping[str, Any]) -> None:
    header = ("theme", "definition", "speaks of it", "does not", "words")
    _write_header(sheet, header, (38, 60, 60, 60, 40), formats)
    sheet.write_string(1, 0, NO_THEME, formats["wrapped"])
    sheet.write_string(1, 1, "None of the themes below.", formats["wrapped"])
    for row, theme in enumerate(themes, start=2):
        cells = (
            choice(theme),
            theme.definition,
            "\n".join(theme.examples),
            "\n".join(theme.counter_examples),
            ", ".join(theme.keywords),
        )
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, shown(cell), formats["wrapped"])


def _write_header(
    sheet: Worksheet, header: Sequence[str], widths: Sequence[int], formats: Mapping[str, Any]
) -> None:
    for column, (name, width) in enumerate(zip(header, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, formats["header"])
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _write_coding_sheet(
    sheet: Worksheet, name: str, pairs: Sequence[tuple[str, str]], formats: Mapping[str, Any]
) -> None:
    _write_header(sheet, (*HEADER[:-1], note_header(name)), _WIDTHS, formats)
    sheet.autofilter(0, 0, max(ROWS * len(pairs), 1), len(HEADER) - 1)
    for place, (response_id, reason) in enumerate(pairs):
        for k in range(ROWS):
            more = "more_" if k else ""
            row = 1 + ROWS * place + k
            sheet.write_string(row, 0, response_id, formats[f"{more}id"])
            sheet.write_string(row, 1, reason, formats[f"{more}reason"])
            for column in range(2, len(HEADER)):
                sheet.write_blank(row, column, None, formats[f"{more}cell"])


def note_header(coder: str) -> str:
    """Return the header that says whose sheet it is, whatever becomes of the sheet's name."""
    return f"{HEADER[-1]} ({coder})"


def _add_choices(sheet: Worksheet, n_rows: int, n_choices: int) -> None:
    # A list within a rule may hold 255 characters: this one comes from the codeframe's sheet.
    themes = f"={CODEFRAME}!$A$2:$A${n_choices + 1}"
    sheet.data_validation(1, 2, n_rows, 2, _choice_of(themes, f"a theme of {CODEFRAME}"))
    sheet.data_validation(1, 3, n_rows, 3, _choice_of(list(SIGNS), ", ".join(SIGNS)))


def _choice_of(source: object, expected: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": source,
        "error_title": "Not in the list",
        "error_message": f"Expected {expected}; choose from the drop-down.",
    }


def _write_record(sheet: Worksheet, lines: Sequence[str]) -> None:
    sheet.hide()
    for row, line in enumerate(lines):
        if len(line) > LONGEST_CELL:
            raise InputError(
                f"the sample cannot be written: line {row + 1} of what was drawn has more than "
                f"{LONGEST_CELL:,} characters; draw from fewer periods"
            )
        sheet.write_string(row, 0, line)
