"""Files that platforms pack before they hand them out: a ZIP or gzip around one export."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile, ZipFile

from nps_reasons.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipInfo

ZIP: Final = b"PK\x03\x04"
GZIP: Final = b"\x1f\x8b"

_WORKBOOK: Final = frozenset({"[Content_Types].xml", "content.xml", "mimetype"})
_WORKBOOKS: Final = (".xlsx", ".xlsm", ".xls", ".ods")
_TABLES: Final = (".csv", ".tsv", ".txt", ".parquet", *_WORKBOOKS)
_PIECE: Final = 1 << 20
_SMALL: Final = 64 << 20
_DENSE: Final = 200
"""How much smaller a survey becomes, at best."""

_DAMAGED: Final = (BadZipFile, EOFError, NotImplementedError, OSError, ValueError, zlib.error)


def unpacked(data: bytes, name: str, *, source: str) -> tuple[bytes, str]:
    r"""Return the content and the name of the one export in a packed file.

    A file that is not packed comes back as it is; so does a workbook, a ZIP of its own kind.

    Raises
    ------
    InputError
        It holds no export or several, is damaged or protected, or unpacks to far too much.

    Examples
    --------
    >>> import gzip
    >>> unpacked(gzip.compress(b"score\n9\n"), "nps.csv.gz", source="nps.csv.gz")
    (b'score\n9\n', 'nps.csv')
    """
    try:
        if data.startswith(GZIP):
            pieces = _of_gzip(data)
            return _joined(pieces, len(data), source), PurePosixPath(name).stem
        if data.startswith(ZIP) and PurePosixPath(name).suffix.casefold() not in _WORKBOOKS:
            return _of_zip(data, name, source)
    except _DAMAGED as error:
        raise InputError(
            f"{source}: cannot be unpacked: it is damaged ({error}); fetch it again"
        ) from error
    except RuntimeError as error:
        raise InputError(
            f"{source}: cannot be unpacked: it has a password; unpack it first"
        ) from error
    return data, name


def _of_zip(data: bytes, name: str, source: str) -> tuple[bytes, str]:
    with ZipFile(BytesIO(data)) as archive:
        if _WORKBOOK.intersection(archive.namelist()):
            return data, name
        part = _one_table(archive, source)
        with archive.open(part) as stream:
            pieces = iter(lambda: stream.read(_PIECE), b"")
            return _joined(pieces, part.compress_size, source), PurePosixPath(part.filename).name


def _one_table(archive: ZipFile, source: str) -> ZipInfo:
    """Return the only part that can be a table; what a Mac adds to an archive does not count."""
    tables = [
        part
        for part in archive.infolist()
        if part.filename.casefold().endswith(_TABLES)
        and not part.filename.startswith("__MACOSX/")
        and not PurePosixPath(part.filename).name.startswith(".")
    ]
    if len(tables) == 1:
        return tables[0]
    names = ", ".join(sorted(part.filename for part in tables)[:5])
    found = f" ({names})" if names else ""
    raise InputError(
        f"{source}: holds {len(tables)} tables{found}; expected one export; "
        "unpack it and name the files to read"
    )


def _of_gzip(data: bytes) -> Iterator[bytes]:
    stream = zlib.decompressobj(wbits=31)
    rest = data
    while not stream.eof:
        piece = stream.decompress(rest, _PIECE)
        rest = stream.unconsumed_tail
        if not piece and not rest and not stream.eof:
            raise EOFError("it ends too early")
        yield piece


def _joined(pieces: Iterator[bytes], packed: int, source: str) -> bytes:
    """Put the pieces together, and stop as soon as there are too many."""
    most = max(_SMALL, _DENSE * packed)
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > most:
            raise InputError(
                f"{source}: unpacks to more than {most >> 20:,} MiB, which no survey does; unpack "
                "it yourself and look at it"
            )
    return bytes(content)
