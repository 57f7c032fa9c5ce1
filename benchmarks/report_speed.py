"""A report of a large survey: seconds of each section and format, bytes of the page.

    python benchmarks/report_speed.py [--responses 100000] [--seed 1] [--profile SECTION]

The survey is the demo's, drawn with one seed after the other until there are enough responses, and
read by the fast models; that takes minutes and is not what is measured. Then every section is
computed, and every format written, one after the other. What is asked of the page of 100,000
responses: 30 s, and at most 3,000,000 bytes. Where Chromium and Playwright are installed,
the page is opened, and filters are timed in it.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import resource
import shutil
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Final

import pandas as pd

import nps_reasons as nr
from nps_reasons.demo import generate_survey
from nps_reasons.report import FILES, FORMATS, SECTIONS
from nps_reasons.report.page.html import LARGEST
from nps_reasons.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nps_reasons.analysis import Analysis

MOST_SECONDS: Final = 30
SETTINGS: Final = Settings.model_validate(
    {"themes": {"tier": "fast"}, "input": {"segment_columns": ["segment", "region"]}}
)
FILTERS: Final = {"theme": "(none)", "group": "detractor", "q": '"help desk" slow'}
CLOCK: Final = """([name, value]) => new Promise((done) => {
    const field = document.querySelector(`.filters [name="${name}"]`);
    const waits = name === "q" ? 200 : 0; // for the next key
    const start = performance.now();
    new MutationObserver(() => requestAnimationFrame(
        () => done(performance.now() - start - waits)
    )).observe(document.getElementById("comments-count"), { childList: true });
    field.value = value;
    field.dispatchEvent(new Event("input"));
})"""


def survey(n: int, seed: int) -> pd.DataFrame:
    """Draw the demo's survey again and again, each time with ids and comments of its own."""
    draws: list[pd.DataFrame] = []
    for k in count(seed):
        table = generate_survey(k, coded=0).table.rename(columns={"customer_id": "respondent_id"})
        marked = {name: table[name] + f"-{k}" for name in ("response_id", "respondent_id")}
        draws.append(table.assign(**marked))
        if sum(map(len, draws)) >= n:
            break
    whole = pd.concat(draws, ignore_index=True).head(n)
    return whole.assign(responded_at=pd.to_datetime(whole["responded_at"], utc=True))


def timed(name: str, work: Callable[[], object]) -> float:
    """Do the work, and print its seconds of the wall and of a processor."""
    wall, busy = perf_counter(), process_time()
    work()
    seconds = perf_counter() - wall
    print(f"  {name:24} {seconds:6.2f} s  ({process_time() - busy:.2f} s of processors)")
    return seconds


def report(analysis: Analysis, folder: Path) -> None:
    """Time every section and every format, and say whether that is quick and small enough."""
    print("sections")
    for name, make in SECTIONS.items():
        timed(name, lambda make=make: make(analysis))
    print("formats; a page computes all sections again")
    seconds = {
        name: timed(name, lambda write=write, name=name: write(analysis, folder / FILES[name]))
        for name, write in FORMATS.items()
    }
    size = (folder / FILES["html"]).stat().st_size
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"all formats {sum(seconds.values()):.1f} s, peak memory {gigabytes:.2f} GB")
    met = seconds["html"] <= MOST_SECONDS and size <= LARGEST
    print(
        f"page {seconds['html']:.1f} s, {size:,} bytes; "
        f"asked {MOST_SECONDS} s, {LARGEST:,} bytes: {'ok' if met else 'MISSED'}"
    )


def explore(page: Path) -> None:
    """Time the filters of the page in a browser; nothing where there is none."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("no Chromium: filters are not timed")
        return
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where a browser is

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        opened = browser.new_page()
        timed("page opened", lambda: opened.goto(page.as_uri()))
        for name, milliseconds in _filtered(opened.evaluate):
            print(f"  filter by {name:14} {milliseconds:6.0f} ms")
        browser.close()


def _filtered(evaluate: Callable[..., float]) -> Iterator[tuple[str, float]]:
    """Milliseconds from a change of each field to the comments that it leaves."""
    for name, value in FILTERS.items():
        yield name, evaluate(CLOCK, [name, value])
        evaluate(CLOCK, [name, ""])


def profiled(analysis: Analysis, name: str) -> None:
    """Print where a section, or a format, spends its time."""
    with TemporaryDirectory() as folder, cProfile.Profile() as profile:
        if name in SECTIONS:
            SECTIONS[name](analysis)
        else:
            FORMATS[name](analysis, Path(folder) / FILES[name])
    pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


def main() -> None:
    """Make the analysis, then time its report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--responses", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profile", choices=[*SECTIONS, *FORMATS], default=None)
    options = parser.parse_args()

    start = perf_counter()
    responses = survey(options.responses, options.seed)
    analysis = nr.analyze(responses, settings=SETTINGS)
    print(f"{analysis}; analysed in {perf_counter() - start:.0f} s")
    if options.profile is not None:
        profiled(analysis, options.profile)
        return
    with TemporaryDirectory() as name:
        report(analysis, Path(name))
        explore(Path(name) / FILES["html"])


if __name__ == "__main__":
    main()
