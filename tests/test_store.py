"""Model folders: what was sealed is opened, what was changed is refused."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nps_reasons.errors import InputError, UsageError
from nps_reasons.store import models_folder, read_model

SHIPPED = sorted(path.parent.name for path in models_folder().glob("*/config.json"))


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_model_is_sealed_and_has_a_card(name):
    model = read_model(name)
    assert model.config["name"] == name
    assert (model.path / "README.md").is_file()
    assert all(model.file(file).is_file() for file in model.config["files"])


@pytest.fixture
def copied(tmp_path):
    shutil.copytree(models_folder() / "lexicon-sentiment", tmp_path / "lexicon-sentiment")
    return tmp_path


def test_a_changed_file_is_refused_until_it_is_sealed_again(copied):
    before = read_model("lexicon-sentiment", folder=copied).hash
    lexicon = copied / "lexicon-sentiment" / "lexicon.tsv"
    lexicon.write_text(lexicon.read_text(encoding="utf-8") + "grand\t2\t\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"lexicon\.tsv: has SHA-256 .* expects"):
        read_model("lexicon-sentiment", folder=copied)
    script = Path(__file__).parents[1] / "training" / "seal_models.py"
    subprocess.run([sys.executable, str(script), str(copied)], check=True)
    assert read_model("lexicon-sentiment", folder=copied).hash != before


def test_a_missing_file_is_refused(copied):
    (copied / "lexicon-sentiment" / "lexicon.tsv").unlink()
    with pytest.raises(InputError, match="is missing, though"):
        read_model("lexicon-sentiment", folder=copied)


def test_a_config_that_is_no_json_or_lacks_a_key_is_refused(copied):
    config = copied / "lexicon-sentiment" / "config.json"
    config.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read as JSON"):
        read_model("lexicon-sentiment", folder=copied)
    config.write_text(json.dumps({"name": "x"}), encoding="utf-8")
    with pytest.raises(InputError, match="version, files missing"):
        read_model("lexicon-sentiment", folder=copied)


def test_an_unknown_model_or_file_is_answered_with_the_nearest():
    with pytest.raises(UsageError, match='did you mean "general-codeframe"'):
        read_model("general-codefram")
    with pytest.raises(UsageError, match=r'did you mean "codeframe\.toml"'):
        read_model("general-codeframe").file("codeframes.toml")
