"""Delimited text: the fast way and the exact way give the same table, or the fast one declines."""

import codecs

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nps_reasons.errors import InputError
from nps_reasons.readers.formats import wellformed
from nps_reasons.readers.formats.delimited import delimiter_of, read_delimited, read_exactly
from nps_reasons.readers.formats.wellformed import read_well_formed

PIECES = (
    "a",
    "7",
    " ",
    '"',
    '""',
    ",",
    ";",
    "\t",
    "|",
    "\n",
    "\r\n",
    "\r",
    "é",
    "\U0001f642",
    "\0",
)
CELLS = st.text(alphabet=st.sampled_from('ab ,;"\n\r\té\U0001f642'), max_size=6)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


def outcome(read, data):
    """Everything a reading gives, or its error, in a form that can be compared."""
    try:
        table = read(data, source="x.csv")
    except InputError as error:
        return str(error)
    aside = [part.astype("string").fillna("<NA>").to_dict("list") for part in table.set_aside]
    return {
        "cells": table.cells.to_dict("list"),
        "types": table.cells.dtypes.astype(str).tolist(),
        "index": table.cells.index.tolist(),
        "places": table.places.to_dict("list"),
        "place types": table.places.dtypes.astype(str).to_dict(),
        "read": table.read,
        "aside": aside,
        "notes": table.notes,
        "unnamed": table.unnamed,
    }


def assert_both_ways_agree(data):
    assert outcome(read_delimited, data) == outcome(read_exactly, data)


@st.composite
def written_tables(draw):
    """Text of a table as a program writes it, with quotes where they are needed, or everywhere."""
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=6))
    delimiter, end = draw(st.sampled_from(",;\t|")), draw(ENDS)
    all_quoted = draw(st.booleans())

    def written(cell):
        if all_quoted or any(mark in cell for mark in ',;"\n\r\t|'):
            return '"' + cell.replace('"', '""') + '"'
        return cell

    names = [[f"n{i}" for i in range(width)]]
    lines = [delimiter.join(map(written, row)) for row in [*names, *rows]]
    return end.join(lines) + draw(st.sampled_from(["", end, end + end, end + "  " + end]))


@given(written_tables(), st.booleans())
def test_a_table_as_programs_write_it_reads_the_same_both_ways(text, marked):
    assert_both_ways_agree(codecs.BOM_UTF8 * marked + text.encode())


@given(written_tables(), st.data())
def test_a_damaged_table_reads_the_same_both_ways(text, data):
    at = data.draw(st.integers(0, len(text)))
    until = at + data.draw(st.integers(0, 3))
    piece = data.draw(st.sampled_from(["", *PIECES]))
    assert_both_ways_agree((text[:at] + piece + text[until:]).encode())


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@example('1,x"y\n')
@example('1,"x"y"z"\n')
@example('1,"x\n')
@example('1,"x""\n')
@example('1,x"z\n2,"x')
@example('1,""')
@example("1,2\n\n3,4\n")
@example('1,"x\n\ny"\n,\n')
@example("1,2\r\r\n3,4")
@example('1, "x,y"\n')
@example('1,"x" ,\n')
@example("1,\n2,\n")
@example("1,2,\n3,4,\n")
@example("\n\n1,2\n")
def test_any_text_below_a_header_reads_the_same_both_ways(text):
    assert_both_ways_agree(b"a,b\n" + text.encode())


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example("\ufeff\ufeffa,b\n1,2\n")
@example('"a\nb",c\n1,"x\r\ny"\n2,z\n')
@example(",\n1,2\n")
@example(" ,\t\n1,2\n")
@example("a,a,\n1,2,\n")
@example("\na,b\n1,2\n")
@example("a,b\n")
def test_any_text_at_all_reads_the_same_both_ways(text):
    assert_both_ways_agree(text.encode())


@given(st.binary(max_size=40))
def test_any_bytes_read_the_same_both_ways(data):
    assert_both_ways_agree(b"a,b\n1,2\n" + data)


@example(text='n0,n1\n,";"\n,\U0001f642\n,";;;;éé"\n,"\r\n"', block=8)
@given(text=written_tables(), block=st.integers(8, 64))
def test_blocks_of_any_size_read_the_same_both_ways(text, block):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wellformed, "_BLOCK", block)
        assert_both_ways_agree(text.encode())


def test_the_fast_way_is_taken_where_the_text_is_well_formed():
    lines = [f'{i},"Nice, but\nslow ""today"" \U0001f642",{i % 11}' for i in range(100)]
    data = ("\ufeffid,comment,score\r\n" + "\r\n".join(lines) + "\r\n").encode()
    found = read_well_formed(data, delimiter=",", width=3)
    assert found is not None
    assert list(found.rows) == list(range(2, 202, 2))
    assert found.columns[1][99].as_py() == 'Nice, but\nslow "today" \U0001f642'
    assert_both_ways_agree(data)


@pytest.mark.parametrize(
    "data",
    [
        b"a,b\n1\n",
        b"a,b\n1,2,3\n",
        b'a,b\n1,"x\n',
        b"a,b\n1,\0\n",
        b"a,b\n1,2\n\n3,4\n",
        b"a,b\n",
        "a,b\n1,Größe\n".encode("cp1252"),
        "a,b\n1,2\n".encode("utf-16"),
    ],
    ids=["short", "wide", "open quote", "NUL", "blank line", "no row", "code page", "UTF-16"],
)
def test_the_fast_way_declines_what_is_odd(data):
    assert read_well_formed(data, delimiter=",", width=2) is None


def test_a_column_with_words_for_nothing_keeps_its_words():
    table = read_delimited(b"a,b\nNA,\nnull,NaN\n", source="x.csv")
    assert table.cells.to_dict("list") == {"a": ["NA", "null"], "b": ["", "NaN"]}


def test_a_cell_longer_than_a_block_is_read():
    long = "x" * (wellformed._BLOCK + 1)
    table = read_delimited(f"a,b\n1,{long}\n2,y\n".encode(), source="x.csv")
    assert table.cells["b"].str.len().tolist() == [len(long), 1]


def test_five_thousand_columns_keep_their_names_and_cells():
    names = [f"c{i}" for i in range(5_000)]
    lines = [",".join(names), *(",".join([str(row)] * 5_000) for row in range(3))]
    table = read_delimited("\n".join(lines).encode(), source="x.csv")
    assert table.columns == names
    assert table.cells.iloc[:, -1].tolist() == ["0", "1", "2"]


def test_lines_are_told_in_a_quarantine_whichever_way_is_taken(survey):
    text = 'id,score,comment\n1,9,"a\nb"\n2,x,c\n3,10,"d\r\n\r\ne"\n4,y,f\n'
    reading = survey({"a.csv": text})
    assert reading.quarantine["row"].tolist() == [4, 8]
    damaged = survey({"a.csv": text + "5\n"})
    pd.testing.assert_frame_equal(damaged.quarantine.iloc[:2], reading.quarantine)


def test_the_header_decides_between_delimiters():
    assert delimiter_of("id;score\n1;9,0\n2;8,5\n") == ";"
