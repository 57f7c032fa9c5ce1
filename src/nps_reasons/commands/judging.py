"""What `evaluate` does: a file of labelled texts to measures of how well they are tagged."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from nps_reasons.accuracy import measure_accuracy
from nps_reasons.coded import cleaned, doubt_notes, read_labelled, texts_to_learn
from nps_reasons.errors import InputError
from nps_reasons.labelled import without_texts
from nps_reasons.scale.annotator import make_annotator
from nps_reasons.themes.codeframe import chosen_codeframe

if TYPE_CHECKING:
    from pathlib import Path

    from nps_reasons.commands.console import Stages
    from nps_reasons.commands.options import Models
    from nps_reasons.evaluation import Evaluation
    from nps_reasons.labelled import Labelled


@dataclass(frozen=True, slots=True)
class Trained:
    """The texts that were learned from.

    Attributes
    ----------
    file
        Its name.
    texts
        Rows of it that were learned from.
    left_out
        Rows that were not, because their text is evaluated.
    """

    file: str
    texts: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Judged:
    """How well texts were tagged, and all that this depends on."""

    evaluation: Evaluation
    labels: dict[str, str]
    trained: Trained | None
    notes: tuple[str, ...]
    versions: dict[str, str]


def judge(file: Path, models: Models, *, seed: int, stages: Stages) -> Judged:
    """Tag the texts of a labelled file and compare with the labels.

    Raises
    ------
    InputError
        A file cannot be used; or every text to be learned from is one that is evaluated.
    """
    stages("reading")
    frame = chosen_codeframe(models.codeframe)
    labelled = read_labelled(file, [theme.id for theme in frame.active])
    given = texts_to_learn(models.train, frame)
    learned = None if given is None else _apart(given, labelled, models.train)
    stages("models")
    annotator = make_annotator(
        frame, models.tier, labelled=None if learned is None else cleaned(learned)
    )
    stages("tagging and measuring")
    trained = None
    if given is not None and learned is not None:
        n = len(learned.texts)
        trained = Trained(str(models.train), n, len(given.texts) - n)
    return Judged(
        evaluation=measure_accuracy(labelled, annotator, seed=seed),
        labels={theme.id: theme.label for theme in frame.active},
        trained=trained,
        notes=(
            *doubt_notes(file, labelled),
            *doubt_notes(models.train, given),
            *_test_notes(labelled, trained),
        ),
        versions=dict(annotator.versions),
    )


def judged_account(judged: Judged) -> dict[str, Any]:
    """All measures as plain data, ready for JSON; what is undefined is null."""
    content = asdict(judged.evaluation)
    themes = [{**theme, "label": judged.labels[theme["theme"]]} for theme in content["themes"]]
    return {
        **content,
        "themes": themes,
        "trained": None if judged.trained is None else asdict(judged.trained),
        "notes": list(judged.notes),
        "versions": judged.versions,
    }


def _apart(given: Labelled, tested: Labelled, path: Path | None) -> Labelled:
    """Take the texts that are evaluated out of those to be learned from."""
    learned = without_texts(given, tested.texts)
    if not learned.texts:
        raise InputError(
            f"{path}: each of its {len(given.texts):,} texts is evaluated too, so that none is "
            "left to learn from; give --train other texts"
        )
    return learned


def _test_notes(labelled: Labelled, trained: Trained | None) -> list[str]:
    notes = []
    if trained and trained.left_out:
        notes.append(
            f"{trained.file}: rows whose text is evaluated too (but for case and white space): "
            f"{trained.left_out:,}; these were left out, the other {trained.texts:,} learned from."
        )
    if not any(labelled.labels):
        notes.append("No text is coded with a theme: recall and F1 are undefined.")
    return notes
