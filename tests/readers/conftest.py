"""Fixtures of the reading tests: write a file, read it."""

import os
from pathlib import Path

import pytest

from nps_reasons.readers import read_survey
from nps_reasons.settings import Settings


@pytest.fixture
def survey(tmp_path):
    """Write files and read them; keywords are settings of [input], but `scale` and `zone`."""

    def read(contents, /, *, scale=None, zone="UTC", drivers=None, **inputs):
        for name, content in contents.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        for key in ("reasons", "attributes"):
            if key in inputs:
                given = inputs[key]
                one = isinstance(given, str)
                inputs[key] = tmp_path / given if one else [tmp_path / name for name in given]
        apart = {inputs.get("reasons"), *inputs.get("attributes", [])}
        inputs.setdefault("files", [tmp_path / n for n in contents if tmp_path / n not in apart])
        settings = {"input": inputs, "score": {"scale": scale}, "periods": {"timezone": zone}}
        return read_survey(Settings.from_dict({**settings, "drivers": drivers or {}}))

    return read


@pytest.fixture
def real_data():
    """Folder of the surveys that are not part of the repository."""
    beside = Path(__file__).parents[3] / "shared" / "data"
    folder = Path(os.environ.get("NPS_REASONS_DATA", beside))
    if not folder.is_dir():
        pytest.skip("no survey data: set NPS_REASONS_DATA to their folder")
    return folder
