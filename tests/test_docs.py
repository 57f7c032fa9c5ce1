"""The documents are true: commands exist, registries are named, links lead somewhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import typer

from nps_reasons.checks import CHECKS
from nps_reasons.cli import app
from nps_reasons.readers import READERS
from nps_reasons.report import FORMATS, SECTIONS
from nps_reasons.scale.models import ENCODERS, TIERS
from nps_reasons.schema import TABLES
from nps_reasons.settings import Settings
from nps_reasons.store import models_folder

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "nps_reasons"
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))
)


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


@pytest.mark.parametrize("name", ["README.md", "docs/exports.md"])
def test_every_option_in_the_documents_exists(name):
    named = set(re.findall(r"(?<= )--[a-z-]+|(?<=`)--[a-z-]+", text_of(name)))
    assert named
    assert named <= options_of(typer.main.get_command(app))


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
    for target in re.findall(r"\]\(([^)#:]+)\)", text_of(name)):
        assert ((ROOT / name).parent / target).exists(), target


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
