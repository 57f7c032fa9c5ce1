"""Databases: the rows of a query are read as those of a file, and no password ever shows."""

import csv
import getpass
import io
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import psycopg
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import nps_reasons as nr
from nps_reasons.cli import app
from nps_reasons.errors import InputError, MissingExtraError, NPSReasonsError, UsageError
from nps_reasons.readers import read_survey
from nps_reasons.readers.formats import database as database_module
from nps_reasons.readers.formats import engines
from nps_reasons.readers.formats.database import read_query
from nps_reasons.readers.formats.values import text_of
from nps_reasons.settings import Settings

VARIABLE = "TEST_SURVEY_URL"
PASSWORD = "opensesame42"
HEADER = ("id", "score", "comment", "answered_at", "plan", "customer")
ROWS = [
    ("r1", 9, 'Quick, and "kind"', "2025-01-05 10:00:00", "basic", "c1"),
    ("r2", 3, "Zu langsam, sehr ärgerlich", "2025-02-01 09:30:00", "pro", "c2"),
    ("r3", 10, "", "2025-04-01 00:00:00", "pro", "c3"),
    ("r4", None, "No score here", "2025-04-02 00:00:00", "basic", "c1"),
    ("r5", 7, "Line one\nline two 😀", "2025-05-01 12:00:00", "", "c4"),
]
TABLE = (
    "create table nps (id varchar(20), score integer, comment text, answered_at timestamp, "
    "plan varchar(20), customer varchar(20))"
)
QUERY = "select id, score, comment, answered_at, plan, customer from nps order by id"

TABLE_OF_THE_TEST = pd.DataFrame({"score": [9]})
as_values = st.none() | st.booleans() | st.integers() | st.text() | st.decimals() | st.floats()


def _binaries():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server on this machine alone; its URL, without a database."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server is installed: there is no initdb")
    # initdb refuses to run as root.
    root = os.name == "posix" and os.geteuid() == 0
    person = "postgres" if root else getpass.getuser()
    before = ["runuser", "-u", person, "--"] if root else []
    folder = Path(tempfile.mkdtemp(prefix="nps-pg-"))
    if root:
        shutil.chown(folder, person)
    secret = folder / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    secret.chmod(0o644)
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def call(name, *arguments):
        command = [*before, str(binaries / name), *arguments]
        # The server must not keep a pipe of the tests open.
        with (folder / "said").open("ab") as said:
            subprocess.run(command, check=True, cwd=folder, stdout=said, stderr=said)

    data = folder / "data"
    call("initdb", "-D", str(data), "-U", "ann", "-A", "scram-sha-256", "--pwfile", str(secret),
         "-E", "UTF8", "--locale=C", "--no-sync")  # fmt: skip
    options = f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories={folder} -F"
    call("pg_ctl", "-D", str(data), "-o", options, "-l", str(data / "log"), "-w", "start")
    try:
        yield f"postgresql://ann:{PASSWORD}@127.0.0.1:{port}"
    finally:
        call("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def postgres_with(base, statements, rows=()):
    """Make a database of its own, so that no test sees another's tables; return its URL."""
    with closing(psycopg.connect(f"{base}/postgres", autocommit=True)) as connection:
        (n,) = connection.execute("select count(*) from pg_database").fetchone()
        connection.execute(f"create database survey{n}")
    with closing(psycopg.connect(f"{base}/survey{n}", autocommit=True)) as connection:
        for statement in statements:
            connection.execute(statement)
        for row in rows:
            connection.execute("insert into nps values (%s, %s, %s, %s, %s, %s)", row)
    return f"{base}/survey{n}"


def sqlite_with(folder, statements, rows=()):
    path = folder / "survey.db"
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        for row in rows:
            connection.execute("insert into nps values (?, ?, ?, ?, ?, ?)", row)
        connection.commit()
    return f"sqlite:///{path}"


def duckdb_with(folder, statements, rows=()):
    path = folder / "survey.duckdb"
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        for row in rows:
            connection.execute("insert into nps values (?, ?, ?, ?, ?, ?)", row)
    return f"duckdb:///{path}"


@pytest.fixture(params=["sqlite", "duckdb", "postgresql"])
def make_url(request, tmp_path):
    """Fill a database of each kind; return its URL."""
    if request.param == "postgresql":
        base = request.getfixturevalue("postgres")
        return lambda statements, rows=(): postgres_with(base, statements, rows)
    make = {"sqlite": sqlite_with, "duckdb": duckdb_with}[request.param]
    return lambda statements, rows=(): make(tmp_path, statements, rows)


@pytest.fixture
def survey_url(make_url):
    return make_url([TABLE], ROWS)


@pytest.fixture
def sqlite_url(tmp_path):
    return sqlite_with(tmp_path, [TABLE], ROWS)


@pytest.fixture
def queried(monkeypatch):
    """Settings of a query of a database."""

    def settings(url, query=QUERY, **inputs):
        monkeypatch.setenv(VARIABLE, url)
        source = {"query": query, "url_variable": VARIABLE}
        return Settings.from_dict({"source": source, "input": inputs})

    return settings


def as_csv():
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *[["" if v is None else v for v in r] for r in ROWS]])
    return text.getvalue()


@given(as_values)
def test_every_value_is_text_and_null_is_empty(value):
    text = text_of(value)
    assert isinstance(text, str)
    assert value is not None or text == ""


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_a_decimal_keeps_its_value_and_loses_its_last_zeros(value):
    text = text_of(value)
    assert Decimal(text) == value
    assert "." not in text or not text.endswith(("0", "."))


@given(st.integers(-(2**52), 2**52))
def test_a_whole_number_is_spelled_alike_whatever_its_type(value):
    assert text_of(float(value)) == text_of(value) == text_of(Decimal(value)) == str(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (0.1, "0.1"),
        (float("nan"), ""),
        (Decimal("1E+3"), "1000"),
        (Decimal("100"), "100"),
        (date(2025, 1, 2), "2025-01-02"),
        (
            datetime(2025, 1, 2, 3, 4, 5),  # noqa: DTZ001 - a database may name no zone
            "2025-01-02T03:04:05",
        ),
        (datetime(2025, 1, 2, tzinfo=UTC), "2025-01-02T00:00:00+00:00"),
        (
            datetime(2025, 1, 2, tzinfo=timezone(timedelta(hours=2))),
            "2025-01-01T22:00:00+00:00",
        ),
        ({"plan": "è", "n": Decimal("1.50")}, '{"plan": "è", "n": "1.5"}'),
        ([1, None], "[1, null]"),
    ],
)
def test_a_value_is_spelled_as_an_export_spells_it(value, text):
    assert text_of(value) == text


def test_a_database_gives_the_responses_of_the_file_with_the_same_rows(
    survey_url, queried, tmp_path
):
    file = tmp_path / "survey.csv"
    file.write_text(as_csv(), encoding="utf-8")
    of_file = read_survey(Settings.from_dict({"input": {"files": [str(file)]}}))
    of_query = read_survey(queried(survey_url))
    pd.testing.assert_frame_equal(of_query.responses, of_file.responses)
    assert of_query.adds_up
    assert of_query.profile.columns == of_file.profile.columns
    columns = ["row", "column", "reason"]
    pd.testing.assert_frame_equal(of_query.quarantine[columns], of_file.quarantine[columns])
    (source,) = of_query.quarantine["source"].unique()
    assert source.startswith("query of survey")
    assert of_query.quarantine["row"].tolist() == [5]


def test_types_of_a_database_become_text(make_url, queried):
    create = (
        "create table nps (a boolean, b numeric(6, 2), c double precision, d date, e timestamp, "
        "f bigint)"
    )
    url = make_url([create, "insert into nps values (true, 8.50, 9.0, '2025-01-02', "
                    "'2025-01-02 03:04:05', 9007199254740993)"])  # fmt: skip
    table, _ = read_query(queried(url, "select * from nps").source)
    row = table.cells.iloc[0].tolist()
    assert row[1:3] == ["8.5", "9"]
    assert row[3] == "2025-01-02"
    assert row[4].replace(" ", "T") == "2025-01-02T03:04:05"
    assert row[5] == "9007199254740993"
    assert row[0] in {"true", "1"}, "SQLite has no type of truth values"
    assert all(str(dtype) == "string" for dtype in table.cells.dtypes)


def test_an_instant_is_the_same_text_in_every_session_zone(postgres, tmp_path, queried):
    query = "select timestamptz '2025-06-01 12:00:00+02' as at, 9 as score"
    servers = [postgres_with(postgres, []), duckdb_with(tmp_path, [])]
    for url in [servers[0], f"{servers[0]}?options=-c%20TimeZone%3DAsia/Tokyo", servers[1]]:
        table, _ = read_query(queried(url, query).source)
        assert table.cells["at"].tolist() == ["2025-06-01T10:00:00+00:00"], url.partition(":")[0]


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("jsonb '{\"a\": [1, 2]}'", {"a": [1, 2]}),
        ("array[1, 2]", [1, 2]),
    ],
)
def test_json_and_arrays_of_postgresql_are_json(postgres, queried, expression, text):
    url = postgres_with(postgres, [])
    table, _ = read_query(queried(url, f"select 9 as score, {expression} as extra").source)
    assert json.loads(table.cells["extra"].iloc[0]) == text


def test_signs_that_drivers_take_for_parameters_are_part_of_the_query(survey_url, queried):
    query = QUERY.replace("order", "where comment like '%langsam%' or comment = ':x ? %s' order")
    table, _ = read_query(queried(survey_url, query).source)
    assert table.cells["id"].tolist() == ["r2"]


def test_binary_columns_are_refused_by_name(make_url, queried):
    url = make_url([])
    literal = {"sqlite": "x'00ff'", "duckdb": "'ab'::blob"}.get(url.partition(":")[0])
    query = f"select 9 as score, {literal or 'bytea $$ab$$'} as photo"
    with pytest.raises(InputError, match='column "photo" holds binary data'):
        read_query(queried(url, query).source)


def test_rows_are_read_in_chunks_and_none_is_lost(make_url, queried, monkeypatch):
    monkeypatch.setattr(engines, "CHUNK", 7)
    url = make_url(["create table nps (score integer)"])
    numbers = (
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 100) "
        "select i as id, i % 11 as score from n"
    )
    sizes = []
    as_text = pa.array
    monkeypatch.setattr(pa, "array", lambda c, **k: sizes.append(len(c)) or as_text(c, **k))
    table, digest = read_query(queried(url, numbers).source)
    monkeypatch.undo()
    assert table.cells["id"].tolist() == [str(i) for i in range(1, 101)]
    assert table.places["row"].tolist() == list(range(2, 102))
    assert max(sizes) <= 7
    monkeypatch.setenv(VARIABLE, url)
    source = {"query": numbers, "url_variable": VARIABLE}
    again = read_query(Settings.from_dict({"source": source}).source)
    assert again[1] == digest, "the hash does not depend on the chunks"


def test_the_hash_is_of_the_rows(sqlite_url, queried):
    def hash_of(query):
        return read_query(queried(sqlite_url, query).source)[1]

    assert hash_of(QUERY) == hash_of(f"{QUERY} limit 100")
    assert hash_of(QUERY) != hash_of(QUERY.replace("order by id", "where id <> 'r1'"))
    assert hash_of(QUERY) != hash_of(QUERY.replace("plan,", "plan as tier,"))


@pytest.mark.parametrize(
    "statement",
    [
        "delete from nps",
        "update nps set score = 10",
        "insert into nps (id) values ('x')",
        "drop table nps",
        "create table other (id integer)",
        "select 1 as score; delete from nps",
        "delete from nps returning score",
    ],
)
def test_a_statement_that_writes_is_refused_and_nothing_is_written(survey_url, queried, statement):
    with pytest.raises(InputError, match="query of survey"):
        read_survey(queried(survey_url, statement))
    assert len(read_survey(queried(survey_url)).responses) == 4


def test_a_function_that_writes_is_refused_by_the_read_only_transaction(postgres, queried):
    body = "create function wipe() returns integer language sql as 'delete from nps returning 1'"
    url = postgres_with(postgres, [TABLE, body], ROWS)
    with pytest.raises(InputError, match="read-only transaction"):
        read_survey(queried(url, "select wipe() as score"))
    assert read_survey(queried(url)).rows_read == 5


@pytest.mark.parametrize("statement", ["attach '{}' as other", "vacuum into '{}'"])
def test_sqlite_writes_no_file_for_a_query(sqlite_url, queried, tmp_path, statement):
    other = tmp_path / "other.db"
    with pytest.raises(InputError, match="query of survey"):
        read_survey(queried(sqlite_url, statement.format(other)))
    assert not other.exists()


def test_duckdb_writes_no_file_for_a_query(tmp_path, queried):
    url = duckdb_with(tmp_path, [TABLE], ROWS)
    out = tmp_path / "out.csv"
    with pytest.raises(InputError, match="one SELECT"):
        read_survey(queried(url, f"copy nps to '{out}'"))
    assert not out.exists()


def test_duckdb_sees_no_variable_of_this_program(tmp_path, queried):
    settings = queried(duckdb_with(tmp_path, []), "select * from TABLE_OF_THE_TEST")
    with pytest.raises(InputError, match="TABLE_OF_THE_TEST"):
        read_query(settings.source)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select nothing from nps", "nothing"),
        ("selec 1", "selec"),
        ("select id, score from nps where 1 = 0", "gives no row"),
        ("select score, score from nps", 'two columns are called "score"'),
    ],
)
def test_a_query_that_fails_says_why_on_one_line(survey_url, queried, query, said):
    with pytest.raises(InputError, match=said) as raised:
        read_survey(queried(survey_url, query))
    assert "\n" not in str(raised.value)
    assert PASSWORD not in str(raised.value)


def everything_said(error):
    """The error and all that Python would print with it."""
    said = ""
    while error is not None:
        said += f"{error!r} {error}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return said


@pytest.mark.parametrize(
    "change",
    [
        lambda url: url.replace(PASSWORD, "wrong-horse-7"),
        lambda url: url.replace(PASSWORD, "wrong%2Dhorse%2D7"),
        lambda url: url.replace(f":{PASSWORD}", "") + "?password=wrong-horse-7",
        lambda url: url.replace(PASSWORD, "wrong@horse"),
        lambda url: url.replace(PASSWORD, "wrong-horse-7") + "-which-is-not-there",
        lambda url: f"postgresql://ann:wrong-horse-7@127.0.0.1:{_closed_port()}/survey",
        lambda url: "postgresql://ann:wrong-horse-7@127.0.0.1:port/survey",
        lambda url: "postgresql://ann:wrong-horse-7@wrong-horse-7.invalid/survey",
        lambda url: "ann:wrong-horse-7@127.0.0.1/survey",
        lambda url: "oracle7://ann:wrong-horse-7@127.0.0.1/survey",
        lambda url: "mysql://ann:wrong-horse-7@127.0.0.1/survey",
    ],
)
def test_no_error_shows_the_password(postgres, queried, change):
    url = change(postgres_with(postgres, [TABLE]))
    with pytest.raises(NPSReasonsError) as raised:
        read_survey(queried(url))
    said = everything_said(raised.value)
    assert "horse" not in said
    assert PASSWORD not in said


def _closed_port():
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_a_wrong_password_and_a_host_that_refuses_are_told_apart(postgres, queried):
    url = postgres_with(postgres, [TABLE])
    with pytest.raises(InputError, match="password authentication failed"):
        read_survey(queried(url.replace(PASSWORD, "other")))
    with pytest.raises(InputError, match="refused"):
        read_survey(queried(f"postgresql://ann@127.0.0.1:{_closed_port()}/survey"))


@pytest.mark.parametrize(
    ("url", "error", "said"),
    [
        ("", UsageError, f"{VARIABLE} is not set"),
        ("survey.db", UsageError, "holds no database URL"),
        ("sqlite://", UsageError, "names no file"),
        ("sqlite:///:memory:", UsageError, "names no file"),
        ("sqlite:///nowhere.db", InputError, "no such database"),
        ("duckdb:///nowhere.duckdb", InputError, "no such database"),
        ("postgersql://ann@localhost/survey", UsageError, "no database known"),
        ("mysql://ann@localhost/survey", UsageError, "driver MySQLdb is not installed"),
    ],
)
def test_a_url_that_leads_nowhere_is_refused(queried, url, error, said):
    with pytest.raises(error, match=said):
        read_survey(queried(url))


def test_a_file_that_is_no_database_is_refused(tmp_path, queried):
    (tmp_path / "notes.db").write_text("not a database, but long enough for a header " * 50)
    for kind in ("sqlite", "duckdb"):
        with pytest.raises(InputError, match=r"query of notes\.db: the database says"):
            read_survey(queried(f"{kind}:///{tmp_path / 'notes.db'}"))


@pytest.mark.parametrize(
    ("scheme", "module", "library"),
    [
        ("duckdb", "duckdb", "DuckDB"),
        ("postgresql", "sqlalchemy", "SQLAlchemy"),
    ],
)
def test_a_missing_driver_says_which_extra_to_install(
    monkeypatch, queried, scheme, module, library
):
    monkeypatch.setattr(engines, "find_spec", lambda name: None if name == module else object())
    with pytest.raises(MissingExtraError, match=rf"{library}.*nps-reasons\[db\]"):
        read_survey(queried(f"{scheme}://ann@127.0.0.1/survey"))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({"url_variable": VARIABLE}, "either query or query_file"),
        ({"query": "select 1", "query_file": "a.sql", "url_variable": VARIABLE}, "either"),
        ({"query": "  ", "url_variable": VARIABLE}, "empty"),
        ({"query": "select 1"}, "url_variable is missing"),
    ],
)
def test_a_source_that_is_half_named_is_refused(source, said):
    with pytest.raises(UsageError, match=said):
        read_survey(Settings.from_dict({"source": source}))


@pytest.mark.parametrize("key", ["url_variable", "url"])
def test_a_url_in_the_settings_is_refused_and_not_shown(key):
    with pytest.raises(UsageError, match="url_variable") as raised:
        Settings.from_dict({"source": {key: f"postgresql://ann:{PASSWORD}@db.example/x"}})
    assert PASSWORD not in str(raised.value)


def test_files_and_a_query_together_are_refused(queried, sqlite_url):
    with pytest.raises(UsageError, match="both survey files"):
        read_survey(queried(sqlite_url, files=["survey.csv"]))


def test_attributes_join_the_rows_of_a_query(survey_url, queried, tmp_path):
    customers = tmp_path / "customers.csv"
    customers.write_text("customer,region\nc1,North\nc2,South\nc3,North\nc9,West\n")
    reading = read_survey(queried(survey_url, attributes=[str(customers)]))
    regions = reading.responses.set_index("response_id")["region"].to_dict()
    assert regions == {"r1": "North", "r2": "South", "r3": "North", "r5": "(blank)"}
    assert reading.adds_up


def test_the_settings_file_alone_reads_a_database(tmp_path, sqlite_url, monkeypatch):
    monkeypatch.setenv(VARIABLE, sqlite_url)
    (tmp_path / "survey.sql").write_text(f"-- the survey\n{QUERY};\n", encoding="utf-8")
    toml = tmp_path / "nps.toml"
    toml.write_text(f'[source]\nquery_file = "survey.sql"\nurl_variable = "{VARIABLE}"\n')
    reading = nr.read(settings=nr.Settings.from_toml(toml))
    assert len(reading.responses) == 4
    (name, digest), *others = reading.source.hashes.items()
    assert (name, len(digest), others) == ("query of survey.db", 64, [])
    said = CliRunner().invoke(app, ["check", str(toml), "--json"])
    assert said.exit_code == 0
    assert json.loads(said.stdout)["kept"] == 4


def test_a_run_from_a_database_names_its_hash_and_not_its_password(postgres, tmp_path, monkeypatch):
    url = postgres_with(postgres, [TABLE], ROWS)
    monkeypatch.setenv(VARIABLE, url)
    toml = tmp_path / "nps.toml"
    toml.write_text(f'[source]\nquery = "{QUERY}"\nurl_variable = "{VARIABLE}"\n')
    out = tmp_path / "out"
    said = CliRunner().invoke(app, ["run", str(toml), "--out", str(out), "--quiet"])
    assert said.exit_code == 0, said.output
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest["input_sha256"]) == [f"query of {url.rpartition('/')[2]}"]
    for file in out.rglob("*"):
        assert not file.is_file() or PASSWORD.encode() not in file.read_bytes(), file.name


def test_reading_without_a_file_or_a_query_is_refused():
    with pytest.raises(UsageError, match=r"\[source\] query"):
        nr.read()
    assert database_module.KINDS == engines.KINDS
