"""Languages in the report and the manifest: what the models read, and what keywords alone did."""

from dataclasses import replace

from nps_reasons.report.manifest import manifest
from nps_reasons.report.sections.quality import quality


def in_languages(analysis, spoken, known=frozenset({"en"})):
    """Give the first reasons these languages."""
    responses = analysis.responses.copy()
    first = responses.index[responses["reason"].notna()][: len(spoken)]
    responses.loc[first, "language"] = spoken
    return replace(analysis, responses=responses, languages=known)


def notes_of(analysis):
    return " ".join(str(block) for block in quality(analysis).parts)


def test_every_reason_is_counted_once_in_the_manifest(analysis):
    counts = manifest(in_languages(analysis, ["de", "de", "fr", None]), {}, seed=0)["counts"]
    assert sum(counts["languages"].values()) == counts["with_reason"]
    assert counts["languages"]["de"] == 2
    assert counts["languages"]["unknown"] == 1
    assert counts["read_by_keywords_only"] == 3


def test_the_report_says_how_many_reasons_keywords_alone_read(analysis):
    said = notes_of(in_languages(analysis, ["de", "de", "fr", None]))
    assert "3 reasons of" in said
    assert "(de: 2, fr: 1): their themes come from the codeframe's keywords only." in said
    assert "not certain, read as en" in said


def test_nothing_is_said_where_the_models_cover_every_language(analysis):
    assert analysis.read_by_keywords.empty
    assert "keywords only" not in notes_of(analysis)
    known = frozenset({"en", "de"})
    assert "keywords only" not in notes_of(in_languages(analysis, ["de"], known))
