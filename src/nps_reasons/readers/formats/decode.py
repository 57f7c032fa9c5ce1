"""Bytes to text: byte order mark, else UTF-8, else the likeliest code page."""

from __future__ import annotations

import codecs
from typing import Final

from nps_reasons.errors import InputError

_BOMS: Final = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16: its mark begins with that of UTF-16
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_SAMPLE: Final = 65_536
_CONTROL: Final = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
_COMMONEST: Final = "cp1252"
_MOST_DAMAGED: Final = 0.001
"""Share of characters that may be unreadable in a file whose encoding was guessed."""

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
    if 5 * damaged < sum(1 for character in mended if character > "\x7f"):
        return mended, (f"{source}: read as UTF-8; {damaged} damaged characters were replaced.",)
    encoding = _guessed(data)
    text = data.decode(encoding, errors="replace")
    damaged = text.count("\N{REPLACEMENT CHARACTER}")
    if damaged > _MOST_DAMAGED * len(text):
        raise InputError(f"{source}: its encoding is not known; save it as UTF-8")
    lost = f"; {damaged} characters could not be read" if damaged else ""
    return text, (f"{source}: is not UTF-8; read as {encoding} (guessed){lost}.",)


def _refuse_binary(data: bytes, source: str) -> None:
    sample = data[:_SAMPLE]
    control = len(sample) - len(sample.translate(None, _CONTROL))
    if control > max(_FEW_CONTROL, _MOST_CONTROL * len(sample)):
        raise InputError(
            f"{source}: is not text ({control:,} control characters in its first {len(sample):,} "
            "bytes); expected CSV, TSV, XLSX or Parquet"
        )


def _guessed(data: bytes) -> str:
    """Name the likeliest code page; of those that give the same text, the commonest."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only few files are not UTF-8

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None or data.decode(_COMMONEST, "replace") == data.decode(best.encoding, "replace"):
        return _COMMONEST
    try:
        data.decode(best.encoding)
    except UnicodeDecodeError:
        return _COMMONEST
    return best.encoding
