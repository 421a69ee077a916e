"""Evidently's defaults on the batches that bench/drift-false-alarms.ts kept.

python3 bench/drift_evidently.py KEPT.jsonl [--trials 100]

Installs evidently from PyPI into a throw-away environment (it is no requirement of nacre), then asks its DataDriftPreset
without options. Counted are batches where any column drifts, and where Evidently calls the data set drifted (half of the columns).
"""

import argparse
import collections
import json
import pathlib
import subprocess
import sys
import tempfile
import venv
import warnings

PINNED = ["evidently==0.7.23", "pandas<3"]  # 0.7.23 does not import with pandas 3


def run_inside_environment() -> int:
    """Runs this very script in an environment that has evidently."""
    folder = pathlib.Path(tempfile.gettempdir()) / "nacre-evidently"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PINNED], check=True)
    return subprocess.run([python, __file__, *sys.argv[1:]]).returncode


def verdict(report) -> tuple[bool, bool]:
    """Whether any column drifted, and whether the data set did."""
    for metric in report.dict()["metrics"]:
        if metric["metric_name"].startswith("DriftedColumnsCount"):
            return metric["value"]["count"] > 0, metric["value"]["share"] >= 0.5
    raise RuntimeError("Evidently reported no DriftedColumnsCount")


def main() -> None:
    from evidently import Report
    from evidently.presets import DataDriftPreset
    import pandas

    parser = argparse.ArgumentParser()
    parser.add_argument("kept")
    parser.add_argument("--trials", type=int, default=100)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    counts = collections.defaultdict(lambda: [0, 0, 0])
    with open(options.kept) as kept:
        for _, line in zip(range(options.trials), kept):
            trial = json.loads(line)
            baseline = pandas.DataFrame(trial["baseline"])
            for batch in trial["batches"]:
                report = Report([DataDriftPreset()]).run(pandas.DataFrame(batch["table"]), baseline)
                column, dataset = verdict(report)
                count = counts[batch["cell"]]
                count[0] += 1
                count[1] += column
                count[2] += dataset
            print(f"{count[0]} trials", file=sys.stderr, flush=True)
    for cell, (trials, column, dataset) in counts.items():
        print(f"{cell}: {trials} trials, a column drifted in {column / trials:.1%}, the data set in {dataset / trials:.1%}")


if __name__ == "__main__":
    try:
        import evidently  # noqa: F401
    except ImportError:
        sys.exit(run_inside_environment())
    main()
