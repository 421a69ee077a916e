"""Metrics of a regression on the test part, and the two plots that a person looks at first."""
from __future__ import annotations

from pathlib import Path

import numpy


def metrics_of(truth: numpy.ndarray, predicted: numpy.ndarray) -> dict[str, float]:
    """rmse and mae in units of the target; r2 = 1 - SSE/SST, the share of the test part's variance that is explained."""
    residuals = predicted - truth
    spread = float(numpy.sum((truth - truth.mean()) ** 2))
    return {
        "rmse": float(numpy.sqrt(numpy.mean(residuals**2))),
        "mae": float(numpy.mean(numpy.abs(residuals))),
        "r2": 1 - float(numpy.sum(residuals**2)) / spread if spread > 0 else 0.0,
    }


def draw_plots(history: list[dict[str, float]], truth: numpy.ndarray, predicted: numpy.ndarray, target: str, folder: Path) -> list[Path]:
    """Writes training-history.png and predictions.png into `folder`."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    folder.mkdir(parents=True, exist_ok=True)
    figure, axes = pyplot.subplots(figsize=(7, 4), layout="constrained")
    for name in sorted({name for epoch in history for name in epoch}):
        axes.plot(range(1, len(history) + 1), [epoch.get(name, numpy.nan) for epoch in history], label=name, marker="." if len(history) == 1 else None)
    axes.set(xlabel="epoch", ylabel="value", title="Training history", yscale="log")
    axes.legend()
    figure.savefig(folder / "training-history.png", dpi=110)

    figure, axes = pyplot.subplots(figsize=(5, 5), layout="constrained")
    axes.scatter(truth, predicted, s=8, alpha=0.4)
    ends = [min(truth.min(), predicted.min()), max(truth.max(), predicted.max())]
    axes.plot(ends, ends, color="black", linewidth=1)
    axes.set(xlabel=f"{target}, true", ylabel=f"{target}, predicted", title="Predictions on the test part")
    figure.savefig(folder / "predictions.png", dpi=110)
    pyplot.close("all")
    return [folder / "training-history.png", folder / "predictions.png"]
