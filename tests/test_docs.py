"""The documents are true: commands exist, registries are named, links lead somewhere."""

from __future__ import annotations

import json
import re
import tomllib
from importlib import util
from pathlib import Path
from typing import get_args

import pytest
import typer

from nps_reasons.checks import CHECKS
from nps_reasons.cli import app
from nps_reasons.readers import READERS
from nps_reasons.report import FILES, FORMATS, SECTIONS
from nps_reasons.scale.models import ENCODERS, TIERS
from nps_reasons.schema import STATES, TABLES
from nps_reasons.settings import Settings
from nps_reasons.settings.sections import ReportFormat
from nps_reasons.store import models_folder

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "nps_reasons"
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
)
PAGES = [name for name in DOCUMENTS if name.startswith("docs/")]


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_command_in_the_readme_exists():
    known = {command.name or command.callback.__name__ for command in app.registered_commands}
    known |= {group.name for group in app.registered_groups}
    used = set(re.findall(r"nps-reasons ([a-z]+)", text_of("README.md")))
    assert used
    assert used <= known


def options_of(command):
    below = getattr(command, "commands", {}).values()
    own = {spelling for parameter in command.params for spelling in parameter.opts}
    return own.union(*map(options_of, below))


@pytest.mark.parametrize("name", ["README.md", *PAGES])
def test_every_option_in_the_documents_exists(name):
    named = set(re.findall(r"(?<= )--[a-z-]+|(?<=`)--[a-z-]+", text_of(name)))
    assert named <= options_of(typer.main.get_command(app)) | OTHER_PROGRAMS


OTHER_PROGRAMS = {"--seeds"}
"""Options of the benchmarks that the documents name."""


@pytest.mark.parametrize("name", ["README.md", *PAGES])
def test_every_profile_and_format_that_an_option_names_is_known(name):
    profiles = re.findall(r"--profile (\w+)", text_of(name))
    assert set(profiles) <= {*READERS, "NAME"}
    formats = [
        part
        for given in re.findall(r"--format ([\w,]+)", text_of(name))
        for part in given.split(",")
    ]
    assert set(formats) <= {*get_args(ReportFormat), "NAME"}


def test_the_page_of_exports_names_every_survey_platform():
    text = text_of("docs/exports.md")
    for name, platform in READERS.items():
        if platform.kind in {"survey", "reviews"}:
            assert f"`{name}`" in text, name


def test_every_room_and_top_file_is_on_the_map():
    text = text_of("ARCHITECTURE.md")
    for path in sorted(PACKAGE.iterdir()):
        if path.name.startswith("__") or path.name == "py.typed":
            continue
        name = f"{path.name}/" if path.is_dir() else path.name
        assert f"`{name}`" in text, name


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_between_documents_lead_somewhere(name):
    for target, _, anchor in re.findall(r"\]\(([^)#:]*)(#([^)]+))?\)", text_of(name)):
        place = (ROOT / name).parent / target if target else ROOT / name
        assert place.exists(), target
        if anchor:
            assert anchor in anchors_of(place), (target, anchor)


def anchors_of(place):
    """Return the anchors of a document's headings, as sites that show Markdown make them."""
    headings = re.findall(r"^#+ (.+)$", place.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_page_on_the_report_tells_of_every_section():
    text = text_of("docs/reading_the_report.md")
    for name in SECTIONS:
        assert re.search(rf"^### .+ \(`{name}`\)$", text, flags=re.MULTILINE), name


def test_the_page_on_the_report_tells_of_every_format_and_its_file():
    text = text_of("docs/reading_the_report.md")
    for name in get_args(ReportFormat):
        assert f"| `{name}` |" in text, name
    for name, file in FILES.items():
        assert f"| `{name}` | `{file}` |" in text, name


def test_the_page_on_planning_tells_of_every_field_of_a_record():
    schema = json.loads((PACKAGE / "report" / "feed" / "planning.schema.json").read_text("utf-8"))
    table = text_of("docs/planning.md").split("## A record, field by field")[1]
    for field in schema["properties"]:
        assert f"`{field}`" in table, field


def test_the_page_on_planning_tells_of_every_status_of_a_ticket():
    read_back = text_of("docs/planning.md").split("## What became of it")[1]
    for status in STATES:
        assert f"| `{status}` |" in read_back, status


def glossary():
    """Return the words that each line of the glossary explains, the one it stands under first."""
    lines = [line for line in text_of("docs/glossary.md").splitlines() if line.startswith("- **")]
    heads = [line.split(": ")[0] for line in lines]
    return [re.findall(r"\*+([^*]+)\*+", head) for head in heads]


def test_the_glossary_is_in_the_order_of_the_alphabet():
    words = [explained[0].lower() for explained in glossary()]
    assert words == sorted(set(words))


def words_of_the_architecture():
    words = text_of("ARCHITECTURE.md").split("## Words")[1]
    plain = re.sub(r"\([^()]*\)", "", " ".join(words.split()))
    return {word.strip(" .").removeprefix("or ") for word in re.split(r"[·,]", plain)} - {""}


def test_the_glossary_explains_every_word_of_the_architecture():
    explained = {word for words in glossary() for word in words}
    assert len(words_of_the_architecture()) > 50
    assert words_of_the_architecture() - explained == set()


def test_every_registry_has_entries_that_can_be_called():
    for registry in (CHECKS, FORMATS, SECTIONS, ENCODERS):
        assert registry
        for name, entry in registry.items():
            assert callable(entry), name
    for name, platform in READERS.items():
        assert callable(platform.recognises), name
        assert callable(platform.prepare), name
        assert platform.title, name


def test_every_tier_has_its_model_folder():
    assert TIERS
    for name, folder in TIERS.items():
        assert (models_folder() / folder / "config.json").is_file(), name


def test_every_table_of_the_contract_is_in_the_readme():
    text = text_of("README.md")
    for name in TABLES:
        assert name in text


def test_every_number_of_a_table_is_traced_to_its_formula():
    text = text_of("docs/methods.md")
    traced = text[text.index("## Where each number comes from") :]
    for contract in TABLES.values():
        assert f"`{contract.name}`" in traced
        for column in contract.columns:
            if column.kind in ("number", "integer"):
                assert f"`{column.name}`" in traced, (contract.name, column.name)


def keys_of(section):
    """Keys of a table of settings, or of each of a list of tables."""
    return section if isinstance(section, dict) else [key for table in section for key in table]


def test_the_settings_page_shows_every_setting_and_is_valid():
    (example,) = re.findall(r"```toml\n(.*?)```", text_of("docs/settings.md"), flags=re.DOTALL)
    content = tomllib.loads(example)
    settings = Settings.from_dict(content)
    shown = {(section, key) for section, keys in content.items() for key in keys_of(keys)}
    known = {(s, key) for s, keys in settings.model_dump().items() for key in keys_of(keys)}
    assert shown == known - {("input", "profile")}


def refresh():
    """Return the script that writes the reference in the page of settings."""
    found = util.spec_from_file_location("refresh", ROOT / "docs" / "refresh.py")
    module = util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_the_reference_of_settings_is_what_its_script_writes():
    text = text_of("docs/settings.md")
    assert refresh().refreshed(text) == text, "run: python docs/refresh.py"


def test_the_script_leaves_the_hand_written_parts_of_the_settings_alone():
    script = refresh()
    text = f"before\n{script.BEGIN}\nold\n{script.END}\nafter\n"
    written = script.refreshed(text)
    assert written.startswith(f"before\n{script.BEGIN}\n")
    assert written.endswith(f"{script.END}\nafter\n")
    assert "old\n" not in written
    assert script.refreshed(written) == written


def test_every_key_of_the_settings_is_described():
    reference = refresh().reference()
    rows = [line.split(" | ") for line in reference.splitlines() if line.startswith("| `")]
    keys = [key for s in Settings().model_dump().values() if isinstance(s, dict) for key in s]
    assert len(rows) > len(keys)
    for row in rows:
        assert row[-1].strip(" |"), row[0]


def test_every_heading_of_the_methods_page_that_the_code_cites_is_there():
    headings = set(re.findall(r"^#+ (.+)$", text_of("docs/methods.md"), flags=re.MULTILINE))
    cited = {
        (path.name, heading)
        for path in PACKAGE.rglob("*.py")
        for heading in re.findall(
            r'docs/methods\.md,\s+"([^"]+)"', path.read_text(encoding="utf-8")
        )
    }
    assert cited
    assert {(name, heading) for name, heading in cited if heading not in headings} == set()
