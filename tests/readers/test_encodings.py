"""The text of a file comes out as it was written, in whatever encoding."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.errors import InputError
from nps_reasons.readers.formats.codepages import choose_page
from nps_reasons.readers.formats.decode import decode
from nps_reasons.readers.formats.files import read_table

SENTENCES = {
    "German": [
        "Die Größe passt für uns nicht, schade",
        "Sehr schöne Geschäfte und nette Verkäufer",
        "Ich würde die Bücher nicht zurückgeben",
        "Das Gemüse war frisch und süß",
    ],
    "French": [
        "Le délai était trop long et personne n'a répondu",
        "Très bonne équipe, je suis comblée",
        "Ça a été livré à côté, même la clé",
        "Un problème réglé dès le premier appel téléphonique",
    ],
    "Spanish": [
        "La atención fue rápida y muy amable",
        "El año pasado no había ningún problema",
        "Envío cómodo y el teléfono llegó bien",
        "Compraré aquí otra vez mañana por la mañana",
    ],
    "Portuguese": [
        "A informação não estava no cartão",
        "Uma experiência ótima, o preço é bom",
        "As condições não são boas e o serviço também não",
        "Muito rápido e fácil de começar",
    ],
    "Swedish": [
        "Det är så svårt att få hjälp",
        "Mycket bra men för långa köer",
        "Jag fick vänta på svar från växeln",
        "Personalen är både trevlig och hjälpsam",
    ],
}
WRITTEN = [
    (language, page)
    for language in SENTENCES
    for page in ("cp1252", "mac_roman", "cp850", "iso8859_15")
]
TYPOGRAPHY = " \u2013 \u201cok\u201d, it\u2019s 10 \u20ac\u2026"


@pytest.mark.parametrize(("language", "page"), WRITTEN)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_text_of_a_few_sentences_comes_out_as_it_was_written(language, page, data):
    lines = data.draw(st.permutations(SENTENCES[language])) * data.draw(st.integers(1, 3))
    text = "score,comment\n" + "".join(f"9,{line}\n" for line in lines)
    assert decode(text.encode(page), source="a.csv")[0] == text


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("page", ["cp1252", "mac_roman"])
def test_curly_quotes_dashes_and_the_euro_are_kept(language, page):
    text = "".join(f"9,{line}{TYPOGRAPHY}\r" for line in SENTENCES[language])
    assert decode(text.encode(page), source="a.csv")[0] == text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("cp1250", "Bardzo dobra obsługa, ale długo się czeka na odpowiedź. Nie polecę już."),
        ("cp1250", "Velmi příjemná obsluha, ale dlouhé čekání. Už nepřijdu."),
        ("cp1251", "Очень хорошее обслуживание, но долго ждать ответа."),
        ("cp1253", "Πολύ καλή εξυπηρέτηση αλλά αργή παράδοση."),
        ("cp1254", "Hizmet çok iyi ama kargo biraz yavaştı, teşekkürler. Bir daha alırım."),  # noqa: RUF001 - Turkish
    ],
)
def test_other_languages_of_windows_are_recognised(page, text):
    assert choose_page(text.encode(page)).page == page
    assert decode(text.encode(page), source="a.csv")[0] == text


def test_line_ends_of_old_macintoshes_speak_for_their_code_page():
    text = "score,comment\r9,Größe\r8,süß\r"
    assert decode(text.encode("mac_roman"), source="a.csv")[0] == text


def test_characters_of_another_code_page_are_read_in_it_and_counted():
    windows = "".join(f'9,"{line}"\n' for line in SENTENCES["French"]) * 5
    dos = "8,rappelé à l'étranger\n" * 4
    text, notes = decode(windows.encode("cp1252") + dos.encode("cp850"), source="a.csv")
    # Where a DOS "a grave" stands alone it may be three dots of Windows, and stays so.
    assert text.count("rappelé") == 4
    assert text.count("étranger") == 4
    assert text.startswith(windows)
    assert any("in 4 lines were in cp850" in note for note in notes)


@pytest.mark.parametrize("language", SENTENCES)
def test_a_file_of_one_code_page_is_not_said_to_be_mixed(language):
    text = "".join(f"9,{line}{TYPOGRAPHY}\n" for line in SENTENCES[language]) * 20
    assert len(decode(text.encode("cp1252"), source="a.csv")[1]) == 1


def test_utf8_with_a_few_damaged_bytes_stays_utf8():
    data = ("9,Größe süß für uns\n" * 20).encode() + b"8,\xff\n"
    text, notes = decode(data, source="a.csv")
    assert text.count("Größe") == 20
    assert "1 damaged characters" in notes[0]


def test_a_file_of_nul_bytes_is_said_to_be_damaged(tmp_path):
    (tmp_path / "a.csv").write_bytes(bytes(1000))
    with pytest.raises(InputError, match=r"a\.csv: holds only NUL bytes: the file is damaged"):
        read_table(tmp_path / "a.csv", source="a.csv")
