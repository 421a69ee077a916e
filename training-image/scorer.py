"""A trained model with the contract that it was trained under: what /invocations and MLflow's pyfunc both answer with."""
from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import numpy
import pandas


class Scorer:
    """Loads the model folder that `train` wrote."""

    def __init__(self, folder: Path) -> None:
        contract = json.loads((folder / "contract.json").read_text())
        self.features: list[dict[str, Any]] = contract["features"]
        self.module = importlib.import_module(f"models.{contract['model']}")
        self.model = self.module.load(folder)

    def predict(self, table: pandas.DataFrame, params: dict[str, Any] | None = None) -> numpy.ndarray:
        """One number per row, shape (rows,). Raises UnusableRowsError before the model sees a row that it cannot know."""
        check_rows(table, self.features)
        return self.module.predict(self.model, table, self.features)


class UnusableRowsError(ValueError):
    """Rows that the model was not trained for; says which rows and columns, never what stands in them."""


def check_rows(table: pandas.DataFrame, features: list[dict[str, Any]]) -> None:
    """Unknown categories and empty required numbers would fail the whole payload inside the model, or worse, be scored."""
    problems = []
    for column in features:
        cells = table[column["name"]]
        wrong = ~cells.isin(column["values"]) if column["type"] == "category" and column.get("values") else cells.isna()
        if not column.get("optional") and wrong.any():
            rows = (numpy.flatnonzero(wrong.to_numpy())[:5] + 1).tolist()
            problems.append(f"{column['name']} in rows {', '.join(map(str, rows))}")
    if problems:
        raise UnusableRowsError(f"rows hold an unknown category or an empty cell: {'; '.join(problems)}")


def _load_pyfunc(path: str) -> Scorer:
    """MLflow's loader hook."""
    return Scorer(Path(path))
