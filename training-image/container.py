"""The SageMaker training container contract, as far as the training code needs it.

Paths follow "How Amazon SageMaker runs your training image"; SAGEMAKER_BASE_DIR moves /opt/ml, as AWS's own toolkits allow.
"""
from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas

BASE = Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml"))
MODEL_DIR = BASE / "model"
CHECKPOINT_DIR = BASE / "checkpoints"
OUTPUT_DATA_DIR = BASE / "output" / "data"
FAILURE_FILE = BASE / "output" / "failure"
TRAIN_CHANNEL = BASE / "input" / "data" / "train"
CONTRACT_FILE = BASE / "input" / "data" / "contract" / "contract.json"
HYPERPARAMETERS_FILE = BASE / "input" / "config" / "hyperparameters.json"


@dataclass(frozen=True)
class Task:
    """What is to be learned: which model, from which columns, towards which target, with which settings."""

    model: str
    columns: list[dict[str, Any]]
    target: str
    settings: dict[str, Any]

    @property
    def features(self) -> list[dict[str, Any]]:
        """The columns that a model reads, in file order: all but the target; free text is not learned from."""
        return [column for column in self.columns if column["name"] != self.target and column["type"] != "text"]


def read_task() -> Task:
    """The contract channel says what the columns mean, hyperparameters.json the rest: every value there is a string, and settings that are JSON become what they say."""
    hyperparameters = json.loads(HYPERPARAMETERS_FILE.read_text())
    missing = {"model", "target"} - hyperparameters.keys()
    if missing:
        raise ValueError(f"the job's hyperparameters name no {', '.join(sorted(missing))}: nacre gives them with every training job")
    if not CONTRACT_FILE.is_file():
        raise FileNotFoundError("the contract channel holds no contract.json: nacre gives it with every training job")
    settings = {name: parsed(value) for name, value in hyperparameters.items() if name not in ("model", "target")}
    return Task(hyperparameters["model"], json.loads(CONTRACT_FILE.read_text())["columns"], hyperparameters["target"], settings)


def parsed(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


def read_table(task: Task) -> pandas.DataFrame:
    """Reads the channel's CSV files (with header). Categories stay text: "NA" and "01" are categories like any other."""
    files = sorted(TRAIN_CHANNEL.rglob("*.csv"))
    if not files:
        raise FileNotFoundError("the train channel holds no .csv file: the snapshot was not downloaded")
    table = pandas.concat([read_csv(file, task.columns) for file in files], ignore_index=True)
    absent = [column["name"] for column in task.columns if column["name"] not in table.columns]
    if absent:
        raise ValueError(f"the snapshot lacks the columns {', '.join(absent)}")
    return table


def read_csv(source: Any, columns: list[dict[str, Any]], header: bool = True) -> pandas.DataFrame:
    """A frame with numbers as float64 and categories and text as str; empty cells of numbers are NaN.

    Without a header every line is a row, a blank one too, and a row with too many cells is refused: pandas would take the first ones for an index.
    """
    text = {column["name"]: str for column in columns if column["type"] in ("category", "text")}
    names = None if header else [column["name"] for column in columns]
    empty = {column["name"]: [""] for column in columns if column["name"] not in text}
    table = pandas.read_csv(source, header=0 if header else None, names=names, dtype=text, keep_default_na=False, na_values=empty, skip_blank_lines=header)
    if not header and not isinstance(table.index, pandas.RangeIndex):
        raise ValueError(f"a row has more than the {len(columns)} columns of the contract")
    return table
