"""A small survey, a sample drawn from it, and people who code it in a workbook."""

import openpyxl
import pandas as pd
import pytest

from nps_reasons.audit import draw, read_coding, workbook
from nps_reasons.themes.codeframe import read_codeframe

THEMES = """
version = 3
name = "shop"
[[themes]]
id = "price"
label = "Price"
definition = "What it costs."
keywords = ["dear", "cheap"]
examples = ["too dear"]
counter_examples = ["dear me"]
[[themes]]
id = "staff-attitude"
label = "Staff: manners"
definition = "How people behave."
[[themes]]
id = "speed"
label = "How long it takes"
definition = "Waiting."
[[themes]]
id = "old"
label = "Gone"
definition = "No longer used."
retired = true
"""


def make_responses(n=40, *, period="2025Q4", prefix="r", silent=0):
    groups = ("promoter", "passive", "detractor")
    return pd.DataFrame(
        {
            "response_id": [f"{prefix}{i:02}" for i in range(n)],
            "period": period,
            "group": [groups[i % 3] for i in range(n)],
            "reason": [f"Reason number {i}" if i >= silent else None for i in range(n)],
        }
    )


class Desk:
    """A workbook on its way through the hands of coders, by openpyxl."""

    def __init__(self, path, frame, responses, **asked):
        self.path, self.frame, self.responses = path, frame, responses
        self.drawn = draw(responses, periods=sorted(responses["period"].unique()), **asked)
        path.write_bytes(workbook(self.drawn, frame, inputs={"survey.csv": "ab12"}))
        self.book = openpyxl.load_workbook(path)

    def rows_of(self, coder, response_id):
        sheet = self.book[coder]
        return [cell.row for cell in sheet["A"] if str(cell.value) == response_id]

    def code(self, coder, response_id, *labels):
        """Fill in (theme, sign) in the rows of a response; returns the rows."""
        rows = self.rows_of(coder, response_id)
        for row, (theme, sign) in zip(rows, labels, strict=False):
            self.put(coder, row, theme, sign)
        return rows

    def put(self, coder, row, theme, sign):
        self.book[coder].cell(row, 3).value = theme
        self.book[coder].cell(row, 4).value = sign

    def code_all(self, *coders, theme="price", sign="negative"):
        for coder in coders or self.drawn.coders:
            for response_id in self.drawn.asked(coder)["response_id"]:
                self.code(coder, response_id, (theme, sign))

    def save(self):
        self.book.save(self.path)
        return self.path

    def read(self, **changes):
        known = {"codeframe": self.frame, "responses": self.responses} | changes
        frame = known.pop("codeframe")
        return read_coding(self.save(), frame, **known)


@pytest.fixture
def frame(tmp_path):
    path = tmp_path / "shop.toml"
    path.write_text(THEMES)
    return read_codeframe(path)


@pytest.fixture
def make_desk(tmp_path, frame):
    def make(responses=None, **asked):
        asked = {"size": 20, "both": 6} | asked
        responses = make_responses() if responses is None else responses
        known = asked.pop("frame", frame)
        return Desk(tmp_path / "audit.xlsx", known, responses, **asked)

    return make


@pytest.fixture
def desk(make_desk):
    """Twenty of forty responses drawn; both coders code six of them."""
    return make_desk()
