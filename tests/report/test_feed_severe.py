"""What is rare but severe: phrases that count, and phrases that are plainly denied."""

from __future__ import annotations

import pandas as pd
import pytest

from nps_reasons.plan_words import SEVERE_KINDS
from nps_reasons.report.feed.phrases import PHRASES, STEMS
from nps_reasons.report.feed.severe import first_phrase, severe_hits

SAID = {
    "safety": (
        "The charger caught fire in the night",
        "My son got hurt by the sharp edge",
        "It is unsafe",
        "I don't feel safe with that driver",
        "I don\u2019t feel safe with that driver",
        "The ladder is DANGEROUS",
        "We ended up in hospital",
        "There was a gas leak and nobody came",
        "bare wires hanging out of the wall",
        "She could have been killed",
        "I was unable to call an ambulance for two days",
        "nobody told me it is dangerous",
        "it was not only unsafe but ugly",
    ),
    "data loss": (
        "All my files are gone after the update",
        "It froze and ate an hour of my work",
        "The sync deleted our customer records",
        "we lost three weeks of data",
        "Complete data loss",
        "The backup was corrupted",
        "You never told me my data was lost",
        "I cannot restore the project",
    ),
    "security": (
        "My account was hacked",
        "I was shown someone else's invoice",
        "our data was leaked",
        "Passwords in plain text!",
        "there was a data breach",
        "they gave my details to a third party",
        "Not sure how safe our data is",
    ),
    "legal": (
        "My solicitor will write to you",
        "I will sue you",
        "I am going to the Ombudsman",
        "You are in breach of contract",
        "I was mis-sold this plan",
        "That is illegal",
        "see you in court",
        "I reported it under GDPR",
    ),
    "discrimination": (
        "The agent was racist",
        "I was harassed by your staff",
        "There is no wheelchair access",
        "I was refused because of my age",
    ),
}

NOT_SAID = (
    "I feel safe with you",
    "Safe and secure, thank you",
    "no data was lost",
    "We never lost any data",
    "I have not had any problems with data loss",
    "not unsafe at all",
    "It is not at all dangerous",
    "nobody was injured",
    "without losing any files",
    "Data loss was never a problem",
    "Sue was a great help, please thank Sue for me, I spoke to Sue",
    "I lost my patience and a day off work",
    "I lost two days of work waiting for the engineer",
    "my data allowance is gone too fast",
    "Data protection is excellent",
    "the food court is nice",
    "you are in danger of losing me",
    "I had to close my account",
    "because the price is fair",
    "a killer feature, it is to die for",
    "by accident I found the best tool",
    "It is dead easy",
    "I would hazard a guess that you care",
)


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in SAID.items() for text in texts]
)
def test_it_counts(kind, text):
    responses = pd.DataFrame({"response_id": ["a"], "reason": [f"Well. {text}. Bye"]})
    found = severe_hits(responses)
    assert kind in set(found["kind"]), f"{text!r} is no {kind}"


@pytest.mark.parametrize("text", NOT_SAID)
def test_it_does_not_count(text):
    found = severe_hits(pd.DataFrame({"response_id": ["a"], "reason": [text]}))
    assert found.empty, found.to_dict("records")


def test_every_kind_has_phrases_and_a_way_past_most_reasons():
    assert tuple(PHRASES) == tuple(STEMS) == SEVERE_KINDS


@pytest.mark.parametrize("kind", SEVERE_KINDS)
def test_the_fast_way_passes_by_nothing_that_counts(kind):
    texts = [text for texts in SAID.values() for text in texts]
    slow = {text for text in texts if first_phrase(text, kind)}
    fast = severe_hits(pd.DataFrame({"response_id": texts, "reason": texts}))
    assert set(fast.loc[fast["kind"] == kind, "response_id"]) == slow


def test_offsets_are_of_the_reason():
    reason = "\u0130t\u2019s fine, but it\u2019s unsafe"
    (row,) = severe_hits(pd.DataFrame({"response_id": ["a"], "reason": [reason]})).to_dict(
        "records"
    )
    assert reason[row["start"] : row["end"]] == "unsafe"


def test_a_denied_phrase_does_not_hide_the_next_one():
    assert first_phrase("no data was lost, then all my files were deleted", "data loss") == (30, 48)


def test_the_order_of_rows_changes_nothing():
    texts = [text for texts in SAID.values() for text in texts]
    table = pd.DataFrame({"response_id": texts, "reason": texts})
    shuffled = table.sample(frac=1, random_state=4)
    pd.testing.assert_frame_equal(severe_hits(table), severe_hits(shuffled))


def test_very_long_and_odd_reasons_are_searched():
    odd = ["lost my " * 60_000, "\x00\ud800 unsafe", "", None, "\u202eunsafe"]
    table = pd.DataFrame({"response_id": list("abcde"), "reason": pd.Series(odd, dtype=object)})
    assert set(severe_hits(table)["response_id"]) >= {"b", "e"}
