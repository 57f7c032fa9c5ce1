"""Bytes to text: byte order mark, else UTF-8, else the likeliest code page."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from nps_reasons.errors import InputError
from nps_reasons.readers.formats.codepages import (
    PAGES,
    bytes_of_other_page,
    characters_of,
    choose_page,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BOMS: Final = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16: its mark begins with that of UTF-16
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_SAMPLE: Final = 65_536
_CONTROL: Final = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
_HIGH: Final = bytes(range(128, 256))
_MOST_DAMAGED: Final = 0.001
"""Share of characters that may be unreadable in a file whose encoding was guessed."""

_FEW_DAMAGED: Final = 1
_UNLIKELY: Final = 4.5
"""Mean cost of a character above which no code page is likely, and more encodings are tried."""

_FEW_CONTROL: Final = 8
_MOST_CONTROL: Final = 0.01
"""Number and share of control characters above which a file is not text."""


def decode(data: bytes, *, source: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file, and a note where its encoding had to be guessed.

    Raises
    ------
    InputError
        The bytes are no text, or in no encoding that we know.

    Examples
    --------
    >>> decode(codecs.BOM_UTF8 + "Größe".encode(), source="a.csv")
    ('Größe', ())
    """
    encoding = _encoding_by_mark(data) or _encoding_by_nuls(data)
    if encoding is None:
        return _decode_unmarked(data, source)
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError as error:
        raise InputError(
            f"{source}: begins as {encoding} and is not ({error.reason} at byte {error.start:,}); "
            "is the file cut off? save it as UTF-8"
        ) from error


def _encoding_by_mark(data: bytes) -> str | None:
    return next((name for bom, name in _BOMS.items() if data.startswith(bom)), None)


def _encoding_by_nuls(data: bytes) -> str | None:
    """Recognise UTF-16 without a mark: every second byte of Western text is NUL."""
    sample = data[:_SAMPLE]
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        every_second = sample[offset::2]
        if len(every_second) > 1 and every_second.count(0) > 0.7 * len(every_second):
            return name
    return None


def _decode_unmarked(data: bytes, source: str) -> tuple[str, tuple[str, ...]]:
    _refuse_binary(data, source)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    mended = data.decode("utf-8", errors="replace")
    damaged = mended.count("\N{REPLACEMENT CHARACTER}")
    if 5 * damaged < len(mended) - _n_ascii(data):
        return mended, (f"{source}: read as UTF-8; {damaged} damaged characters were replaced.",)
    del mended
    choice = choose_page(data)
    page = choice.page if choice.cost <= _UNLIKELY else _guessed(data, choice.page)
    if page != choice.page:
        return _decode_as(data, page, source)
    mixed = bytes_of_other_page(data, choice)
    return _decode_mixed(data, page, mixed, source) if mixed else _decode_as(data, page, source)


def _decode_as(data: bytes, page: str, source: str) -> tuple[str, tuple[str, ...]]:
    text = data.decode(page, errors="replace")
    return text, (f"{source}: is not UTF-8; read as {page} (guessed){_lost(text, source)}.",)


def _decode_mixed(
    data: bytes, page: str, mixed: tuple[str, NDArray[Any]], source: str
) -> tuple[str, tuple[str, ...]]:
    """Decode a file of two code pages; each byte is one character in both."""
    other, places = mixed
    bytes_ = np.frombuffer(data, np.uint8)
    characters = _character_codes(page)[bytes_]
    characters[places] = _character_codes(other)[bytes_[places]]
    text = characters.tobytes().decode("utf-16-le")
    lines = len(np.unique(np.searchsorted(np.flatnonzero(np.isin(bytes_, (10, 13))), places)))
    return text, (
        f"{source}: is not UTF-8; read as {page} (guessed){_lost(text, source)}.",
        f"{source}: {len(places):,} characters in {lines:,} lines were in {other} and were read "
        "so: the file was put together from two code pages.",
    )


def _character_codes(page: str) -> NDArray[np.uint16]:
    return np.array([ord(character) for character in characters_of(page)], dtype="<u2")


def _lost(text: str, source: str) -> str:
    """Say how many characters could not be read, and refuse a file with too many."""
    damaged = text.count("\N{REPLACEMENT CHARACTER}")
    if damaged > max(_FEW_DAMAGED, _MOST_DAMAGED * len(text)):
        raise InputError(f"{source}: its encoding is not known; save it as UTF-8")
    return f"; {damaged} characters could not be read" if damaged else ""


def _n_ascii(data: bytes) -> int:
    return len(data.translate(None, _HIGH))


def _refuse_binary(data: bytes, source: str) -> None:
    sample = data[:_SAMPLE]
    control = len(sample) - len(sample.translate(None, _CONTROL))
    if control > max(_FEW_CONTROL, _MOST_CONTROL * len(sample)):
        raise InputError(
            f"{source}: is not text ({control:,} control characters in its first {len(sample):,} "
            "bytes); expected CSV, TSV, XLSX or Parquet"
        )


def _guessed(data: bytes, likeliest: str) -> str:
    """Name the encoding of text in another script, or the likeliest code page where none fits."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only few files are not UTF-8

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None or best.encoding in PAGES:
        return likeliest
    try:
        data.decode(best.encoding)
    except UnicodeDecodeError:
        return likeliest
    return best.encoding
