"""The trained models of a tier, put together from its model folder for a codeframe."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from nps_reasons.encoders.features import Features, Mix, Ngrams
from nps_reasons.encoders.static import StaticEncoder
from nps_reasons.encoders.transformer import TransformerEncoder
from nps_reasons.errors import InputError, UsageError, did_you_mean
from nps_reasons.logistic import Linear
from nps_reasons.scale.clause_reader import TrainedReader, without_placeholders
from nps_reasons.scale.cross_fitted import FOLDS, CrossFittedReader, Remembered, others_of
from nps_reasons.sentiment.towards import Towards
from nps_reasons.sentiment.trained import OVERALL, TrainedSentiment
from nps_reasons.store import CONFIG, read_model
from nps_reasons.themes.cutoff import Cutoff
from nps_reasons.themes.head import Head
from nps_reasons.themes.prior import described
from nps_reasons.themes.trained import TrainedTagger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from nps_reasons.encoders.passages import Encoder
    from nps_reasons.labelled import Labelled
    from nps_reasons.sentiment.lexicon import LexiconSentiment
    from nps_reasons.store import ModelFolder
    from nps_reasons.themes.codeframe import Codeframe

TIERS: Final[dict[str, str]] = {"accurate": "accurate-reader", "fast": "fast-reader"}
"""Tier to the model folder behind it."""

ENCODERS: Final[dict[str, Callable[[ModelFolder], Encoder]]] = {
    "transformer": TransformerEncoder,
    "static": StaticEncoder,
}
"""Kind of encoder, as config.json names it, to what runs it."""


def languages_read(tier: str) -> frozenset[str]:
    """Codes of the languages that the models of a tier read; keywords read every other.

    Raises
    ------
    UsageError
        There is no such tier.
    InputError
        The model's files are missing, damaged, or not the ones that were sealed.

    Examples
    --------
    >>> "en" in languages_read("fast")
    True
    """
    return frozenset(_folder_of(tier, None).config["languages"])


def encoder_of(tier: str) -> Encoder:
    """Return the encoder of a tier alone.

    Raises
    ------
    UsageError
        There is no such tier.
    InputError
        The model's files are missing, damaged, or not the ones that were sealed.
    """
    return _shipped(tier, None).encoder


def trained_reader(
    tier: str,
    codeframe: Codeframe,
    lexicon: LexiconSentiment,
    labelled: Labelled | None = None,
    *,
    folder: Path | None = None,
) -> tuple[TrainedReader, frozenset[str]]:
    """Return the reader of a tier, fitted to a codeframe, and the languages that it covers.

    Parameters
    ----------
    labelled
        Texts that a person has coded, to be learned from beside the codeframe.
    folder
        Where model folders lie; by default the shipped ones.

    Raises
    ------
    UsageError
        There is no such tier.
    InputError
        The model's files are missing, damaged, or not the ones that were sealed.
    """
    shipped = _shipped(tier, folder)
    labelled = None if labelled is None else _without_placeholders(labelled)
    reader = shipped.fitted(codeframe, lexicon, labelled, shipped.encoder)
    return reader, shipped.languages


def cross_fitted_reader(
    tier: str,
    codeframe: Codeframe,
    lexicon: LexiconSentiment,
    labelled: Labelled,
    *,
    folder: Path | None = None,
) -> tuple[CrossFittedReader, frozenset[str]]:
    """Return a reader that reads no text with what it learned from it; arguments as above.

    Raises
    ------
    UsageError
        There is no such tier.
    InputError
        The model's files are missing, damaged, or not the ones that were sealed.
    """
    shipped = _shipped(tier, folder)
    parts = [_without_placeholders(others_of(labelled, fold)) for fold in range(FOLDS)]
    texts = [text for part in parts for text in part.texts]
    encoder = Remembered.of(shipped.encoder, [*_words_of(codeframe), *texts])
    readers = [shipped.fitted(codeframe, lexicon, part, encoder) for part in parts]
    return CrossFittedReader(tuple(readers)), shipped.languages


def _words_of(codeframe: Codeframe) -> Iterator[str]:
    """Every text of a codeframe that an encoder reads."""
    yield OVERALL
    for theme in codeframe.active:
        yield from (described(theme), *theme.examples, *theme.counter_examples)


@dataclass(frozen=True, slots=True)
class _Shipped:
    """What is shipped of a tier, before it knows a codeframe."""

    encoder: Encoder
    head: Head
    towards: Towards
    signs: Linear
    languages: frozenset[str]

    def fitted(
        self,
        codeframe: Codeframe,
        lexicon: LexiconSentiment,
        labelled: Labelled | None,
        learning: Encoder,
    ) -> TrainedReader:
        """Fit tagger and sentiment with the encoder `learning`, to be used with the shipped one."""
        tagger = TrainedTagger(codeframe, learning, self.head).fit(labelled)
        descriptions = {theme.id: described(theme) for theme in codeframe.active}
        sentiment = TrainedSentiment(learning, self.towards, lexicon, self.signs, descriptions).fit(
            labelled
        )
        # What remembers the coded texts would stay in memory, and go to every worker.
        tagger.encoder = sentiment.encoder = self.encoder
        return TrainedReader(self.encoder, tagger, sentiment)


def _folder_of(tier: str, folder: Path | None) -> ModelFolder:
    if tier not in TIERS:
        raise UsageError(f'tier "{tier}" is not known; {did_you_mean(tier, TIERS)}')
    return _complete(read_model(TIERS[tier], folder=folder))


def _shipped(tier: str, folder: Path | None) -> _Shipped:
    model = _folder_of(tier, folder)
    arrays = model.arrays("sentiment.safetensors")
    return _Shipped(
        encoder=ENCODERS[model.config["encoder"]](model),
        head=_shipped_head(model),
        towards=Towards.of(arrays),
        signs=Linear(arrays["coded.weights"], arrays["coded.intercept"]),
        languages=frozenset(model.config["languages"]),
    )


def _without_placeholders(labelled: Labelled) -> Labelled:
    """Labelled texts as they are read: what is learned must be of the same texts."""
    return replace(labelled, texts=tuple(map(without_placeholders, labelled.texts)))


def _complete(model: ModelFolder) -> ModelFolder:
    missing = [key for key in NEEDED if key not in model.config]
    if missing:
        raise InputError(
            f"{model.path / CONFIG}: {', '.join(missing)} missing; install nps-reasons again"
        )
    return model


NEEDED: Final = ("encoder", "languages", "prior", "themes", "mix", "cutoff", "uncoded")
"""What config.json of a reader says beside the files."""


def _shipped_head(model: ModelFolder) -> Head:
    arrays = model.arrays("themes.safetensors")
    return Head(
        prior=model.config["prior"],
        themes=model.config["themes"],
        features=Features(
            tokens=Ngrams(arrays["tokens.columns"], arrays["tokens.rarity"]),
            letters=Ngrams(arrays["letters.columns"], arrays["letters.rarity"]),
            centre=arrays["centre"],
        ),
        mix=Mix(**model.config["mix"]),
        linear=Linear(arrays["weights"] * arrays["scales"], arrays["intercept"]),
        cutoff=Cutoff(**model.config["cutoff"]),
        uncoded=Cutoff(**model.config["uncoded"]),
    )
