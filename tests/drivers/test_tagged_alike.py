"""Periods that different codeframes or models have tagged are not compared."""

from __future__ import annotations

import pandas as pd
import pytest

from nps_reasons.drivers import explain_change, rank_drivers
from nps_reasons.errors import UsageError

PAIR = {"period": "2", "reference": "1"}
FAST, ACCURATE = "general 1, fast 00aa11", "general 1, accurate 3f2a9c"


@pytest.fixture
def survey(random_survey) -> tuple[pd.DataFrame, pd.DataFrame]:
    return random_survey(1, n=120, periods=("1", "2", "3"))


def tagged(survey, *taggers: str | None) -> pd.DataFrame:
    """Mentions with the tagger of their period: 1, 2, 3."""
    responses, mentions = survey
    period_of = responses.set_index("response_id")["period"]
    of = dict(zip("123", taggers, strict=True))
    names = mentions["response_id"].map(period_of).map(of)
    return mentions.assign(tagged_by=pd.array(names, dtype="string"))


def test_periods_tagged_alike_are_compared_as_if_nobody_had_said_so(survey) -> None:
    expected = explain_change(*survey, **PAIR)
    for taggers in ((FAST, FAST, FAST), (FAST, FAST, ACCURATE), (None, None, None)):
        table = explain_change(survey[0], tagged(survey, *taggers), **PAIR)
        pd.testing.assert_frame_equal(table, expected)


def test_periods_tagged_by_two_models_are_refused_with_what_to_do(survey) -> None:
    mentions = tagged(survey, FAST, ACCURATE, FAST)
    n = mentions["tagged_by"].eq(ACCURATE).sum()
    with pytest.raises(UsageError) as refused:
        explain_change(survey[0], mentions, **PAIR)
    words = str(refused.value)
    assert f'2: "{ACCURATE}" ({n} mentions)' in words
    assert f'1: "{FAST}"' in words
    assert "Tag these periods again with one codeframe and tier" in words
    assert "nr.tag" in words


def test_a_period_tagged_by_two_models_is_refused(survey) -> None:
    mentions = tagged(survey, FAST, FAST, FAST)
    mentions.loc[mentions.index[::2], "tagged_by"] = ACCURATE
    with pytest.raises(UsageError, match="not all were tagged by the same"):
        explain_change(survey[0], mentions, **PAIR)


@pytest.mark.parametrize("taggers", [(FAST, None, FAST), (None, FAST, None)])
def test_a_tagger_that_is_known_of_some_mentions_only_is_refused(survey, taggers) -> None:
    with pytest.raises(UsageError, match=r"not known \(\d+ mentions\)"):
        explain_change(survey[0], tagged(survey, *taggers), **PAIR)


def test_a_period_without_mentions_was_tagged_by_nobody_else(survey) -> None:
    responses, _ = survey
    mentions = tagged(survey, FAST, FAST, ACCURATE)
    later = responses.loc[responses["period"] == "2", "response_id"]
    table = explain_change(responses, mentions[~mentions["response_id"].isin(later)], **PAIR)
    assert table["part"].tolist()[0] in {"mix", "hurts_more"}


def test_drivers_of_one_period_do_not_mind(survey) -> None:
    pd.testing.assert_frame_equal(
        rank_drivers(survey[0], tagged(survey, FAST, ACCURATE, FAST)), rank_drivers(*survey)
    )
