"""Runs a notebook without Jupyter: its code cells in order, in this process, and what they show.

    REFORMWATCH_HOME=FOLDER python -m tests.notebooks docs/demo.ipynb      # writes its outputs anew

What the notebook needs is Python and the program alone; nbclient would bring a kernel, message queues and
thirty packages to run ten cells. Charts are stored as SVG.
"""

from __future__ import annotations

import ast
import io
import json
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import altair as alt

from search.charts.render import svg

Cell = dict[str, Any]


def code_cells(notebook: Cell) -> Iterator[Cell]:
    return (cell for cell in notebook["cells"] if cell["cell_type"] == "code")


def run(notebook: Cell) -> list[list[Cell]]:
    """The outputs of each code cell."""
    known: dict[str, Any] = {"__name__": "__main__"}
    return [_run_cell("".join(cell["source"]), known) for cell in code_cells(notebook)]


def _run_cell(source: str, known: dict[str, Any]) -> list[Cell]:
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    said = io.StringIO()
    with redirect_stdout(said):
        exec(compile(tree, "cell", "exec"), known)
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), known) if last else None
    outputs: list[Cell] = []
    if said.getvalue():
        outputs.append({"output_type": "stream", "name": "stdout", "text": _lines(said.getvalue())})
    if value is not None:
        outputs.append({"output_type": "execute_result", "execution_count": None, "metadata": {},
                        "data": _shown(value)})  # fmt: skip
    return outputs


def _shown(value: Any) -> dict[str, list[str]]:
    if isinstance(value, alt.TopLevelMixin):
        drawn = svg(value.to_dict(), "vi").decode()  # type: ignore[attr-defined]
        return {"image/svg+xml": _lines(drawn), "text/plain": ["a chart"]}
    return {"text/plain": _lines(repr(value))}


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def main(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell, outputs in zip(code_cells(notebook), run(notebook), strict=True):
        cell["outputs"] = outputs
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
