"""The trained models of a tier, put together from its model folder for a codeframe."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from nps_reasons.encoders.features import Features, Mix, Ngrams
from nps_reasons.encoders.static import StaticEncoder
from nps_reasons.encoders.transformer import TransformerEncoder
from nps_reasons.errors import InputError, UsageError, did_you_mean
from nps_reasons.logistic import Linear
from nps_reasons.scale.clause_reader import TrainedReader, without_placeholders
from nps_reasons.sentiment.towards import Towards
from nps_reasons.sentiment.trained import TrainedSentiment
from nps_reasons.store import CONFIG, read_model
from nps_reasons.themes.cutoff import Cutoff
from nps_reasons.themes.head import Head
from nps_reasons.themes.prior import described
from nps_reasons.themes.trained import TrainedTagger

if TYPE_CHECKING:
    from collections.abc import Callable
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
    if tier not in TIERS:
        raise UsageError(f'tier "{tier}" is not known; {did_you_mean(tier, TIERS)}')
    model = _complete(read_model(TIERS[tier], folder=folder))
    encoder = ENCODERS[model.config["encoder"]](model)
    labelled = None if labelled is None else _without_placeholders(labelled)
    tagger = TrainedTagger(codeframe, encoder, _shipped_head(model)).fit(labelled)
    arrays = model.arrays("sentiment.safetensors")
    sentiment = TrainedSentiment(
        encoder,
        Towards.of(arrays),
        lexicon,
        Linear(arrays["coded.weights"], arrays["coded.intercept"]),
        {theme.id: described(theme) for theme in codeframe.active},
    ).fit(labelled)
    return TrainedReader(encoder, tagger, sentiment), frozenset(model.config["languages"])


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
