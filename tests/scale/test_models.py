"""The shipped models: same text, same answer; any text has one; and they are only data."""

import inspect
import json
import shutil
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from nps_reasons.encoders import TransformerEncoder
from nps_reasons.errors import InputError, UsageError
from nps_reasons.scale import kernel
from nps_reasons.scale.annotator import make_annotator
from nps_reasons.scale.clause_reader import KeywordReader, TrainedReader
from nps_reasons.scale.kernel import annotate, sentiments_towards
from nps_reasons.scale.models import ENCODERS, TIERS, trained_reader
from nps_reasons.sentiment.lexicon import LexiconSentiment
from nps_reasons.store import models_folder, read_model
from nps_reasons.text.clauses import Clause
from nps_reasons.themes.codeframe import general_codeframe

CODEFRAME = general_codeframe()
LEXICON = LexiconSentiment().fit()
MOST_BYTES = {"accurate": 30_000_000, "fast": 12_000_000}
ONLY_DATA = {".json", ".toml", ".tsv", ".onnx", ".safetensors", ".md"}
EXACT = {"check_exact": True}

parts = st.sampled_from(
    ["lovely staff", "but", "the app crashes", "waited 3 weeks", ",", ".", "too dear", "日本", "😀"]
)
comments = st.lists(st.lists(parts, max_size=7).map(" ".join) | st.text(max_size=20), max_size=6)


@pytest.fixture(scope="module", params=TIERS)
def annotator(request):
    return make_annotator(CODEFRAME, request.param)


def keyed(texts):
    return pd.Series(texts, index=[f"r{i:04}" for i in range(len(texts))], dtype="string")


def answer(annotator, text):
    return annotate(keyed([text]), annotator).drop(columns="response_id")


def answers(annotator, texts):
    """Mentions of each text, read together."""
    found = annotate(keyed(texts), annotator)
    rows = [found[found["response_id"] == key] for key in keyed(texts).index]
    return [one.drop(columns="response_id").reset_index(drop=True) for one in rows]


@given(texts=comments, random=st.randoms())
@settings(max_examples=8)
def test_a_text_has_the_same_mentions_alone_among_others_and_twice(annotator, texts, random):
    shuffled = random.sample(texts, len(texts)) + texts
    for text, together in zip(shuffled, answers(annotator, shuffled), strict=True):
        pd.testing.assert_frame_equal(together, answer(annotator, text), **EXACT)


def test_the_size_of_the_batches_changes_nothing(annotator, monkeypatch):
    texts = [
        f"{some} {number}" for number, some in enumerate(["too dear", "lovely staff, slow"] * 9)
    ]
    whole = answers(annotator, texts)
    for size in (1, 7):
        monkeypatch.setattr(kernel, "AT_ONCE", size)
        for one, other in zip(whole, answers(annotator, texts), strict=True):
            pd.testing.assert_frame_equal(one, other, **EXACT)


def test_the_number_of_threads_changes_nothing(annotator):
    texts = ["Lovely staff, but the app crashes", "Too dear. " * 60, "I waited 3 weeks for a reply"]
    found = []
    for threads in (1, 2):
        read_by = annotator
        if isinstance(annotator.reader.encoder, TransformerEncoder):
            encoder = TransformerEncoder(annotator.reader.encoder.folder, threads=threads)
            read_by = replace(annotator, reader=replace(annotator.reader, encoder=encoder))
        with threadpool_limits(threads):
            found.append(annotate(keyed(texts), read_by))
    assert len(found[0])
    pd.testing.assert_frame_equal(found[0], found[1], **EXACT)


def test_a_model_that_is_loaded_again_says_the_same(annotator):
    tier = next(t for t in TIERS if TIERS[t] == annotator.reader.encoder.folder.config["name"])
    again = make_annotator(CODEFRAME, tier)
    texts = ["Lovely staff, but the app crashes", "The invoice was wrong"]
    for text in texts:
        pd.testing.assert_frame_equal(answer(annotator, text), answer(again, text), **EXACT)
    assert annotator.versions == again.versions


def test_what_is_plainly_said_is_found_with_its_sign(annotator):
    plain = {
        "The staff were friendly and polite": ("staff-attitude", "positive"),
        "Far too expensive": ("price-and-value", "negative"),
        "The app crashes all the time": ("reliability-and-bugs", "negative"),
        "My invoice was wrong and I was charged twice": ("billing", "negative"),
    }
    for found, wanted in zip(answers(annotator, list(plain)), plain.values(), strict=True):
        assert wanted in set(zip(found["theme"], found["sign"], strict=True))


def test_sentiment_can_be_asked_towards_any_theme_and_towards_the_whole(annotator):
    asked = ["billing", "", "unheard-of"]
    good, bad = sentiments_towards(
        ["I love it, excellent", "Awful, I hate it"], [asked] * 2, annotator
    )
    assert len(good) == len(bad) == 3
    assert good[1] > 0 > bad[1]
    assert all(-1 <= value <= 1 for value in (*good, *bad))


@pytest.mark.parametrize(
    "text",
    [
        "The staff were lovely but slow. " * 1_600,
        "a" * 50_000,
        "😀" * 50_000,
        "slow" + "!" * 25_000 + "\u2026_" * 10_000,
        "\u200b\u200d\ufeff" * 50,
        "slow",
        ".",
        "[SEP] [CLS] ##ing",
        "cafe\u0301 \u202etoo dear\u202c",
        "too dear\x00\x1b[31m",
    ],
    ids=lambda text: f"{len(text)} {text[:8]!a}",
)
def test_any_text_has_an_answer(annotator, text):
    found = answer(annotator, text)
    assert (found["end"] <= len(text)).all()
    assert found["confidence"].between(0, 1).all()
    assert found["sentiment"].between(-1, 1).all()


LANGUAGES = [
    "Die Lieferung kam zu spät", "La livraison est arrivée en retard", "La entrega llegó tarde",
    "La consegna è arrivata tardi", "A entrega chegou tarde", "De levering kwam te laat",
    "Leveransen kom för sent", "Leveringen kom for sent", "Toimitus tuli myöhässä",
    "Dostawa przyszła za późno", "Dodávka přišla pozdě", "Dodávka prišla neskoro",
    "A szállítás késett", "Livrarea a venit târziu", "Доставката закъсня", "Доставка опоздала",
    "Доставка запізнилася", "Пратката доцнеше", "Dostava je kasnila", "Dostava je zamujala",
    "πολύ αργή παράδοση", "Teslimat geç geldi", "המשלוח הגיע מאוחר", "وصل التسليم متأخرا",
    "تحویل دیر رسید", "ترسیل دیر سے پہنچی", "डिलीवरी देर से आई", "ডেলিভারি দেরিতে এসেছে",
    "டெலிவரி தாமதமாக வந்தது", "డెలివరీ ఆలస్యంగా వచ్చింది", "การจัดส่งมาช้า", "Giao hàng đến muộn",
    "Pengiriman datang terlambat", "Penghantaran tiba lewat", "送货来晚了", "配送が遅れました",
    "배송이 늦었어요", "Uwasilishaji ulichelewa", "Aflewering was laat", "Tarne jäi hiljaks",
    "Piegāde kavējās", "Pristatymas vėlavo", "Afhendingin kom seint",
]  # fmt: skip


def test_texts_of_forty_languages_have_an_answer(annotator):
    assert len(set(LANGUAGES)) >= 40
    for text, found in zip(LANGUAGES, answers(annotator, LANGUAGES), strict=True):
        assert (found["end"] <= len(text)).all()
        assert found["confidence"].between(0, 1).all()


def test_a_language_that_the_models_do_not_know_is_read_by_keywords_only(annotator):
    texts = keyed(["Die App ist toll, aber der Service: refund", "Too dear"])
    languages = pd.Series(["de", "en"], index=texts.index, dtype="string")
    found = annotate(texts, annotator, languages)
    by_words = annotate(texts, replace(annotator, reader=annotator.keywords))
    german = [
        table[table["response_id"] == texts.index[0]].drop(columns="tagged_by")
        for table in (found, by_words)
    ]
    pd.testing.assert_frame_equal(*(rows.reset_index(drop=True) for rows in german), **EXACT)
    assert "returns-and-refunds" in set(found["theme"])
    assert isinstance(annotator.keywords, KeywordReader)
    assert isinstance(annotator.reader, TrainedReader)
    assert "de" not in annotator.languages
    assert "en" in annotator.languages


def test_the_score_of_the_response_is_no_input():
    for asked in (annotate, make_annotator, sentiments_towards, TrainedReader.read, trained_reader):
        names = set(inspect.signature(asked).parameters)
        assert not {"score", "scores", "group", "groups", "nps", "responses"} & names


def test_half_a_character_has_an_answer(annotator):
    text = "\ud800 too dear \udfff"
    said = annotator.reader.read([text], [[Clause(0, len(text))]])
    assert ((said.confidence >= 0) & (said.confidence <= 1)).all()


def test_no_reader_reads_nothing_into_no_text(annotator):
    assert annotator.reader.read([], []).theme == []
    assert annotator.reader.towards([], []) == []
    assert annotator.reader.read(["", "too dear"], [[], []]).theme == []


@pytest.mark.parametrize("tier", TIERS)
def test_a_shipped_model_is_small_and_names_its_parts(tier):
    model = read_model(TIERS[tier])
    files = [file for file in model.path.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= MOST_BYTES[tier]
    assert model.config["encoder"] in ENCODERS
    assert {"en"} <= set(model.config["languages"])


def test_models_are_only_data():
    files = [file for file in models_folder().rglob("*") if file.is_file()]
    assert files
    for file in files:
        assert file.suffix in ONLY_DATA, file
        # What begins so is a pickle or an archive that may hold one.
        assert file.read_bytes()[:2] not in {
            b"\x80\x02",
            b"\x80\x03",
            b"\x80\x04",
            b"\x80\x05",
            b"PK",
        }


def copied(tier, folder):
    return shutil.copytree(models_folder() / TIERS[tier], folder / TIERS[tier])


@pytest.mark.parametrize("tier", TIERS)
def test_a_damaged_or_missing_file_of_a_model_is_named(tier, tmp_path):
    copy = copied(tier, tmp_path)
    config = json.loads((copy / "config.json").read_text(encoding="utf-8"))
    for file in config["files"]:
        whole = (copy / file).read_bytes()
        (copy / file).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(InputError, match=file):
            trained_reader(tier, CODEFRAME, LEXICON, folder=tmp_path)
        (copy / file).unlink()
        with pytest.raises(InputError, match=file):
            trained_reader(tier, CODEFRAME, LEXICON, folder=tmp_path)
        (copy / file).write_bytes(whole)


@pytest.mark.parametrize("file", ["themes.safetensors", "sentiment.safetensors"])
def test_a_file_that_was_sealed_broken_is_named(file, tmp_path):
    copy = copied("fast", tmp_path)
    (copy / file).write_bytes(b"{")
    reseal(copy)
    with pytest.raises(InputError, match=file):
        trained_reader("fast", CODEFRAME, LEXICON, folder=tmp_path)


def reseal(folder):
    from nps_reasons.store import sha256_of

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["files"] = {file: sha256_of(folder / file) for file in config["files"]}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")


@pytest.mark.parametrize("key", ["mix", "encoder", "cutoff", "prior"])
def test_a_config_that_lacks_something_is_named(key, tmp_path):
    copy = copied("fast", tmp_path)
    config = json.loads((copy / "config.json").read_text(encoding="utf-8"))
    del config[key]
    (copy / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(InputError, match=rf"config\.json.*{key}"):
        trained_reader("fast", CODEFRAME, LEXICON, folder=tmp_path)


def test_an_unknown_tier_is_refused_with_a_guess():
    with pytest.raises(UsageError, match='did you mean "accurate"'):
        trained_reader("acurate", CODEFRAME, LEXICON)
