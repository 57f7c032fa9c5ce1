"""Each page of docs/platforms is true: its headers are recognised, its columns are named."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from nps_reasons.readers import READERS
from nps_reasons.readers.formats.delimited import read_delimited
from nps_reasons.readers.platforms import profile_of

FOLDER = Path(__file__).parents[1] / "docs" / "platforms"
PAGES = sorted(FOLDER.glob("*.md"))
PARTS = [
    "Export it",
    "What the file looks like",
    "What is recognised",
    "Traps",
    "Run it",
    "If it is not recognised",
]
CELLS = {"Timestamp": "2025/10/03 2:05:11 PM GMT+2"}
"""Cells that a platform is known by; any other is 1."""


def profiles_of(page):
    """Return the profiles that a page says it is about."""
    (line,) = re.findall(r"^Profile: (.+?)\.", page.read_text(encoding="utf-8"), re.MULTILINE)
    return re.findall(r"`(\w+)`", line)


def headers_of(page):
    return re.findall(r"```csv\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def table_of(header):
    """Return the table with these header lines and one row."""
    names = next(csv.reader(io.StringIO(header)))
    row = ",".join(CELLS.get(name, "1") for name in names)
    return read_delimited(f"{header}{row}\n".encode(), source="export.csv")


def test_every_platform_has_one_page_that_names_its_profile():
    named = [profile for page in PAGES for profile in profiles_of(page)]
    assert sorted(named) == sorted(READERS)


def test_every_page_is_linked_from_the_page_of_exports():
    text = (FOLDER.parent / "exports.md").read_text(encoding="utf-8")
    for page in PAGES:
        assert f"(platforms/{page.name})" in text, page.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_the_same_parts_as_every_other(page):
    headings = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert headings == PARTS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_headers_that_a_page_shows_are_recognised(page):
    found = {profile_of(table_of(header)) for header in headers_of(page)}
    assert found == set(profiles_of(page))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_names_the_columns_that_the_platform_gives_a_role(page):
    text = page.read_text(encoding="utf-8")
    for header in headers_of(page):
        table = table_of(header)
        platform = READERS[profile_of(table)]
        for column in platform.roles(platform.prepare(table)).values():
            assert column in text, column
