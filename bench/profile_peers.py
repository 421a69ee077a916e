"""One peer's profile of one CSV, as one line of JSON: seconds and CPU seconds of the whole process, its peak of memory, and what it found.

python3 bench/profile_peers.py duckdb|polars|pandas|qsv FILE

Installs the peers from PyPI into a throw-away environment (they are no requirement of nacre). qsv must be on the PATH (cargo install qsv).
Each is asked for the most that it tells by itself, on one thread. bench/profile.ts runs this script, and compares.
"""

import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import venv

PINNED = ["duckdb==2.0.1", "polars==2.1.0", "pandas==3.1.1"]
os.environ.update(POLARS_MAX_THREADS="1", OMP_NUM_THREADS="1", QSV_STATSCACHE_MODE="none")


def run_inside_environment() -> int:
    """Runs this very script in an environment that has the peers."""
    folder = pathlib.Path(tempfile.gettempdir()) / "nacre-profile-peers"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PINNED], check=True, stdout=sys.stderr)
    return subprocess.run([python, __file__, *sys.argv[1:]]).returncode


def found(name: str, count, mean, least, most, distinct) -> dict:
    numeric = mean is not None
    return {"name": name, "count": int(count), **({"mean": float(mean), "min": float(least), "max": float(most)} if numeric else {}), "distinct": int(distinct)}


def with_duckdb(path: str) -> list:
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    rows = connection.execute("SELECT column_name, count, null_percentage, avg, min, max, approx_unique FROM (SUMMARIZE SELECT * FROM read_csv(?))", [path]).fetchall()
    return [found(name, round(count * (1 - float(empty) / 100)), mean if mean and is_number(least) else None, least, most, distinct) for name, count, empty, mean, least, most, distinct in rows]


def is_number(text: str) -> bool:
    try:
        float(text)
        return True
    except ValueError:
        return False


def with_polars(path: str) -> list:
    import polars

    frame = polars.read_csv(path)
    frame.describe()
    columns = []
    for column in frame:
        column.value_counts(sort=True).head(10)
        numbers = [column.mean(), column.min(), column.max()] if column.dtype.is_numeric() else [None] * 3
        columns.append(found(column.name, column.count(), *numbers, column.approx_n_unique()))
    return columns


def with_pandas(path: str) -> list:
    import pandas

    frame = pandas.read_csv(path)
    frame.describe(include="all")
    columns = []
    for name in frame:
        column = frame[name]
        column.value_counts().head(10)
        numbers = [column.mean(), column.min(), column.max()] if pandas.api.types.is_numeric_dtype(column) else [None] * 3
        columns.append(found(name, column.count(), *numbers, column.nunique()))
    return columns


def with_qsv(path: str) -> list:
    import csv

    answer = subprocess.run(["qsvlite", "stats", "--everything", "-j1", path], check=True, capture_output=True, text=True).stdout
    rows = list(csv.DictReader(answer.splitlines()))
    records = int(subprocess.run(["qsvlite", "count", path], check=True, capture_output=True, text=True).stdout)
    return [found(row["field"], records - int(row["nullcount"]), row["mean"] or None, row["min"], row["max"], row["cardinality"]) for row in rows]


def main() -> None:
    peer, path = sys.argv[1:]
    columns = {"duckdb": with_duckdb, "polars": with_polars, "pandas": with_pandas, "qsv": with_qsv}[peer](path)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    largest = used[1] if peer == "qsv" else used[0]
    cpu = sum(each.ru_utime + each.ru_stime for each in used)
    print(json.dumps({"cpuSeconds": cpu, "peakMiB": largest.ru_maxrss / 1024, "columns": columns}))


if __name__ == "__main__":
    try:
        import duckdb, pandas, polars  # noqa: E401, F401
    except ImportError:
        sys.exit(run_inside_environment())
    main()
