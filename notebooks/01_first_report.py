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
# # A first report
#
# TechCorp sells software. Its NPS was 45; a year later it is 63. Why?
#
# The survey below is generated, so that we know what was planted and see whether it is found.
# With your own survey, start at "Read".

# %%
import json
import tempfile
from pathlib import Path

import nps_reasons as nr
from nps_reasons.demo import compare, generate_survey, write_survey

folder = Path(tempfile.mkdtemp())
survey = generate_survey()
files = write_survey(folder, survey)

# %% [markdown]
# ## Read
#
# Columns are found by their names and their content. Every row is kept, or listed with the reason
# why it was set aside.

# %%
reading = nr.read(files.survey)
print(f"{reading.source.rows_read:,} rows, {len(reading.responses):,} kept")
for role, column in reading.profile.columns.items():
    print(f"{role:>12}: {column}")
reading.responses.head(3)

# %%
assert len(reading.responses) + len(reading.quarantine) == reading.source.rows_read

# %% [markdown]
# ## Analyse
#
# One call: clauses, themes, sentiment, NPS, drivers, changes and checks. We compare the last
# quarter with the first.

# %%
first, last = survey.truth.periods[0], survey.truth.periods[-1]
analysis = nr.analyze(reading.responses, period=last, reference=first, reading=reading)
totals = analysis.nps.query("segment == 'all'").set_index("period")
totals[["n", "nps", "nps_low", "nps_high"]].round(1)

# %%
assert round(totals.loc[first, "nps"]) == 45
assert round(totals.loc[last, "nps"]) == 63

# %% [markdown]
# ## What cost points in the first quarter
#
# `points` is what a theme goes with, the other themes and the segments held fixed.
# `classic_impact` is what most tools print: what NPS loses by the responses that name the theme. It
# blames a theme for the company it keeps.

# %%
drivers = analysis.drivers.query("period == @first and sign == 'negative'")
shown = ["label", "n", "reach", "points", "points_low", "points_high", "classic_impact", "verdict"]
drivers[shown].head(8).round(2)

# %%
costliest = drivers.iloc[0]
assert costliest["theme"] == "support-quality"
assert costliest["verdict"] == "clear"

# %% [markdown]
# ## What moved NPS
#
# The parts add up to the change, to the last digit.

# %%
changes = analysis.changes.query("period == @last and reference == @first")
change = totals.loc[last, "nps"] - totals.loc[first, "nps"]
assert abs(changes["points"].sum() - change) < 1e-9
largest = changes.reindex(changes["points"].abs().sort_values(ascending=False).index)
largest[["part", "theme", "sign", "points", "points_low", "points_high"]].head(6).round(1)

# %% [markdown]
# ## Can we believe it?

# %%
for check in analysis.checks:
    print(f"{check.name}: {check.finding}\n")

# %% [markdown]
# ## Planted against found

# %%
compare(survey.truth, analysis.drivers, analysis.changes, analysis.nps).round(1)

# %% [markdown]
# ## The report

# %%
report = nr.write_report(analysis, folder / "report.html")
tables = nr.write_tables(analysis, folder / "tables")
print(report.name, f"{report.stat().st_size / 1e3:.0f} kB,", len(tables), "table files")
assert json.loads(files.truth.read_text(encoding="utf-8"))["nps"][0]["period"] == first
