"""Keys: spellings of one address or id, and which columns join two files."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.errors import UsageError
from nps_reasons.privacy import address_of
from nps_reasons.readers.joins.keys import find_key, key_asked, keys_found, keys_of, salesforce_id
from nps_reasons.readers.rawtable import RawTable

letters = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8)
addresses = st.builds(lambda name, host: f"{name}@{host}.example", letters, letters)


def table(name="t.csv", /, **columns):
    cells = pd.DataFrame(columns, dtype="string[pyarrow]")
    places = pd.DataFrame({"source": name, "row": range(2, 2 + len(cells)), "unfinished": False})
    return RawTable(cells, places, {name: len(cells)})


@given(addresses, st.sampled_from(["{}", " {} ", "mailto:{}", '"A. B." <{}>', "<mailto:{}>"]))
def test_every_spelling_of_an_address_is_the_same_key(address, spelling):
    assert address_of(spelling.format(address)) == address
    assert address_of(spelling.format(address.upper())) == address


@given(addresses)
def test_spelling_an_address_twice_changes_nothing(address):
    assert address_of(address_of(address)) == address_of(address)


def test_plus_tags_and_dots_are_other_addresses():
    spelled = {address_of(f"{n}@example.com") for n in ("da.na", "dana", "dana+b")}
    assert len(spelled) == 3


def test_a_domain_has_one_spelling():
    assert address_of("x@Bücher.example") == address_of("x@xn--bcher-kva.example")


@pytest.mark.parametrize("cell", ["", "n/a", "@", "dana@", "@example.com", "none"])
def test_what_is_no_address_is_no_key(cell):
    assert address_of(cell) == ""


def test_salesforce_ids_are_compared_by_15_characters_whose_case_matters():
    assert salesforce_id("003000000AbCdE1AAV") == salesforce_id(" 003000000AbCdE1 ")
    assert salesforce_id("003000000AbCdE1") != salesforce_id("003000000AbCde1")


def test_other_ids_are_trimmed_and_exact():
    assert keys_of(pd.Series([" 007 ", "7", "Ab"]), "id").tolist() == ["007", "7", "Ab"]


def test_of_several_ids_the_first_that_is_known_counts():
    cells = pd.Series(["1;2", "9; 2", "9;8", "a;b", ";"])
    assert keys_found(cells, "id", {"2", "a;b"}).tolist() == ["2", "2", "9", "a;b", ""]


def test_columns_of_the_same_name_come_before_addresses():
    left = table(customer_id=["a", "b"], email=["x@x.example", "y@y.example"])
    key = find_key(left, table(Customer_ID=["b", "c"], mail=["x@x.example", "z@z.example"]))
    assert (key.left, key.right, key.kind) == ("customer_id", "Customer_ID", "id")


def test_an_id_that_names_nobody_yields_to_addresses():
    left = table(id=["1", "2"], mail=["X@x.example", "y@y.example"])
    key = find_key(left, table(id=["2", "1"], contact=["x@x.example", "y@y.example"]))
    assert (key.left, key.right, key.kind) == ("mail", "contact", "e-mail")


def test_salesforce_ids_join_whatever_their_columns_are_called():
    left = table(who=["0035e00000AbCdEAAV", "0035e00000AbCdeAAF"], n=["1", "2"])
    key = find_key(left, table(person=["0035e00000AbCdE", "0035e00000AbCde"]))
    assert (key.left, key.right, key.kind) == ("who", "person", "Salesforce id")


def test_ids_whose_values_overlap_join_and_counted_rows_do_not():
    right = table(**{"Record ID": ["8001", "8002", "8003"], "city": ["A", "B", "C"]})
    several = table(**{"Associated Contact IDs": ["8002;9999", "8001"]})
    assert find_key(several, right).right == "Record ID"
    assert find_key(table(row_no=["1", "2", "3"]), table(ticket_no=["1", "2", "3"])) is None


def test_a_key_may_be_asked_for_by_its_name_in_either_file():
    left, right = table(who=["a", "b"]), table(ref=["b", "a"], plan=["x", "y"])
    assert key_asked(left, right, "who").right == "ref"
    assert key_asked(left, right, "REF").left == "who"
    assert key_asked(left, table(plan=["x", "y"]), "who") is None
    with pytest.raises(UsageError, match=r'there is no column "hwo" \(--key\); did you mean'):
        key_asked(left, right, "hwo")


def test_cells_that_say_there_is_none_are_no_key():
    assert keys_of(pd.Series(["n/a", "-", "None", "c1"]), "id").tolist() == ["", "", "", "c1"]


def test_one_strange_cell_does_not_make_salesforce_ids_other_ids(survey):
    ids = [f"0035e00000Ab{i:02d}E" for i in range(20)]
    responses = "\n".join(f"{i},{id_},{i % 11}" for i, id_ in enumerate(ids))
    crm = "\n".join(f"{id_}AAV,pro" for id_ in ids)
    read = survey(
        {
            "s.csv": f"id,Contact ID,score\n{responses}\n99,unknown,9\n",
            "crm.csv": f"Id,plan\n{crm}\n",
        },
        attributes=["crm.csv"],
    )
    assert (read.coverage[0].matched, read.coverage[0].unmatched) == (20, 1)


def test_reasons_join_on_addresses_however_they_are_spelled(survey):
    read = survey(
        {
            "s.csv": "email,score\nAnn@x.example,9\nbo@x.example,3\n",
            "r.csv": "email,why\nann@x.example,Quick\nmailto:bo@x.example,Slow\n",
        },
        reasons="r.csv",
        key="email",
    )
    assert sorted(read.responses["reason"]) == ["Quick", "Slow"]
    assert read.quarantine.empty


def test_customers_are_customers_whatever_they_say_of_themselves(survey):
    read = survey(
        {
            "s.csv": "customer_id,score,why\nc1,9,Quick\nc2,3,Slow\n",
            "crm.csv": "customer_id,status,excluded\nc1,test,yes\nc2,partial,yes\n",
        },
        attributes=["crm.csv"],
    )
    assert (read.coverage[0].matched, len(read.quarantine)) == (2, 0)
