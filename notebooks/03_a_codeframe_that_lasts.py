# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A codeframe that lasts
#
# "Next quarter the topics are different, and nobody knows how often the tags are right." Here a
# codeframe is copied, completed, kept and measured.
#
# The survey is that of the first notebook, its last two quarters. What every comment speaks of was
# planted, so that we can play the people who code, and see who is right.

# %%
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd

import nps_reasons as nr
from nps_reasons.demo import generate_survey
from nps_reasons.themes import general_codeframe, read_codeframe
from nps_reasons.themes.writing import codeframe_toml

folder = Path(tempfile.mkdtemp())
survey = generate_survey(coded=0)
comments = survey.table[survey.table["responded_at"] >= "2024-10-01"]
comments.to_csv(folder / "survey.csv", index=False)


def command(*words: object) -> str:
    """What `nps-reasons` prints, run in the folder of the survey."""
    done = subprocess.run(  # noqa: S603 - the words stand below
        [sys.executable, "-m", "nps_reasons", *map(str, words)],
        cwd=folder,
        env={**os.environ, "FORCE_COLOR": ""},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# %% [markdown]
# ## An own copy
#
# The list of themes is a file of ours, so that no update and no re-run changes it. TechCorp copied
# the general codeframe, and nobody thought of a theme for the onboarding of new customers.
# (`nps-reasons themes list --out themes.toml` makes the copy, whole.)

# %%
general = general_codeframe()
kept = tuple(theme for theme in general.themes if theme.id != "onboarding")
own = replace(general, themes=kept, name="techcorp")
(folder / "themes.toml").write_text(codeframe_toml(own), encoding="utf-8")
print(command("themes", "list", "--codeframe", "themes.toml")[:700], "...")

# %% [markdown]
# The first run. Fast models are enough here; drop `--tier` for the better ones.

# %%
TIER = ("--tier", "fast")
_ = command("run", "survey.csv", "--codeframe", "themes.toml", *TIER, "--out", "report", "--quiet")

# %% [markdown]
# ## What do the themes leave out?
#
# `themes discover` groups the clauses that no theme covers by their meaning. It proposes, in a
# file; a machine cannot know which themes a company can act on, so that a person decides. The more
# groups are asked for (`--most`), the more of them are chance: two halves of the comments tell.

# %%
if find_spec("bertopic"):
    asked = ("survey.csv", "--codeframe", "themes.toml", "--most", 6, *TIER)
    print(command("themes", "discover", *asked, "--out", "proposals.toml"))
    proposed = read_codeframe(folder / "proposals.toml").themes
else:
    proposed = ()
    print('Discovery needs BERTopic: pip install ".[topics]". We go on without proposals.')
for theme in proposed:
    print(f"{theme.id}: {', '.join(theme.keywords[:4])}\n    {theme.examples[0]}")

# %% [markdown]
# ## Accept, merge, rename
#
# Some groups are remarks that need no theme, and some are one theme in two halves: what speaks of
# implementation and of onboarding is ours. Each command makes a new version of the file, and
# nothing is lost: what is merged away stays in it, retired. (An id never changes; to have a better
# one, write it into the proposals first.)

# %%
telling = {"implementation", "onboarding", "onboarding sessions"}
ours = [theme.id for theme in proposed if telling & {*theme.keywords}]
said = "How new customers are set up, trained and brought to use the product."
if ours:
    into = ours[0]
    accepted = [word for theme in ours for word in ("--accept", theme)]
    print(command("themes", "apply", "themes.toml", "proposals.toml", *accepted))
else:
    into = "getting-started"
    added = ("--add", f"{into}=Getting started", "--keyword", f"{into}=onboarding")
    print(command("themes", "apply", "themes.toml", *added, "--define", f"{into}={said}"))

# %%
merged = ("--merge", f"{','.join(ours[1:])}={into}") if ours[1:] else ()
edits = (
    *("--rename", f"{into}=Onboarding", "--define", f"{into}={said}", *merged),
    *("--merge", "waiting-time=response-time", "--note", "workshop", "--on", "2025-04-02"),
)
print(command("themes", "apply", "themes.toml", *edits))

# %% [markdown]
# The file remembers what was done, and when someone said it was. No clock is read.

# %%
told = command("themes", "list", "--codeframe", "themes.toml", "--history")
print(told[told.index("Version 2") :])

# %% [markdown]
# ## The past, by the new themes
#
# A trend that compares last quarter by the old themes with this one by the new would show our
# edits, not our customers. `themes backcast` tags every period of the earlier run again, and says
# what that did to figures which people have already seen.

# %%
asked = ("report", "--codeframe", "themes.toml", *TIER, "--out", "again", "--quiet")
_ = command("themes", "backcast", *asked)
restated = pd.read_parquet(folder / "again/tables/restated.parquet")
moved = (restated["reach_after"] - restated["reach_before"]).abs()
shown = ["period", "label", "reach_before", "reach_after", "both", "only_before", "only_after"]
largest = restated.assign(moved=moved).query("sign == 'all'").nlargest(6, "moved")
largest[[*shown, "why"]].round(3)

# %% [markdown]
# ## Are the tags right?
#
# Two people code a random sample, without seeing score or tags: only a sample with known
# probabilities speaks for all comments, and only two people show how clear the themes are.

# %%
drawn = ("--codeframe", "themes.toml", "--size", 400, "--both", 100, "--out", "audit.xlsx")
print(command("audit", "sample", "again", *drawn))

# %% [markdown]
# Here the coders know what was planted, and each forgets one label of ten.


# %%
def code(sheet: openpyxl.worksheet.worksheet.Worksheet, rng: np.random.Generator) -> None:
    """Fill in what a coder finds, a row for each theme; a row more where there are too few."""
    at = {cell.value: cell.column for cell in sheet[1]}
    rows: dict[tuple[str, str], list[int]] = {}
    for (row,) in sheet.iter_rows(min_row=2, max_col=1):
        named = [sheet.cell(row.row, at[name]).value for name in ("response_id", "reason")]
        rows.setdefault((named[0], named[1]), []).append(row.row)
    for (response, reason), places in rows.items():
        found = [label for label in planted.get(response, []) if rng.random() < 0.9]
        for theme, sign in found or [("(none)", None)]:
            place = places.pop(0) if places else sheet.max_row + 1
            cells = {"response_id": response, "reason": reason, "theme": theme, "sign": sign}
            for name, value in cells.items():
                sheet.cell(place, at[name]).value = value


truth = survey.mentions.replace({"theme": {"onboarding": into}})
planted: dict[str, list[tuple[str, str]]] = {}
for response, theme, sign in truth.itertuples(index=False):
    planted.setdefault(response, []).append((theme, sign))
book = openpyxl.load_workbook(folder / "audit.xlsx")
for seed, coder in enumerate(("Coder A", "Coder B")):
    code(book[coder], np.random.default_rng(seed))
book.save(folder / "audit.xlsx")

# %% [markdown]
# `audit apply` refuses a workbook with faults, row by row. Of a sound one it says how far people
# agree (Krippendorff's alpha), how right the machine is, and how right once it learned from the
# sample; each comment is then read by a model that did not see its labels.

# %%
asked = ("--run", "again", "--codeframe", "themes.toml", "--out", "figures")
print(command("audit", "apply", "audit.xlsx", *asked))

# %%
themes = pd.read_csv(folder / "figures/themes.csv").query("sign == 'any' and coded >= 20")
shown = ["precision", "learned_precision", "recall", "learned_recall", "f1", "learned_f1"]
themes.set_index("label")[["coded", *shown]].round(2)

# %%
onboarding = themes.set_index("theme").loc[into]
assert onboarding["learned_f1"] > onboarding["f1"]

# %% [markdown]
# ## Teach the machine, and correct the figures
#
# The same sample does both. That is honest, as no comment is read by what its own label taught:
# five models, each for the comments that the other four learned from. On the command line it is
# `nps-reasons run survey.csv --codeframe themes.toml --gold figures/coded.csv --learn`.

# %%
settings = {
    "themes": {"codeframe": str(folder / "themes.toml"), "tier": "fast", "learn": True},
    "drivers": {"gold": str(folder / "figures/coded.csv")},
}
reading = nr.read(folder / "survey.csv")
analysis = nr.analyze(reading.responses, settings=nr.Settings.from_dict(settings), reading=reading)
told = {check.name: check.finding for check in analysis.checks}
print(told["Labels"])

# %% [markdown]
# Praise of the onboarding, which the first report did not know of: before and after, beside what
# was planted. The interval is wider now, as it also counts that machines err; more coded comments
# make it narrower.

# %%
before = pd.read_parquet(folder / "again/tables/drivers.parquet")
columns = ["reach", "points", "points_low", "points_high", "labels", "verdict"]
rows = [
    table.query("period == '2025Q1' and theme == @into and sign == 'positive'")[columns]
    for table in (before, analysis.drivers)
]
drivers = pd.concat(rows).set_index(pd.Index(["new theme", "taught and corrected"]))
(real,) = (
    one
    for one in survey.truth.drivers
    if (one.period, one.theme, one.sign) == ("2025Q1", "onboarding", "positive")
)
drivers.assign(points_planted=real.points).round(2)

# %% [markdown]
# ## Next quarter
#
# The themes stay, and customers do not: every run compares each period with those before it. More
# comments without a theme, less sure tags, less agreement with the coded ones or new words say
# that it is time to discover and code again.

# %%
shown = ["period", "measure", "item", "value", "before", "change_low", "change_high", "verdict"]
analysis.drift[shown].round(3)
