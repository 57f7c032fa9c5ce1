"""Write each notebook from its script, run, without what changes from run to run.

python notebooks/refresh.py
"""

from __future__ import annotations

from pathlib import Path

import jupytext
import nbclient
import nbformat

for script in sorted(Path(__file__).parent.glob("[0-9]*.py")):
    notebook = jupytext.read(script)
    nbclient.NotebookClient(notebook, kernel_name="python3", timeout=300).execute()
    notebook.metadata.pop("language_info", None)
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("execution", None)
        cell["id"] = f"cell-{number}"
    nbformat.write(notebook, script.with_suffix(".ipynb"))
    print(script.with_suffix(".ipynb").name)
