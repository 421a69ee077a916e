"""A folder shaped like /opt/ml with a small seeded table, and the image's programs run in it as SageMaker would run them."""
from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

IMAGE = Path(__file__).parent.parent
sys.path.insert(0, str(IMAGE))
COLUMNS = [
    {"name": "kind", "type": "category", "values": ["red", "green", "NA"]},
    {"name": "length", "type": "number"},
    {"name": "note", "type": "text"},
    {"name": "age", "type": "integer"},
]


class Job:
    def __init__(self, base: Path) -> None:
        self.base = base
        (base / "input" / "config").mkdir(parents=True)
        (base / "input" / "data" / "train").mkdir(parents=True)
        self.rows(200)

    def rows(self, count: int, seed: int = 7) -> None:
        draw = random.Random(seed)
        lines = ["kind,length,note,age"]
        for _ in range(count):
            kind, length = draw.choice(["red", "green", "NA"]), draw.uniform(0, 10)
            lines.append(f'{kind},{length},"a note, quoted",{round(2 * length + (5 if kind == "red" else 0) + draw.gauss(0, 0.3))}')
        (self.base / "input" / "data" / "train" / "train.csv").write_text("\n".join(lines) + "\n")

    def hyperparameters(self, model: str = "linear", **settings: object) -> None:
        self.told(model, "age", COLUMNS, **settings)

    def told(self, model: str, target: str, columns: list[dict[str, object]], **settings: object) -> None:
        contract = self.base / "input" / "data" / "contract" / "contract.json"
        contract.parent.mkdir(parents=True, exist_ok=True)
        contract.write_text(json.dumps({"target": target, "columns": columns}))
        given = {"model": model, "target": target, **{name: str(value) for name, value in settings.items()}}
        (self.base / "input" / "config" / "hyperparameters.json").write_text(json.dumps(given))

    def environment(self, **extra: str) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "SAGEMAKER_BASE_DIR": str(self.base), "PYTHONUNBUFFERED": "1", **extra}

    def train(self, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, str(IMAGE / "train")], env=self.environment(**extra), text=True, capture_output=True, timeout=120)

    def evaluation(self) -> dict[str, object]:
        return json.loads((self.base / "output" / "data" / "evaluation.json").read_text())


@pytest.fixture
def job(tmp_path: Path) -> Job:
    made = Job(tmp_path)
    made.hyperparameters()
    return made
