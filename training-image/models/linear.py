"""Ridge regression over standardised numbers and one-hot categories: the baseline to beat, fitted in a second.

Empty cells of optional columns are filled with the training part's mean; preprocessing is part of the saved model.
"""
from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import joblib
import numpy
import pandas
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

DEFAULTS = {"alpha": 1.0}  # strength of the L2 penalty; 1 is scikit-learn's own choice


def fit(table: pandas.DataFrame, features: list[dict[str, Any]], target: str, settings: dict[str, Any], on_epoch: Callable[[int, dict[str, float]], bool]) -> Pipeline:
    """Fits on `table` alone; there is one step, reported as epoch 1."""
    settings = DEFAULTS | settings
    numbers = [column["name"] for column in features if column["type"] != "category"]
    categories = [column["name"] for column in features if column["type"] == "category"]
    encode = ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), numbers),
            ("categories", OneHotEncoder(handle_unknown="ignore"), categories),
        ]
    )
    model = make_pipeline(encode, Ridge(alpha=float(settings["alpha"])))
    model.fit(table, table[target])
    residuals = model.predict(table) - table[target]
    on_epoch(1, {"loss": float(numpy.mean(residuals**2))})
    return model


def parameters(model: Pipeline) -> int:
    """Coefficients and the intercept."""
    return int(model[-1].coef_.size + 1)


def predict(model: Pipeline, table: pandas.DataFrame, features: list[dict[str, Any]]) -> numpy.ndarray:
    """One number per row of `table`, shape (rows,)."""
    return model.predict(table[[column["name"] for column in features]])


def save(model: Pipeline, folder: Path) -> None:
    joblib.dump(model, folder / "model.joblib")


def load(folder: Path) -> Pipeline:
    return joblib.load(folder / "model.joblib")
