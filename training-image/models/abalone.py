"""A small dense network for abalone-like tables: numbers and a few categories in, one number out.

Published configuration: Dense 64 - BatchNormalization - Dropout .2 - Dense 32 - BatchNormalization - Dropout .2 - Dense 16 - Dense 1,
3,713 parameters besides those of Normalization, Adam 1e-3, batches of 32, up to 100 epochs, patience 10.
Preprocessing is part of the saved model, so that serving cannot differ from training.
"""
from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # what TensorFlow says of its own build is not the reader's business; Python raises what matters

from pathlib import Path
from typing import Any, Callable

import keras
import numpy
import pandas
import tensorflow

DEFAULTS = {
    "epochs": 100,
    "batch_size": 32,
    "learning_rate": 1e-3,
    "patience": 10,  # epochs without a better validation loss before training stops
    "validation_share": 0.2,  # of the training part; the test part is never looked at while fitting
    "dropout": 0.2,
    "seed": 42,
}


def fit(table: pandas.DataFrame, features: list[dict[str, Any]], target: str, settings: dict[str, Any], on_epoch: Callable[[int, dict[str, float]], bool]) -> keras.Model:
    """Fits on `table` alone. `on_epoch(epoch, metrics)` answers False when training is to stop where it is."""
    settings = DEFAULTS | settings
    keras.utils.set_random_seed(int(settings["seed"]))
    tensorflow.config.experimental.enable_op_determinism()
    model = build(table, features, settings)
    model.compile(optimizer=keras.optimizers.Adam(float(settings["learning_rate"])), loss="mse", metrics=["mae"])
    model.fit(
        as_inputs(table, features),
        table[target].to_numpy("float32"),
        validation_split=float(settings["validation_share"]),
        epochs=int(settings["epochs"]),
        batch_size=int(settings["batch_size"]),
        callbacks=[keras.callbacks.EarlyStopping(patience=int(settings["patience"]), restore_best_weights=True), _Reporter(on_epoch)],
        verbose=0,
    )
    return model


def build(table: pandas.DataFrame, features: list[dict[str, Any]], settings: dict[str, Any]) -> keras.Model:
    """One input per column. Means, variances and categories come from the training part only."""
    inputs = {column["name"]: keras.Input((1,), name=column["name"], dtype="string" if column["type"] == "category" else "float32") for column in features}
    numbers = [column["name"] for column in features if column["type"] != "category"]
    normalization = keras.layers.Normalization()
    normalization.adapt(table[numbers].to_numpy("float32"))
    encoded = [normalization(keras.layers.Concatenate()([inputs[name] for name in numbers]))]
    for column in features:
        if column["type"] == "category":
            known = column.get("values") or sorted(table[column["name"]].unique())
            encoded.append(keras.layers.StringLookup(vocabulary=known, num_oov_indices=0, output_mode="one_hot")(inputs[column["name"]]))
    hidden = keras.layers.Concatenate()(encoded) if len(encoded) > 1 else encoded[0]
    for units in (64, 32):
        hidden = keras.layers.Dense(units, activation="relu")(hidden)
        hidden = keras.layers.BatchNormalization()(hidden)
        hidden = keras.layers.Dropout(float(settings["dropout"]))(hidden)
    hidden = keras.layers.Dense(16, activation="relu")(hidden)
    return keras.Model(inputs, keras.layers.Dense(1)(hidden), name="abalone")


def parameters(model: keras.Model) -> int:
    """Weights of the network, those of Normalization (statistics of the data) left out."""
    return model.count_params() - sum(layer.count_params() for layer in model.layers if isinstance(layer, keras.layers.Normalization))


def predict(model: keras.Model, table: pandas.DataFrame, features: list[dict[str, Any]]) -> numpy.ndarray:
    """One number per row of `table`, shape (rows,)."""
    return model.predict(as_inputs(table, features), batch_size=1024, verbose=0).reshape(-1)


def save(model: keras.Model, folder: Path) -> None:
    model.save(folder / "model.keras")


def load(folder: Path) -> keras.Model:
    return keras.models.load_model(folder / "model.keras", compile=False)


def as_inputs(table: pandas.DataFrame, features: list[dict[str, Any]]) -> dict[str, tensorflow.Tensor]:
    kinds = {column["name"]: tensorflow.string if column["type"] == "category" else tensorflow.float32 for column in features}
    return {name: tensorflow.constant(table[name].to_numpy().reshape(-1, 1), dtype=kind) for name, kind in kinds.items()}


class _Reporter(keras.callbacks.Callback):
    def __init__(self, on_epoch: Callable[[int, dict[str, float]], bool]) -> None:
        super().__init__()
        self.on_epoch = on_epoch

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        # Plain `mae` is the final figure, of the test part; what an epoch measures on its own training rows must not look like it.
        told = {{"mae": "train_mae"}.get(name, name): float(value) for name, value in (logs or {}).items()}
        if not self.on_epoch(epoch + 1, told):
            self.model.stop_training = True
