"""The accounts hold whatever is joined: every row of every file is kept, unused or set aside."""

import csv
import io
import json

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import nps_reasons as nr
from nps_reasons.commands.jobs import account_of

PEOPLE = st.sampled_from(
    ["", "ann@x.example", " Ann@X.example", "bo@x.example", "n/a", "cy@x.example"]
)
SCORES = st.sampled_from(["0", "3", "7", "9", "10", "10", "", "eleven", "12"])
DATES = st.sampled_from(["2025-01-05", "2025-03-31", "2025-04-01", "", "2025-02-30"])
SURVEYS = st.lists(st.tuples(PEOPLE, SCORES, DATES), min_size=1, max_size=12)
CUSTOMERS = st.lists(st.tuples(PEOPLE, st.sampled_from(["pro", "basic"])), max_size=8)
TICKETS = st.lists(st.tuples(PEOPLE, DATES, st.sampled_from(["Open", "Closed"])), max_size=8)


def csv_of(header, rows):
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerows([header, *rows])
    return buffer.getvalue()


@settings(max_examples=60, derandomize=True)
@given(
    survey=SURVEYS,
    customers=CUSTOMERS,
    tickets=TICKETS,
    repeats=st.sampled_from(["all", "latest"]),
)
def test_every_row_of_every_file_is_accounted_for_once(
    survey, customers, tickets, repeats, tmp_path_factory
):
    folder = tmp_path_factory.mktemp("files")
    numbered = [(i, *row) for i, row in enumerate([("dee@x.example", "9", "2025-01-01"), *survey])]
    (folder / "s.csv").write_text(csv_of(["id", "email", "score", "date"], numbered))
    (folder / "c.csv").write_text(csv_of(["email", "plan"], [("dee@x.example", "pro"), *customers]))
    (folder / "t.csv").write_text(
        csv_of(
            ["Ticket ID", "Requester email", "Created at", "Status"],
            [(i, *t) for i, t in enumerate([("dee@x.example", "2024-12-30", "Open"), *tickets])],
        )
    )
    chosen = nr.Settings.from_dict({"input": {"repeats": repeats}})
    files = [folder / "c.csv", folder / "t.csv"]
    reading = nr.read(folder / "s.csv", attributes=files, settings=chosen)

    scores, *others = reading.source.counts
    assert all(count.adds_up for count in reading.source.counts)
    assert (scores.read, scores.kept) == (len(numbered), len(reading.responses))
    assert [count.read for count in others] == [len(customers) + 1, len(tickets) + 1]
    aside = reading.quarantine["source"].value_counts()
    assert all(count.quarantined == aside.get(count.source, 0) for count in reading.source.counts)
    for coverage in reading.coverage:
        known = coverage.matched + coverage.unmatched + coverage.no_key
        assert known == len(reading.responses)
    account = json.loads(json.dumps(account_of(reading)))
    assert account["read"] == sum(
        file["kept"] + file["unused"] + file["quarantined"] for file in account["files"]
    )
    alone = nr.read(folder / "s.csv", settings=chosen)
    pd.testing.assert_series_equal(
        reading.responses[["score", "response_id"]].set_index("response_id")["score"],
        alone.responses[["score", "response_id"]].set_index("response_id")["score"],
    )
