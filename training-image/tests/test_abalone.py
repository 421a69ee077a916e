"""The flagship's architecture and its preprocessing; accuracy on the real file is measured by the abalone scenario."""
from __future__ import annotations

import shutil
import signal
import subprocess
import sys

import numpy
import pytest

from conftest import IMAGE

NAMES = ["Length", "Diameter", "Height", "Whole weight", "Shucked weight", "Viscera weight", "Shell weight"]
ABALONE = [{"name": "Sex", "type": "category", "values": ["M", "F", "I"]}, *({"name": name, "type": "number"} for name in NAMES), {"name": "Rings", "type": "integer"}]


@pytest.fixture(scope="module")
def table():
    import pandas

    draw = numpy.random.default_rng(3)
    made = pandas.DataFrame({name: draw.uniform(0, 1, 120) for name in NAMES})
    made.insert(0, "Sex", draw.choice(["M", "F", "I"], 120))
    made["Rings"] = (made["Length"] * 20).round().astype(int)
    return made


def test_has_the_published_3713_parameters(table):
    from models import abalone

    model = abalone.fit(table, ABALONE[:-1], "Rings", {"epochs": 1}, lambda *_: True)

    assert abalone.parameters(model) == 3713


def test_no_figure_of_an_epoch_takes_the_name_of_a_final_one(table):
    from models import abalone

    told = []
    abalone.fit(table, ABALONE[:-1], "Rings", {"epochs": 1}, lambda _, metrics: told.append(metrics) or True)

    assert [sorted(metrics) for metrics in told] == [["loss", "train_mae", "val_loss", "val_mae"]]


def test_preprocessing_is_fitted_on_what_fit_is_given_and_saved_with_the_model(table, tmp_path):
    from models import abalone

    part = table.head(60)
    model = abalone.fit(part, ABALONE[:-1], "Rings", {"epochs": 1}, lambda *_: True)
    abalone.save(model, tmp_path)
    loaded = abalone.load(tmp_path)

    layer = next(layer for layer in loaded.layers if "normalization" in layer.name and "batch" not in layer.name)
    assert numpy.allclose(numpy.ravel(layer.mean), part[NAMES].mean(), atol=1e-4)
    assert numpy.array_equal(abalone.predict(model, table, ABALONE[:-1]), abalone.predict(loaded, table, ABALONE[:-1]))


def train_on(table, folder, epochs=6, patience=6, interrupted_after=None):
    """Answers the loss of each epoch by its number."""
    from models import abalone

    losses = {}
    told = lambda epoch, metrics: losses.update({epoch: metrics["loss"]}) or epoch != interrupted_after
    abalone.fit(table, ABALONE[:-1], "Rings", {"epochs": epochs, "patience": patience}, told, checkpoints=folder)
    return losses


@pytest.fixture(scope="module")
def interrupted(table, tmp_path_factory):
    """What an attempt leaves that was interrupted after its third epoch, and the losses until then."""
    folder = tmp_path_factory.mktemp("interrupted")
    return folder / "abalone.npz", train_on(table, folder, interrupted_after=3)


def test_goes_on_from_its_checkpoint_after_an_interruption(table, interrupted, tmp_path):
    kept, before = interrupted
    shutil.copy(kept, tmp_path)

    after = train_on(table, tmp_path)

    assert (list(before), list(after)) == ([1, 2, 3], [4, 5, 6])
    assert after[4] < before[1]


def test_an_interruption_does_not_forget_how_long_nothing_has_improved(table, interrupted, tmp_path):
    kept = dict(numpy.load(interrupted[0])) | {"best": -1.0, "wait": 2}  # no loss is below zero
    numpy.savez(tmp_path / "abalone.npz", **kept)

    assert list(train_on(table, tmp_path, epochs=50, patience=3)) == [4]


def test_a_job_with_a_checkpoint_folder_goes_on_where_the_attempt_before_was_interrupted(job, table, interrupted):
    table.to_csv(job.base / "input" / "data" / "train" / "train.csv", index=False)
    job.told("abalone", "Rings", ABALONE, epochs=4)
    (job.base / "checkpoints").mkdir()
    shutil.copy(interrupted[0], job.base / "checkpoints")

    told = job.train().stdout

    assert "going on after epoch 3" in told
    assert "epoch 4 " in told and "epoch 3 metric" not in told


def test_sigterm_ends_after_the_epoch_and_leaves_a_model(job, table):
    table.to_csv(job.base / "input" / "data" / "train" / "train.csv", index=False)
    job.told("abalone", "Rings", ABALONE, epochs=100000, patience=100000)
    running = subprocess.Popen([sys.executable, str(IMAGE / "train")], env=job.environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    for line in running.stdout:
        if line.startswith("epoch 2 "):
            running.send_signal(signal.SIGTERM)
            break
    running.stdout.read()

    assert running.wait(60) == 0
    assert job.evaluation()["stoppedEarly"] is True
    assert (job.base / "model" / "model.keras").is_file()
