"""Rewrite the SHA-256 of each model's files in its config.json, after an edit made on purpose."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from nps_reasons.store import CONFIG, models_folder, sha256_of


def seal(folder: Path) -> None:
    """Rewrite one folder's config.json with the hashes of the files it lists."""
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    config["files"] = {name: sha256_of(folder / name) for name in sorted(config["files"])}
    (folder / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else models_folder()
    for found in sorted(root.glob(f"*/{CONFIG}")):
        seal(found.parent)
