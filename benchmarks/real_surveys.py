"""Two real surveys whose comments people coded, as responses and mentions: SFO 2017 and the NHS.

The data are looked for where `sets.DATA` says. Nothing of them is kept here but the numbers of
codes and the names of columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd
from sets import NHS, NHS_LAST_BEFORE_THEMES, NHS_NO_THEME, NHS_SIGNS, theme_id

from nps_reasons.net_promoter import classify, contributions

if TYPE_CHECKING:
    from pathlib import Path

SFO: Final = "sfo_survey/2017_SFO_Customer_Survey.csv"
SFO_COMMENTS: Final = "sfo_survey/atefalvi_2017_fact_comments.csv"
SFO_SEGMENTS: Final = ("STRATA", "PEAK")
NHS_SEGMENTS: Final = ("Trust",)

GENERAL_CODES: Final = ("q8-1", "q8-2", "q8-3", "q8-4")
"""Everything is fine, as usual, or on the survey itself: what the score says already."""

NHS_GENERAL: Final = (
    NHS_NO_THEME,
    "Not assigned",
    "Negative experience & dissatisfaction",
    "Positive experience & gratitude",
)

# Topic: the ratings of it, and the numbers of the comment codes that speak of it, by question.
SFO_TOPICS: Final[dict[str, tuple[tuple[str, ...], dict[str, tuple[int, ...]]]]] = {
    "art": (("Q7ART",), {"q8": (18, 991)}),
    "food": (("Q7FOOD",), {"q8": (*range(101, 111), 992)}),
    "shops": (("Q7STORE",), {"q8": (151, 152, 153)}),
    "signs": (("Q7SIGN",), {"q8": (51, 52, 54, 63, 65)}),
    "walkways": (("Q7WALKWAYS",), {"q8": (12, 42, 58)}),
    "screens": (("Q7SCREENS",), {"q8": (41, 53, 55)}),
    "information booths": (("Q7INFODOWN", "Q7INFOUP"), {"q8": (60, 61)}),
    "wi-fi": (("Q7WIFI",), {"q8": (11,)}),
    "roads": (("Q7ROADS",), {"q8": (71, 72, 73, 76)}),
    "parking": (("Q7PARK", "Q7LTPARKING"), {"q8": (75,)}),
    "airtrain": (("Q7AIRTRAIN", "Q9AIRTRAIN"), {"q8": (23, 59)}),
    "rental cars": (("Q7RENTAL", "Q9RENTAL"), {"q8": (74,)}),
    "boarding areas": (("Q9BOARDING",), {"q8": (31, 32, 994), "q9": (6,)}),
    "restrooms": (("Q9RESTROOM",), {"q8": (22,), "q9": (4,)}),
    "cleanliness": (("Q9ALL",), {"q8": (24, 43), "q9": (1, 5, 7, 8, 10, 12)}),
    "finding the way": (("Q14FIND",), {"q8": (56, 62, 64, 66)}),
    "passing security": (("Q14PASSTHRU",), {"q8": (201, 202, 203, 204, 206, 207, 208)}),
    "feeling safe": (("Q10SAFE",), {"q8": (210,), "q10": tuple(range(1, 22))}),
}
LOW_RATING: Final = 3
HIGH_RATING: Final = 5


@dataclass(frozen=True, slots=True)
class Coded:
    """A survey as the public functions take it.

    Attributes
    ----------
    responses
        `response_id`, `contribution`, `reason` (a stand-in where there is a coded comment, else
        missing), `weight` where the survey has one, and the segments.
    mentions
        `response_id`, `theme`, `sign`, from what people coded.
    segments
        Columns of the responses to hold fixed.
    """

    name: str
    responses: pd.DataFrame
    mentions: pd.DataFrame
    segments: tuple[str, ...]


def sfo(folder: Path) -> Coded:
    """Travellers with a score, and what was coded of their comments: each code its own theme."""
    survey = _sfo_survey(folder)
    comments = _sfo_comments(folder, survey)
    commented = survey["response_id"].isin(comments["response_id"])
    responses = survey.assign(
        contribution=contributions(classify(survey["NETPRO"].astype(int))),
        reason=_stand_in(commented),
    ).rename(columns={"WEIGHT": "weight"})
    kept = ["response_id", "contribution", "reason", "weight", *SFO_SEGMENTS]
    return Coded("SFO 2017, comment codes", responses[kept], comments, SFO_SEGMENTS)


def _stand_in(commented: pd.Series) -> pd.Series:
    """A reason where there was a comment, else none: its words are not known or not needed."""
    return pd.Series("coded", index=commented.index, dtype="string").where(commented)


def by_topic(coded: Coded) -> Coded:
    """Put codes of the same topic together; leave out what only repeats the score."""
    topic = {
        f"{question}-{number}": name
        for name, (_, codes) in SFO_TOPICS.items()
        for question, numbers in codes.items()
        for number in numbers
    }
    mentions = coded.mentions[~coded.mentions["theme"].isin(GENERAL_CODES)]
    named = mentions.assign(theme=mentions["theme"].map(lambda code: topic.get(code, code)))
    return Coded("SFO 2017, topics", coded.responses, named, coded.segments)


def sfo_ratings(folder: Path) -> Coded:
    """Give the same travellers' ratings of the same topics: below 4 is bad, 5 is good.

    A rating of 0 or 6 is none. Where a topic has two ratings, the lower one counts.
    """
    coded, survey = sfo(folder), _sfo_survey(folder)
    said = []
    for topic, (columns, _) in SFO_TOPICS.items():
        ratings = survey[list(columns)].apply(pd.to_numeric, errors="coerce")
        lowest = ratings.where(ratings.isin(range(1, 6))).min(axis=1)
        for sign, chosen in (
            ("negative", lowest <= LOW_RATING),
            ("positive", lowest == HIGH_RATING),
        ):
            ids = survey.loc[chosen, "response_id"]
            said.append(pd.DataFrame({"response_id": ids, "theme": topic, "sign": sign}))
    everybody = coded.responses.drop(columns="reason")
    mentions = pd.concat(said, ignore_index=True)
    return Coded("SFO 2017, ratings", everybody, mentions, coded.segments)


def _sfo_survey(folder: Path) -> pd.DataFrame:
    """Rows with a score; some years have spaces in the header, and 11 or blank is no score."""
    table = pd.read_csv(folder / SFO, encoding="utf-8-sig", low_memory=False)
    table.columns = table.columns.str.strip()
    scores = pd.to_numeric(table["NETPRO"], errors="coerce")
    known = table[scores.isin(range(11))].reset_index(drop=True)
    ids = known["RESPNUM"].astype("string")
    return known.assign(response_id=ids, NETPRO=pd.to_numeric(known["NETPRO"]))


def _sfo_comments(folder: Path, survey: pd.DataFrame) -> pd.DataFrame:
    """Codes with a polarity; the same number means another thing in another question."""
    table = pd.read_csv(folder / SFO_COMMENTS)
    ids = table["RESPNUM_FK"].astype("string")
    code = table["comment_group"].str.lower() + "-" + table["comment_code"].astype(str)
    mentions = pd.DataFrame(
        {"response_id": ids, "theme": code, "sign": table["Sentiment"].str.lower()}
    )
    usable = mentions["sign"].notna() & ids.isin(survey["response_id"])
    return mentions[usable].drop_duplicates(ignore_index=True)


def nhs(folder: Path) -> Coded:
    """Patients and what was coded of their answers; one patient answers several questions.

    The patient is the response: they gave one score. 1 is best; 6 and 7 are no score. The
    sentiment is that of the whole answer, and every theme of the answer has it.
    """
    table = pd.read_csv(folder / NHS, encoding="utf-8-sig", dtype="string")
    table.columns = table.columns.map(lambda name: " ".join(name.split()))
    table = table[table["FFT categorical answer"].isin(list("12345"))]
    table = table.assign(response_id=table["Respondent ID"])
    said = table[table["FFT answer"].notna() & (table[NHS_NO_THEME] != "1").fillna(value=True)]
    one = table.drop_duplicates("response_id").reset_index(drop=True)
    scores = one["FFT categorical answer"].astype(int)
    commented = one["response_id"].isin(said["response_id"])
    responses = one[["response_id", *NHS_SEGMENTS]].assign(
        contribution=contributions(classify(scores, "5-1")),
        reason=_stand_in(commented),
    )
    return Coded("NHS", responses, _nhs_mentions(said), NHS_SEGMENTS)


def _nhs_mentions(said: pd.DataFrame) -> pd.DataFrame:
    columns = list(said.columns)
    after = columns[columns.index(NHS_LAST_BEFORE_THEMES) + 1 :]
    themes = [c for c in after if c not in (*NHS_GENERAL, "response_id")]
    long = said.melt(["response_id", "Comment sentiment"], themes, "theme", "coded")
    coded = long[long["coded"].eq("1") & long["Comment sentiment"].isin(list(NHS_SIGNS))]
    mentions = coded.assign(
        theme=coded["theme"].map(theme_id), sign=coded["Comment sentiment"].map(NHS_SIGNS)
    )
    return mentions[["response_id", "theme", "sign"]].drop_duplicates(ignore_index=True)
