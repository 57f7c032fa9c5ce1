"""Letters beyond a-z and frequent words of languages: the evidence for a code page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Alphabet:
    """What tells a language apart in a file whose encoding is not known.

    Attributes
    ----------
    letters
        Its small letters beyond a-z, the commonest first.
    words
        Some of its frequent words that are ASCII, and in few other languages.
    """

    letters: str
    words: frozenset[str]


def _alphabet(letters: str, words: str) -> Alphabet:
    return Alphabet(letters, frozenset(words.split()))


ALPHABETS: Final = {
    "English": _alphabet("éèñï", "the and is was for not with very but you they good"),
    "German": _alphabet("üäößéè", "und der die das ist nicht sehr ich mit den auch war wir gut"),
    "French": _alphabet(
        "éèàêçôùîâûëïœ", "et les des est pas pour que vous dans une avec trop bien"
    ),
    "Spanish": _alphabet("óíáéñúü", "el los las muy que por para con una pero es del bien"),
    "Portuguese": _alphabet("ãçáéóêíõúàâôü", "os as uma muito com para mas nao bom do da em"),
    "Italian": _alphabet("èàòùéìî", "il di che sono per molto con della non una gli bene"),
    "Dutch": _alphabet("éëïèöüê", "het een niet van is zeer goed voor met maar ook zijn"),
    "Danish": _alphabet("åøæéö", "og det er ikke meget til jeg for med som men god"),
    "Swedish": _alphabet("äåöé", "och det inte mycket att jag med som men bra tack"),
    "Finnish": _alphabet("äöåé", "ja on ei hyvin oli mutta kun palvelu hyva niin olen"),
    "Polish": _alphabet("łęóąśżćńź", "nie jest na bardzo do dobra ale jak to po za dobry"),
    "Czech": _alphabet("íáěéřýčžšůúňťď", "je na to velmi pro jsem ale se za dobre byl tak"),
    "Hungarian": _alphabet("áéőöóíüúű", "az nem egy hogy nagyon is volt csak mert meg de"),
    "Romanian": _alphabet("ăîâţşéö", "este nu foarte cu din pentru care sunt mai bine"),
    "Turkish": _alphabet("ıüşçğöâ", "ve bir bu iyi ama hizmet kadar daha var gibi"),
    "Russian": _alphabet("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", ""),
    "Greek": _alphabet("αοιετσνηυρπκμλςόωάδίγέχήθύφώβξζψϊ", ""),
}
