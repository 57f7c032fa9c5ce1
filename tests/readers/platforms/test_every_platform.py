"""What holds for every entry of the registry."""

import re

import pytest

from nps_reasons.readers.formats.delimited import read_delimited
from nps_reasons.readers.platforms import READERS, profile_of

PLAIN = b"id,score,comment,date,plan\n1,9,Quick answers,2025-01-03,pro\n2,3,Slow,2025-01-04,pro\n"


@pytest.fixture
def plain():
    return read_delimited(PLAIN, source="a.csv")


@pytest.mark.parametrize("platform", READERS.values(), ids=READERS)
def test_its_pattern_of_machinery_can_be_used(platform):
    re.compile(platform.machinery)


@pytest.mark.parametrize("platform", READERS.values(), ids=READERS)
def test_forced_on_a_plain_table_it_loses_no_row(platform, plain):
    prepared = platform.prepare(plain)
    aside = sum(len(table) for table in prepared.set_aside)
    assert prepared.read == {"a.csv": len(prepared.cells) + aside}
    assert prepared.places.index.equals(prepared.cells.index)


@pytest.mark.parametrize("platform", READERS.values(), ids=READERS)
def test_the_roles_it_gives_are_known_and_their_columns_exist(platform, plain):
    prepared = platform.prepare(plain)
    roles = platform.roles(prepared)
    assert set(roles.values()) <= set(prepared.columns)


def test_a_plain_table_is_nobody_s_export(plain):
    assert profile_of(plain) == "generic"


def test_an_odd_order_of_columns_changes_no_profile(plain):
    turned = plain.cells[plain.columns[::-1]].to_csv(index=False).encode()
    assert profile_of(read_delimited(turned, source="a.csv")) == "generic"
