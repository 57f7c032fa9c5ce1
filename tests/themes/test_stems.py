"""Words of a text, letter by letter."""

from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.themes.stems import folded_words

APOSTROPHES = "'\u2019`\u00b4\ufffd"
letters = st.one_of(
    st.sampled_from(f"aZ9_ -\n{APOSTROPHES}"), st.characters(exclude_characters="[")
)


def read_slowly(text):
    """Stretches of letters and digits, with no apostrophe that stands between two of them."""
    folded = f" {text.casefold()} "
    kept = [
        letter
        for before, letter, after in zip(folded, folded[1:], folded[2:], strict=False)
        if not (letter in APOSTROPHES and before.isalnum() and after.isalnum())
    ]
    return "".join(letter if letter.isalnum() else " " for letter in kept).split()


@given(st.text(letters, max_size=30))
def test_words_are_stretches_of_letters_and_digits_without_the_apostrophes_between(text):
    assert folded_words(text) == read_slowly(text)
