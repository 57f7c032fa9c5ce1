"""The tasks of the table: what is measured, on which rounds, and what must be reached."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import scoring
import sets
from scoring import Array, Figure
from sets import CodedSet
from splits import few_shot, folds, held_out

from nps_reasons.themes.codeframe import Codeframe, general_codeframe, read_codeframe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from contestant import ReadsSigns, ReadsThemes, ReadsWhole

    from nps_reasons.labelled import Labelled

SEEDS: Final = range(5)
SIGN_NAMES: Final = ("negative", "neutral", "positive")
FABSA_CODEFRAME: Final = Path(__file__).parent / "codeframes" / "fabsa.toml"

OURS: Final = ("accurate", "fast")
LEARNERS: Final = ("TF-IDF", "MiniLM", "MiniLM+TF-IDF")
TOPICS: Final = ("BERTopic", "BERTopic nearest", "BERTopic several")


@dataclass(frozen=True, slots=True)
class Round:
    """One fit and what it is measured with; nothing is learned where `train` is None."""

    codeframe: Codeframe
    train: Labelled | None
    test: CodedSet


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure, whom it is taken of, and what ours must reach.

    Attributes
    ----------
    ask
        Puts the question of the measure to a fitted contestant.
    count
        Answers and the test set to a tally of shape (n_texts, n_classes, 3).
    """

    name: str
    ask: Callable[[Any, CodedSet], Any]
    count: Callable[[Any, Round], Array]
    figure: Figure
    contestants: tuple[str, ...]
    floor: str = "-"
    accurate: float | None = None
    fast: float | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Rounds on one set, with the measures that are taken of all of them together.

    Attributes
    ----------
    files
        What must be there, below the data folder.
    rounds
        Data folder and most rows of a file (None: all) to the rounds.
    """

    title: str
    files: tuple[str, ...]
    rounds: Callable[[Path, int | None], Iterator[Round]]
    measures: tuple[Measure, ...]


def ask_themes(contestant: ReadsThemes, test: CodedSet) -> Any:  # noqa: ANN401 - see Measure
    """Ask what each text speaks of."""
    return contestant.read(test.texts)


def ask_signs(contestant: ReadsSigns, test: CodedSet) -> Any:  # noqa: ANN401 - see Measure
    """Ask how each text speaks of the themes that people found in it."""
    return contestant.signs(test.texts, [[x.theme for x in said] for said in test.opinions])


def ask_whole(contestant: ReadsWhole, test: CodedSet) -> Any:  # noqa: ANN401 - see Measure
    """Ask whether each text is good or bad."""
    return [[sign] for sign in contestant.overall(test.texts)]


def count_themes(answers: Any, asked: Round) -> Array:  # noqa: ANN401 - see Measure
    """Tally the themes of each text."""
    truth = [{label.theme for label in said} for said in asked.test.opinions]
    return scoring.tally(_listed(truth), _listed(answers.themes), _ids(asked))


def count_pairs(answers: Any, asked: Round) -> Array:  # noqa: ANN401 - see Measure
    """Tally themes with their signs: right only where both are."""
    truth = [{(label.theme, label.sign) for label in said} for said in asked.test.opinions]
    classes = [(theme, sign) for theme in _ids(asked) for sign in SIGN_NAMES]
    return scoring.tally(_listed(truth), _listed(answers.pairs), classes)


def count_signs(answers: Any, asked: Round) -> Array:  # noqa: ANN401 - see Measure
    """Tally the sign of each opinion."""
    truth = [[label.sign for label in said] for said in asked.test.opinions]
    return scoring.tally_answers(truth, answers, SIGN_NAMES)


def _listed(found: Iterable[set[Any]]) -> list[list[Any]]:
    return [sorted(names) for names in found]


def _ids(asked: Round) -> list[str]:
    return [theme.id for theme in asked.codeframe.themes]


def _folded(load: Callable[[Path], CodedSet], name: str) -> Callable[..., Iterator[Round]]:
    def rounds(folder: Path, rows: int | None) -> Iterator[Round]:
        coded = sets.thinned(load(folder), rows)
        codeframe = sets.codeframe_of(coded.themes, name)
        for train, test in folds(coded):
            yield Round(codeframe, train.labelled, test)

    return rounds


def _fabsa_industries(folder: Path, rows: int | None) -> Iterator[Round]:
    for train, test in held_out(sets.thinned(sets.fabsa(folder), rows)):
        yield Round(read_codeframe(FABSA_CODEFRAME), train.labelled, test)


def _fabsa_few(folder: Path, rows: int | None) -> Iterator[Round]:
    coded = sets.thinned(sets.fabsa(folder), rows)
    for seed in SEEDS:
        train, test = few_shot(coded, seed=seed)
        yield Round(read_codeframe(FABSA_CODEFRAME), train.labelled, test)


def _fabsa_none(folder: Path, rows: int | None) -> Iterator[Round]:
    yield Round(read_codeframe(FABSA_CODEFRAME), None, sets.thinned(sets.fabsa(folder), rows))


def _mams(folder: Path, rows: int | None) -> Iterator[Round]:
    train, test = (sets.thinned(sets.mams(folder, part), rows) for part in ("train", "test"))
    codeframe = sets.codeframe_of((*train.themes, *test.themes), "mams")
    yield Round(codeframe, train.labelled, test)


def _semeval(train_file: str, test_file: str) -> Callable[..., Iterator[Round]]:
    """The codeframe holds the categories of both files: the task published its whole list."""

    def rounds(folder: Path, rows: int | None) -> Iterator[Round]:
        train, test = (
            sets.thinned(sets.semeval(folder, file), rows) for file in (train_file, test_file)
        )
        codeframe = sets.codeframe_of((*train.themes, *test.themes), "semeval")
        yield Round(codeframe, train.labelled, test)

    return rounds


def _uci(folder: Path, rows: int | None) -> Iterator[Round]:
    yield Round(general_codeframe(), None, sets.thinned(sets.uci(folder), rows))


def _themes(*contestants: str, **reach: Any) -> Measure:  # noqa: ANN401 - fields of Measure
    return Measure(
        "themes, micro-F1", ask_themes, count_themes, scoring.micro_f1, contestants, **reach
    )


REST_TRAIN: Final = "ABSA16_Restaurants_Train_SB1_v2.xml"
REST_GOLD: Final = "EN_REST_SB1_TEST_gold.xml"
LAPT_TRAIN: Final = "ABSA16_Laptops_Train_SB1_v2.xml"
LAPT_GOLD: Final = "EN_LAPT_SB1_TEST_.xml.gold"


def _polarity(floor: str, accurate: float) -> Measure:
    return Measure(
        "polarity, accuracy",
        ask_signs,
        count_signs,
        scoring.accuracy,
        (*OURS, *LEARNERS, "VADER"),
        floor,
        accurate,
    )


TASKS: Final[dict[str, Task]] = {
    "nhs-themes": Task(
        "NHS v6, 5 folds by respondent and text",
        (sets.NHS,),
        _folded(sets.nhs_themes, "nhs"),
        (_themes(*OURS, *LEARNERS, floor=".689 / .718", accurate=0.74, fast=0.71),),
    ),
    "nhs-sentiment": Task(
        "NHS v6 comment sentiment, 5 folds",
        (sets.NHS,),
        _folded(sets.nhs_sentiment, "nhs-sentiment"),
        (
            Measure(
                "3 classes, macro-F1",
                ask_signs,
                count_signs,
                scoring.macro_f1,
                (*OURS, *LEARNERS, "VADER"),
                ".665",
                0.72,
                0.69,
            ),
        ),
    ),
    "fabsa": Task(
        "FABSA part A, industry held out",
        (sets.FABSA,),
        _fabsa_industries,
        (
            _themes(*OURS, *LEARNERS, floor=".70 / .73", accurate=0.75, fast=0.71),
            Measure(
                "theme + sign, micro-F1",
                ask_themes,
                count_pairs,
                scoring.micro_f1,
                (*OURS, *LEARNERS),
                ".61 / .65 / .67",
                0.68,
                0.63,
            ),
        ),
    ),
    "fabsa-16": Task(
        "FABSA part A, 16 texts a theme, 5 seeds",
        (sets.FABSA,),
        _fabsa_few,
        (_themes(*OURS, *LEARNERS, accurate=0.66, fast=0.62),),
    ),
    "fabsa-none": Task(
        "FABSA part A, no labels",
        (sets.FABSA,),
        _fabsa_none,
        (_themes(*OURS, *TOPICS, floor="BERTopic", accurate=0.58, fast=0.52),),
    ),
    "mams": Task(
        "MAMS-ACSA test",
        ("mams/MAMS-ACSA_train.xml", "mams/MAMS-ACSA_test.xml"),
        _mams,
        (
            Measure(
                "sign, accuracy",
                ask_signs,
                count_signs,
                scoring.accuracy,
                (*OURS, *LEARNERS, "VADER"),
                ".79",
                0.75,
                0.60,
            ),
        ),
    ),
    "restaurants": Task(
        "SemEval-2016 restaurants, gold",
        (f"semeval2016/{REST_TRAIN}", f"semeval2016/{REST_GOLD}"),
        _semeval(REST_TRAIN, REST_GOLD),
        (_themes(*OURS, *LEARNERS, floor=".730", accurate=0.75), _polarity(".881", 0.86)),
    ),
    "laptops": Task(
        "SemEval-2016 laptops, gold",
        (f"semeval2016/{LAPT_TRAIN}", f"semeval2016/{LAPT_GOLD}"),
        _semeval(LAPT_TRAIN, LAPT_GOLD),
        (_themes(*OURS, *LEARNERS, floor=".519", accurate=0.54), _polarity(".828", 0.81)),
    ),
    "uci": Task(
        "UCI sentences, nothing learned from them",
        tuple(f"uci_sentiment/{name}" for name in sets.UCI_FILES),
        _uci,
        (
            Measure(
                "accuracy",
                ask_whole,
                count_signs,
                scoring.accuracy,
                (*OURS, "VADER"),
                ".816",
                0.90,
                0.83,
            ),
        ),
    ),
}
