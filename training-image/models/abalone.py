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
CHECKPOINT_EVERY = 10  # epochs: an interruption costs a second or two of training, and writing costs next to nothing


def fit(table: pandas.DataFrame, features: list[dict[str, Any]], target: str, settings: dict[str, Any], on_epoch: Callable[[int, dict[str, float]], bool], checkpoints: Path | None = None) -> keras.Model:
    """Fits on `table` alone. `on_epoch(epoch, metrics)` answers False when training is to stop where it is. Goes on from what an interrupted training left in `checkpoints`."""
    settings = DEFAULTS | settings
    keras.utils.set_random_seed(int(settings["seed"]))
    tensorflow.config.experimental.enable_op_determinism()
    model = build(table, features, settings)
    model.compile(optimizer=keras.optimizers.Adam(float(settings["learning_rate"])), loss="mse", metrics=["mae"])
    stopping = keras.callbacks.EarlyStopping(patience=int(settings["patience"]), restore_best_weights=True)
    callbacks = [stopping, _Reporter(on_epoch)]
    done = 0
    if checkpoints is not None:
        keeper = _Checkpoint(checkpoints / "abalone.npz", stopping, last=int(settings["epochs"]))
        done = keeper.restore(model)
        callbacks.append(keeper)
    model.fit(
        as_inputs(table, features),
        table[target].to_numpy("float32"),
        validation_split=float(settings["validation_share"]),
        epochs=int(settings["epochs"]),
        initial_epoch=done,
        batch_size=int(settings["batch_size"]),
        callbacks=callbacks,
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


class _Checkpoint(keras.callbacks.Callback):
    """All that an interrupted training needs to go on: weights, optimizer, epoch, and what early stopping remembers. Comes last, so that it sees whether the epoch ends training."""

    def __init__(self, file: Path, stopping: keras.callbacks.EarlyStopping, last: int) -> None:
        super().__init__()
        self.file, self.stopping, self.last = file, stopping, last
        self.remembered: dict[str, Any] = {}

    def restore(self, model: keras.Model) -> int:
        """How many epochs are done already."""
        if not self.file.is_file():
            return 0
        with numpy.load(self.file) as kept:
            arrays = {name: kept[name] for name in kept.files}
        model.set_weights(_series(arrays, "weight"))
        model.optimizer.build(model.trainable_variables)
        for variable, value in zip(model.optimizer.variables, _series(arrays, "optimizer"), strict=True):
            variable.assign(value)
        self.remembered = {"best": float(arrays["best"]), "wait": int(arrays["wait"]), "best_epoch": int(arrays["best_epoch"]), "best_weights": _series(arrays, "best_weight")}
        print(f"going on after epoch {int(arrays['epoch'])}, where an earlier attempt was interrupted", flush=True)
        return int(arrays["epoch"])

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        for name, value in self.remembered.items():
            setattr(self.stopping, name, value)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        done = epoch + 1
        # After the last epoch there is nothing left to go on with.
        if done >= self.last or self.stopping.best is None or (done % CHECKPOINT_EVERY != 0 and not self.model.stop_training):
            return
        series = {"weight": self.model.get_weights(), "optimizer": [variable.numpy() for variable in self.model.optimizer.variables], "best_weight": self.stopping.best_weights}
        arrays = {f"{name}-{index}": value for name, values in series.items() for index, value in enumerate(values)}
        draft = self.file.with_suffix(".draft")
        with draft.open("wb") as written:
            numpy.savez(written, epoch=done, best=self.stopping.best, wait=self.stopping.wait, best_epoch=self.stopping.best_epoch, **arrays)
        draft.replace(self.file)  # whole or not at all: the folder is copied to S3 at any moment


def _series(arrays: dict[str, numpy.ndarray], name: str) -> list[numpy.ndarray]:
    count = sum(1 for key in arrays if key.startswith(f"{name}-"))
    return [arrays[f"{name}-{index}"] for index in range(count)]
