"""Databases: how each is opened for reading alone, and a query run in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote

from nps_reasons.errors import InputError, MissingExtraError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from sqlalchemy import URL

CHUNK: Final = 10_000
"""Rows that are held as Python values at a time."""

KINDS: Final = "sqlite:///survey.db, duckdb:///survey.duckdb or postgresql://user@host/survey"
SECRET: Final = ("pass", "secret", "token", "key")
"""Parts of the names of URL options that nobody may see."""


@dataclass(frozen=True, slots=True)
class Database:
    """Where a database is; its URL never shows.

    Attributes
    ----------
    url
        As the environment variable holds it.
    variable
        Name of that variable.
    """

    url: str = field(repr=False)
    variable: str

    @property
    def scheme(self) -> str:
        """What the URL begins with, in lower case."""
        return self.url.partition(":")[0].casefold() if "://" in self.url else ""

    @property
    def path(self) -> str:
        """The database within the URL: a file, or a name on a server."""
        after_host = self.url.partition("://")[2].partition("?")[0].rpartition("@")[2]
        return after_host.partition("/")[2]

    @property
    def name(self) -> str:
        """What the database is called in tables and messages.

        Examples
        --------
        >>> Database("postgresql://ann:secret@db.example:5432/surveys", "SURVEY_DB_URL").name
        'surveys'
        """
        return self.path.rstrip("/").rpartition("/")[2] or "database"


@dataclass(frozen=True, slots=True)
class Rows:
    """What a query gives: names of its columns, and its rows in chunks."""

    columns: tuple[str, ...]
    chunks: Iterator[Sequence[Sequence[object]]]


def open_query(database: Database, query: str) -> AbstractContextManager[Rows]:
    """Run a query; its rows can be read until the context is left.

    Raises
    ------
    UsageError
        The URL is none, or of an unknown kind, or its driver is not installed.
    InputError
        The database cannot be reached, or refuses the query.
    """
    if not database.scheme:
        raise UsageError(f"{database.variable}: holds no database URL; expected {KINDS}")
    return ENGINES.get(database.scheme, _sqlalchemy)(database, query)


@contextmanager
def _sqlite(database: Database, query: str) -> Iterator[Rows]:
    url = f"file:{quote(str(_file(database)))}?mode=ro"
    try:
        with closing(sqlite3.connect(url, uri=True)) as connection:
            connection.set_authorizer(_only_reads)
            cursor = connection.execute(query)
            yield Rows(_columns(database, cursor.description), _chunks(cursor))
    except sqlite3.Error as error:
        raise _refused(database, error) from error


def _only_reads(action: int, *_: str | None) -> int:
    # ATTACH and VACUUM INTO make files even where the database itself is only read.
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


_READING: Final = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
    }
)


@contextmanager
def _duckdb(database: Database, query: str) -> Iterator[Rows]:
    if find_spec("duckdb") is None:
        raise MissingExtraError("DuckDB", "db")
    import duckdb  # noqa: PLC0415 - an extra

    try:
        with duckdb.connect(str(_file(database)), read_only=True, config=_SEALED) as connection:
            _require_one_select(database, connection.extract_statements(query))
            cursor = connection.execute(query)
            yield Rows(_columns(database, cursor.description), _chunks(cursor))
    except duckdb.Error as error:
        raise _refused(database, error) from error


# A query sees neither the variables of this program, nor what it could load from elsewhere.
_SEALED: Final[dict[str, Any]] = {
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
}


def _require_one_select(database: Database, statements: Sequence[Any]) -> None:
    # COPY writes a file even where the database itself is only read.
    kinds = [statement.type.name for statement in statements]
    if kinds != ["SELECT"]:
        found = " and ".join(kinds) or "nothing"
        raise InputError(
            f"query of {database.name}: has {found}; expected one SELECT, for a query only reads"
        )


@contextmanager
def _sqlalchemy(database: Database, query: str) -> Iterator[Rows]:
    if find_spec("sqlalchemy") is None:
        raise MissingExtraError("SQLAlchemy", "db")
    from sqlalchemy import create_engine  # noqa: PLC0415 - an extra
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - as above
    from sqlalchemy.pool import NullPool  # noqa: PLC0415 - as above

    url = _parsed(database)
    arguments = CONNECT_ARGUMENTS.get(url.get_backend_name(), {})
    options = {"stream_results": True, "no_parameters": True, "max_row_buffer": CHUNK}
    options |= READ_ONLY.get(url.get_backend_name(), {})
    try:
        engine = create_engine(url, poolclass=NullPool, connect_args=arguments)
        with engine.connect() as connection:
            asked = connection.execution_options(**options)
            with closing(asked.exec_driver_sql(query)) as result:
                if not result.returns_rows:
                    raise _no_query(database)
                yield Rows(tuple(result.keys()), _chunks(result))
    except SQLAlchemyError as error:
        # The error that the driver gave could hold parts of the URL: it is not carried on.
        raise _refused(database, error, _secrets(database, url)) from None
    except ModuleNotFoundError as error:
        raise _no_driver(database, error) from None


CONNECT_ARGUMENTS: Final[dict[str, dict[str, Any]]] = {"postgresql": {"connect_timeout": 15}}
READ_ONLY: Final[dict[str, dict[str, Any]]] = {"postgresql": {"postgresql_readonly": True}}
DRIVERS: Final = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}
"""What to put for the beginning of a URL: the driver that the extra installs."""


def _parsed(database: Database) -> URL:
    from sqlalchemy import make_url  # noqa: PLC0415 - an extra
    from sqlalchemy.exc import NoSuchModuleError  # noqa: PLC0415 - as above

    scheme, _, rest = database.url.partition("://")
    if rest.partition("?")[0].count("@") > 1:
        raise _unreadable(database)
    try:
        url = make_url(f"{DRIVERS.get(scheme.casefold(), scheme)}://{rest}")
        url.get_dialect()
    except NoSuchModuleError:
        raise UsageError(
            f'{database.variable}: "{scheme}" is no database known here; expected {KINDS}'
        ) from None
    except ModuleNotFoundError as error:
        raise _no_driver(database, error) from None
    except Exception:  # noqa: BLE001 - whatever is wrong with a URL, its message could show it
        raise _unreadable(database) from None
    return url


def _unreadable(database: Database) -> UsageError:
    return UsageError(
        f"{database.variable}: the URL cannot be read; expected {KINDS}, and %40 for an @ in a "
        "password"
    )


def _no_driver(database: Database, error: ModuleNotFoundError) -> UsageError:
    if database.scheme in DRIVERS:
        return MissingExtraError("psycopg", "db")
    return UsageError(
        f"{database.variable}: the driver {error.name} is not installed; install it, or use {KINDS}"
    )


def _secrets(database: Database, url: URL) -> tuple[str, ...]:
    """Return the passwords of a URL, in every spelling, the longest first."""
    options = [
        value
        for name, values in url.query.items()
        if any(part in name.casefold() for part in SECRET)
        for value in ([values] if isinstance(values, str) else values)
    ]
    login = database.url.partition("://")[2].rpartition("@")[0]
    found = {url.password or "", login.partition(":")[2], *options}
    return tuple(sorted(found | {unquote(secret) for secret in found} - {""}, key=len))[::-1]


def _file(database: Database) -> Path:
    path = Path(database.path)
    if not database.path or database.path == ":memory:":
        raise UsageError(f"{database.variable}: names no file; expected {database.scheme}:///FILE")
    if not path.is_file():
        raise InputError(
            f"{path}: there is no such database ({database.variable}); check its name and folder"
        )
    return path.resolve()


def _columns(database: Database, description: Any) -> tuple[str, ...]:  # noqa: ANN401 - DB-API
    if not description:
        raise _no_query(database)
    return tuple(str(column[0]) for column in description)


def _no_query(database: Database) -> InputError:
    return InputError(
        f"query of {database.name}: the statement gives no rows and columns; expected a SELECT"
    )


def _chunks(cursor: Any) -> Iterator[Sequence[Sequence[object]]]:  # noqa: ANN401 - DB-API
    while rows := cursor.fetchmany(CHUNK):
        yield rows


def _refused(database: Database, error: Exception, secrets: Sequence[str] = ()) -> InputError:
    """Return the error with the database's message on one line, and no password in it."""
    said = str(getattr(error, "orig", None) or error).strip() or type(error).__name__
    line = next(iter(said.splitlines()))
    for secret in secrets:
        line = line.replace(secret, "***") if secret else line
    return InputError(f"query of {database.name}: the database says: {line}")


ENGINES: Final[dict[str, Callable[[Database, str], AbstractContextManager[Rows]]]] = {
    "sqlite": _sqlite,
    "duckdb": _duckdb,
}
"""Databases that are a file; every other one is asked by way of SQLAlchemy."""
