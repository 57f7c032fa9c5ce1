"""Coverage, signs and seconds of the shipped models on a telecom survey that nobody coded.

Run: python benchmarks/bt_coverage.py. The data are looked for under NPS_REASONS_DATA, else under
../shared/data beside the repository.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pandas as pd

from nps_reasons.scale.annotator import make_annotator
from nps_reasons.scale.kernel import annotate
from nps_reasons.text.clean import clean_reasons
from nps_reasons.themes.codeframe import general_codeframe

REPOSITORY = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("NPS_REASONS_DATA", REPOSITORY.parent / "shared" / "data"))


def main() -> None:
    """Coverage, signs and seconds on a telecom survey, by half.

    Counted are the reasons of rows with a score. The rows with an even number, from 0, were in
    view while keywords and rules were written; the odd ones were not.
    """
    path = DATA / "bt_nps" / "responses.csv"
    if not path.is_file():
        return
    table = pd.read_csv(path, dtype="string", encoding_errors="replace")
    scored = table[table["NPS_SCORE"].notna()]
    reasons = clean_reasons(scored["text"]).reasons.dropna()
    groups = scored["NPS_RATING"].set_axis(scored.index.astype("string"))
    in_view = pd.Series(reasons.index % 2 == 0, index=reasons.index.astype("string"))
    reasons.index = in_view.index
    started = time.perf_counter()
    mentions = annotate(reasons, make_annotator(general_codeframe()))
    seconds = time.perf_counter() - started
    print(f"bt {len(reasons)} reasons, {len(mentions)} mentions, {seconds:.2f} s")
    for half, ids in (("even rows", in_view[in_view].index), ("odd rows", in_view[~in_view].index)):
        covered = ids.isin(mentions["response_id"]).mean()
        print(f"bt {half}: {len(ids)} reasons, {covered:.3f} with a theme")
        for group in ("Detractor", "Passive", "Promoter"):
            of_group = mentions["response_id"].isin(ids.intersection(groups[groups == group].index))
            shares = mentions.loc[of_group, "sign"].value_counts(normalize=True)
            signs = ", ".join(f"{sign} {shares[sign]:.3f}" for sign in sorted(shares.index))
            print(f"bt {half}, {group.lower()} mentions: {signs} (n={of_group.sum()})")
    print(pd.crosstab(mentions["theme"], mentions["sign"]))


if __name__ == "__main__":
    main()
