"""Words as keywords are matched by: case, inflection, spelling of two countries, common typos."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final


def folded_words(text: str) -> list[str]:
    """Words of a text in order, case folded; apostrophes are dropped ("don't" is "dont").

    A replacement character between two letters stands for an apostrophe that was lost on the way.

    Examples
    --------
    >>> folded_words("I DON'T know [EMAIL]")
    ['i', 'dont', 'know']
    >>> [stem(word) for word in folded_words("Deliveries were DELAYED; cancelled, canceled")]
    ['delivery', 'wer', 'delay', 'cancel', 'cancel']
    """
    plain = without_placeholders(text)
    folded: list[str] = _WORD.findall(_APOSTROPHE.sub("", plain.casefold()))
    return folded


def without_placeholders(text: str) -> str:
    """Return the text with a space for each placeholder of a redaction.

    Examples
    --------
    >>> without_placeholders("Mail [EMAIL], [OFFICE]")
    'Mail  , [OFFICE]'
    """
    return _PLACEHOLDER.sub(" ", text) if "[" in text else text


_WORD: Final = re.compile(r"[^\W_]+")
# What redaction put in place of personal data: nobody said "email" who wrote an address.
_PLACEHOLDER: Final = re.compile(r"\[(?:EMAIL|PHONE|CARD|IBAN|URL)\]")
# Whatever stands before it: one that opens a word is dropped without harm.
_APOSTROPHE: Final = re.compile("['\u2019`\u00b4\ufffd](?=[^\\W_])")


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """English words that say nothing by themselves, folded.

    Examples
    --------
    >>> {"the", "very", "dont"} <= stop_words(), "price" in stop_words()
    (True, False)
    """
    from spacy.lang.en.stop_words import STOP_WORDS  # noqa: PLC0415 - spaCy is slow to import

    folded = {part for word in STOP_WORDS for part in folded_words(word)}
    return frozenset(folded | set(_CONTRACTED.split()))


_CONTRACTED: Final = (
    "arent cant couldnt didnt doesnt dont hadnt hasnt havent hes ill im isnt ive lets shes "
    "shouldnt thats theres theyre theyve wasnt werent weve wont wouldnt youre youve"
)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Cut a folded word down to what its inflections share; the result need not be a word.

    It errs towards leaving words apart: "installation" does not become "install".

    Examples
    --------
    >>> {stem(word) for word in ("price", "prices", "priced", "pricing")}
    {'pric'}
    >>> stem("colour") == stem("color"), stem("recieved") == stem("receive")
    (True, True)
    """
    word = TYPOS.get(word, word)
    if len(word) < 4 or not word.isascii():
        return word
    word = _one_spelling(_without_ending(word))
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeo":
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _without_ending(word: str) -> str:
    if word.endswith(("ies", "ied")) and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    for ending in ("ing", "ed"):
        left = word.removesuffix(ending)
        if left != word and len(left) > 2 and _VOWEL.search(left) and not word.endswith("eed"):
            return left
    return word


def _one_spelling(word: str) -> str:
    """American spelling where the two differ by rule: -our, -ise, -tre, -ogue, -mme."""
    for british, american, shortest in _ENDINGS:
        if len(word) >= shortest and word.endswith(british):
            return word.removesuffix(british) + american
    return word


_VOWEL: Final = re.compile("[aeiouy]")
_ENDINGS: Final = (
    ("isation", "ization", 8),
    ("ise", "ize", 7),  # organise, not advise
    ("is", "iz", 6),  # organis(ed), organis(ing)
    ("our", "or", 6),  # colour, not hour
    ("tre", "ter", 5),
    ("ogue", "og", 6),
    ("mme", "m", 7),
)
"""British ending, American ending, and the shortest word that takes it."""

TYPOS: Final = {
    typo: right
    for right, typos in {
        "accommodating": "accomodating acommodating acomodating",
        "advisor": "adviser advisers advisors",
        "appointment": "apointment appoinment appointmet appt",
        "appointments": "apointments appoinments appts",
        "available": "availible avaliable availabe",
        "broadband": "broadban brodband broadbad",
        "cancelled": "cancled canceld canclled",
        "centre": "center",
        "communication": "comunication communiction comunications communicaton",
        "complicated": "complcated compliated",
        "connection": "conection connexion",
        "customer": "custmer costumer cusomer custumer customr",
        "definitely": "definately definatly",
        "delivery": "delievery delivry dilivery",
        "deliveries": "delieveries",
        "delivered": "delievered deliverd",
        "disappointed": "dissapointed disapointed dissappointed",
        "easy": "easyy eazy esy",
        "engineer": "enginer enginner engeneer",
        "engineers": "enginers engeneers",
        "expensive": "expencive expesive exspensive expensiv",
        "experience": "experiance expierence",
        "friendly": "freindly frendly friendley",
        "helpful": "helpfull helpfu",
        "instructions": "intructions instuctions",
        "internet": "internt intenet",
        "knowledgeable": "knowledgable knowlegeable knowledgible",
        "licence": "license licenses licences",
        "price": "prise",
        "professional": "proffesional profesional proffessional",
        "quality": "qualty qaulity quailty",
        "received": "recieved recived receved",
        "receive": "recieve receve",
        "refund": "refun refud",
        "reliable": "relaible relible reliabe",
        "response": "responce respons",
        "responsive": "responcive",
        "service": "servise servce sevice srvice servic servixe serivce",
        "slow": "slooow sloow",
        "unreliable": "unrelaible unrelible",
        "waiting": "wating waitng",
        "website": "webiste websit wesite",
    }.items()
    for typo in typos.split()
}
"""Spellings to read as another word, before its stem is taken."""
