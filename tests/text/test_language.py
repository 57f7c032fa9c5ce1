"""Languages: laws first, then what platforms write, forty languages, and what is not certain."""

# ruff: noqa: RUF001 - letters of other alphabets are what this is about

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.errors import UsageError
from nps_reasons.text.detect import detect
from nps_reasons.text.language import covered, fixed_language, languages_of, not_understood
from nps_reasons.text.languagenames import CODES, NAMES, language_code

FORTY = {
    "af": "Die diens was baie stadig en niemand het my gehelp nie",
    "am": "አገልግሎቱ በጣም ጥሩ ነው",
    "ar": "الخدمة كانت ممتازة والموظفون لطفاء",
    "az": "Xidmət çox yaxşıdır, işçilər çox kömək etdilər",
    "bg": "Обслужването беше много бавно и никой не ни помогна",
    "bn": "পরিষেবা খুব ভালো ছিল",
    "ca": "El servei va ser molt lent i ningú no ens va ajudar amb la factura",
    "cs": "Obsluha byla velmi pomalá a nikdo nám nepomohl",
    "da": "Betjeningen var meget langsom, og ingen hjalp os med regningen",
    "de": "Die Bedienung war sehr langsam und niemand hat uns geholfen",
    "el": "Η εξυπηρέτηση ήταν πολύ αργή",
    "en": "The service was very slow and nobody helped us",
    "es": "El servicio fue muy lento y nadie nos ayudó con la factura",
    "et": "Teenindus oli väga aeglane ja keegi ei aidanud meid",
    "eu": "Zerbitzua oso motela izan zen eta inork ez zigun lagundu",
    "fa": "خدمات بسیار کند بود و هیچ کس به ما کمک نکرد",
    "fi": "Palvelu oli hyvin hidasta eikä kukaan auttanut meitä",
    "fr": "Le service était très lent et personne ne nous a aidés",
    "gu": "સેવા ખૂબ સારી હતી",
    "he": "השירות היה איטי מאוד",
    "hi": "सेवा बहुत धीमी थी और किसी ने मदद नहीं की",
    "hr": "Usluga je bila vrlo spora i nitko nam nije pomogao",
    "hu": "A kiszolgálás nagyon lassú volt, és senki sem segített nekünk",
    "hy": "Սպասարկումը շատ դանդաղ էր",
    "id": "Pelayanannya sangat lambat dan tidak ada yang membantu kami",
    "is": "Þjónustan var mjög hæg og enginn hjálpaði okkur",
    "it": "Il servizio era molto lento e nessuno ci ha aiutato",
    "ja": "サービスがとても遅くて、誰も助けてくれませんでした",
    "ka": "მომსახურება ძალიან ნელი იყო",
    "ko": "서비스가 너무 느리고 아무도 도와주지 않았어요",
    "lt": "Aptarnavimas buvo labai lėtas ir niekas mums nepadėjo",
    "lv": "Apkalpošana bija ļoti lēna, un neviens mums nepalīdzēja",
    "nl": "De bediening was erg traag en niemand heeft ons geholpen met de rekening",
    "pl": "Obsługa była bardzo wolna i nikt nam nie pomógł",
    "pt": "O serviço foi muito lento e ninguém nos ajudou com a fatura",
    "ro": "Serviciul a fost foarte lent și nimeni nu ne-a ajutat",
    "ru": "Обслуживание было очень медленным, и никто нам не помог",
    "sk": "Obsluha bola veľmi pomalá a nikto nám nepomohol s účtom",
    "sv": "Servicen var mycket långsam och ingen hjälpte oss",
    "sw": "Huduma ilikuwa polepole sana na hakuna mtu aliyetusaidia",
    "th": "บริการช้ามาก",
    "tr": "Hizmet çok yavaştı ve kimse bize yardım etmedi",
    "uk": "Обслуговування було дуже повільним, і ніхто нам не допоміг",
    "vi": "Dịch vụ rất chậm và không ai giúp chúng tôi",
    "zh": "服务很慢，没有人帮助我们",
}
texts = st.lists(st.one_of(st.none(), st.text(max_size=60)), max_size=6)
told = st.sampled_from([None, "", "EN", "de-AT", "Klingon", "français", "n/a"])


@settings(deadline=None, max_examples=30)
@given(texts, st.data())
def test_every_reason_has_a_code_or_none_and_asking_again_changes_nothing(reasons, data):
    given_ = [data.draw(told) for _ in reasons]
    index = [f"r{i}" for i in range(len(reasons))]
    table = pd.DataFrame({"reason": reasons, "given": given_}, index=index).astype("string")
    found = languages_of(table["reason"], table["given"])
    assert found.index.tolist() == index
    assert found.dtype == "string"
    assert set(found.dropna()) <= CODES
    assert languages_of(table["reason"], found).equals(found)


@settings(deadline=None, max_examples=10)
@given(st.lists(st.sampled_from(sorted(FORTY.values())), max_size=8))
def test_a_text_has_the_same_language_whatever_stands_beside_it(several):
    assert detect(several) == [detect([text])[0] for text in several]


@pytest.mark.parametrize("code", FORTY)
def test_a_plain_sentence_is_known(code):
    assert detect([FORTY[code]]) == [code]
    assert covered(pd.Series([code]), frozenset({"en"})).tolist() == [code == "en"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Good",
        "Sehr gut",
        "ok ok ok",
        "👍👍👍",
        "\u200b\u200d",
        "...",
        "1 2 3 4 5",
        "[EMAIL]",
    ],
)
def test_what_is_not_certain_is_not_said(text):
    assert detect([text]) == [None]


@pytest.mark.parametrize(
    "text",
    [
        "grate servise, definately recomend",
        "CANT LOG IN TO THE APP",
        "no probs at all",
        "Fab staff, v friendly x",
        "too expensive imo",
        "Always polite + quick",
        "Bad bad bad bad",
        "Waiting time, parking, price",
    ],
)
def test_short_and_misspelt_english_is_no_other_language(text):
    assert detect([text])[0] in {"en", None}


def test_one_word_in_another_script_is_enough():
    assert detect(["Отлично", "很好", "ممتاز", "Терпимо 👍"]) == ["ru", "zh", "ar", "ru"]


def test_a_name_in_another_script_does_not_make_english_foreign():
    assert detect(["The team at 東京 was really helpful and they answered at once"]) == ["en"]


@pytest.mark.parametrize("unit", ["x", "sehr gut ", "👍", "服务", "\u200b", "a b "])
def test_fifty_thousand_characters_have_an_answer(unit):
    (found,) = detect([(unit * 50_000)[:50_000]])
    assert found is None or found in CODES


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *(("en", "en"), ("EN-GB", "en"), ("en_US", "en"), ("English", "en"), ("Englisch", "en")),
        *(("anglais", "en"), ("de-DE", "de"), ("zh-Hans", "zh"), ("ZH-T", "zh"), ("PT-BR", "pt")),
        *(("Français (Canada)", "fr"), ("Francais", "fr"), ("ESPAÑOL", "es"), ("nb-NO", "no")),
        *(("British English", "en"), ("en-US,en;q=0.9", "en"), ("eng", "en"), ("fil", "tl")),
        *(("Deutsch - Österreich", "de"), ("हिन्दी", "hi"), ("中文（简体）", "zh"), ("iw", "he")),
        *((" fr ", "fr"), ("sr-Latn-RS", "sr"), ("fr_FR.UTF-8", "fr"), ("русский", "ru")),
    ],
)
def test_platforms_spell_languages_in_many_ways(written, code):
    assert language_code(written) == code


@pytest.mark.parametrize("written", ["", " ", "-", "NA", "n/a", "1", "und", "Klingon", "other"])
def test_what_names_no_language_is_none(written):
    assert language_code(written) is None


@pytest.mark.parametrize("code", NAMES)
def test_every_name_leads_to_its_own_code(code):
    assert code in CODES
    assert {language_code(name) for name in (code, *NAMES[code].split())} == {code}


def test_the_platform_is_believed_before_the_text():
    reasons = pd.Series([FORTY["de"], FORTY["de"], FORTY["de"], None])
    given_ = pd.Series(["EN", "Klingon", None, "FR"])
    assert languages_of(reasons, given_).fillna("-").tolist() == ["en", "de", "de", "fr"]
    assert not_understood(given_) == ["Klingon"]


def test_a_setting_fixes_the_language_of_all_reasons():
    reasons = pd.Series([FORTY["de"], "Good", None])
    fixed = languages_of(reasons, pd.Series(["de", "de", "de"]), fixed="English")
    assert fixed.fillna("-").tolist() == ["en", "en", "-"]


def test_a_setting_that_names_no_language_is_refused():
    with pytest.raises(UsageError, match=r'\[themes\] language: "Klingon" is no language'):
        fixed_language("Klingon")


def test_an_unknown_language_counts_as_english():
    languages = pd.Series(["en", "de", None], dtype="string")
    assert covered(languages, frozenset({"en", "fr"})).tolist() == [True, False, True]
    assert covered(languages, frozenset({"de"})).tolist() == [False, True, False]
