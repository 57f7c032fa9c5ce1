"""Group columns (promoter, passive, detractor): they check the score and are never one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nps_reasons.readers.names import plain_words, tidy
from nps_reasons.readers.rawtable import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

GROUP_OF: Final = {
    word: group
    for group, words in {
        "promoter": "promoter promoters promotor promotors promotoren promoteur promoteurs "
        "promotore promotori promotores promotora promotoras promoverende ambassadeur ambassadeurs "
        "fürsprecher promotorer promotører promotorzy",
        "passive": "passive passives passiv passiver passiven passif passifs pasivo pasivos pasiva "
        "pasivas passivo passivi passivos passief passieven passiva neutral neutrals neutrale "
        "neutraler indifferent indifferente indifferenter neutro neutros neutre neutres neutraal "
        "pasywny pasywni neutralny",
        "detractor": "detractor detractors detraktor detraktoren detraktorer kritiker kritikere "
        "détracteur détracteurs detracteur detracteurs detractores detractora detrattore "
        "detrattori detrator detratores criticaster criticasters kritikus krytyk krytycy "
        "krytyczni",
    }.items()
    for word in words.split()
}
"""Words of several languages to the group that they name."""

CODINGS: Final[tuple[Mapping[str, str], ...]] = (
    {"1": "detractor", "2": "passive", "3": "promoter"},
    {"-1": "detractor", "0": "passive", "1": "promoter"},
    {"0": "detractor", "1": "passive", "2": "promoter"},
    {"-100": "detractor", "0": "passive", "100": "promoter"},
)
"""Codes to the group; the first is what survey platforms write."""

_KIND: Final = (
    r"group|category|segment|type|class|classification|bucket|status|factor|label|cohort|band"
    r"|gruppe|kategorie|groupe|categorie|grupo|categoria|gruppo|groep|kategori|grupp|grupa"
)
_NAME: Final = re.compile(
    rf"\b(?:nps|net ?promoter(?: score)?|promoter|promotor|promoteur|promotore) ?(?:{_KIND})\b"
    rf"|\b(?:{_KIND}) (?:de |di )?(?:nps|net ?promoter)\b"
    r"|\b(?:score|response) (?:group|category|factor)\b"
)
_RANGE: Final = re.compile(r"[\d\s()\[\].,:;/\u2013\u2014-]+")
_CODE: Final = re.compile(r"([+-]?\d+)(?:[.,]0+)?")


def group_of_word(cell: str) -> str | None:
    """Return the group that a cell names in words; digits and brackets beside them do not count.

    Examples
    --------
    >>> group_of_word("Promoters (9-10)"), group_of_word("KRITIKER"), group_of_word("Enterprise")
    ('promoter', 'detractor', None)
    """
    return GROUP_OF.get(tidy(_RANGE.sub(" ", cell)).casefold())


def is_group_name(name: str) -> bool:
    """Say whether the name of a column is that of the groups, whatever its cells are.

    Examples
    --------
    >>> is_group_name("Q1_NPS_GROUP"), is_group_name("Group"), is_group_name("NPS factor")
    (True, False, True)
    """
    return _NAME.search(plain_words(name)) is not None


def is_coded(cells: pd.Series) -> bool:
    """Say whether all filled cells are codes of one coding.

    Examples
    --------
    >>> import pandas as pd
    >>> is_coded(pd.Series(["1", "3.0", ""])), is_coded(pd.Series(["1", "10"]))
    (True, False)
    """
    codes = {_code(str(cell)) for cell in cells.unique()} - {""}
    return bool(codes) and any(codes <= set(coding) for coding in CODINGS)


def read_groups(cells: pd.Series, expected: pd.Series) -> pd.Series:
    """Return the group that each cell names; missing where it names none.

    Codes are read by the coding that has most of them; of equals by the one that agrees with
    most of the scores, and of equals again by the first of `CODINGS`.

    Parameters
    ----------
    cells
        As they stand in the file.
    expected
        Groups of the scores; same index.

    Examples
    --------
    >>> import pandas as pd
    >>> expected = pd.Series(["promoter", "passive", "detractor"])
    >>> read_groups(pd.Series(["1.0", "0", "-1"]), expected).tolist()
    ['promoter', 'passive', 'detractor']
    >>> read_groups(pd.Series(["1", "2", "1"]), expected).tolist()
    ['detractor', 'passive', 'detractor']
    """
    words = {cell: group_of_word(str(cell)) for cell in cells.unique()}
    if any(words.values()):
        return cells.map(words).astype("string")
    codes = cells.map({cell: _code(str(cell)) for cell in words})
    readings = [codes.map(dict(coding)).astype("string") for coding in CODINGS]
    return max(readings, key=lambda read: (int(read.notna().sum()), _agreeing(read, expected)))


def group_notes(
    cells: pd.Series, scores: pd.Series, expected: pd.Series, *, column: str
) -> tuple[str, ...]:
    """Return a note on how the groups that the file gives compare with those of the scores.

    Parameters
    ----------
    cells, scores, expected
        Given groups, scores and the groups of the scores; same index.

    Examples
    --------
    >>> import pandas as pd
    >>> given, scores = pd.Series(["Promoter", "Detractor"]), pd.Series([9, 10])
    >>> group_notes(given, scores, pd.Series(["promoter", "promoter"]), column="Group")[0][:43]
    'The groups in "Group" disagree with 1 score'
    """
    given = cells.str.strip()
    groups = read_groups(given, expected)
    if not groups.notna().any():
        return (f'No cell of "{column}" names a group: the scores could not be checked with it.',)
    differs = groups.notna() & (groups != expected.astype("string"))
    n = int(differs.sum())
    if not n:
        return (f'The groups in "{column}" agree with the scores.',)
    # The smallest, not the first: the order of the rows must not show.
    score, cell = min(zip(scores[differs].tolist(), given[differs].tolist(), strict=True))
    return (
        f'The groups in "{column}" disagree with {n:,} scores (one of {score} is called '
        f"{quoted(cell)}); the score decides.",
    )


def _agreeing(read: pd.Series, expected: pd.Series) -> int:
    return int((read == expected.astype("string")).fillna(value=False).sum())


def _code(cell: str) -> str:
    """Return the whole number of a cell, "" of an empty one, the cell itself of any other."""
    text = tidy(cell)
    match = _CODE.fullmatch(text)
    return str(int(match[1])) if match else text
