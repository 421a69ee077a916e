"""The tracking process: reads what happened as JSON lines on standard input and tells an MLflow server.

Started by tracking.py; says {"alive": ...} after each call and ends with {"runId", "url"} or {"missing": reason}.
After the first call that fails it stops logging: a hundred epochs against a server that hangs would add up.
"""
from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
from pathlib import Path
from typing import Any

os.environ["CUDA_VISIBLE_DEVICES"] = ""  # this process only talks; the accelerator is the training's


def main() -> None:
    told: queue.Queue[dict[str, Any]] = queue.Queue()
    threading.Thread(target=listen, args=(told,), daemon=True).start()
    try:
        say(follow(told))
    except Exception as error:  # whatever goes wrong here, the training goes on: the reason is all that is kept
        say({"missing": reason(error)})


def reason(error: Exception) -> str:
    """One line: requests' own texts about connections are long and say little to a data scientist."""
    text = str(error)
    if "Timeout" in text or "timed out" in text:
        return f"the tracking server {os.environ['MLFLOW_TRACKING_URI']} did not answer within 3 s"
    if "Connection refused" in text or "NewConnectionError" in text or "Failed to resolve" in text:
        return f"nothing answers at the tracking server's address {os.environ['MLFLOW_TRACKING_URI']}"
    return f"{type(error).__name__}: {text.splitlines()[0][:200] if text else 'no message'}"


def listen(told: queue.Queue[dict[str, Any]]) -> None:
    for line in sys.stdin:
        told.put(json.loads(line))
    told.put({"what": "abandoned"})


def follow(told: queue.Queue[dict[str, Any]]) -> dict[str, str]:
    import mlflow

    client = mlflow.MlflowClient()
    uri = os.environ["MLFLOW_TRACKING_URI"]
    experiment = mlflow.set_experiment(os.environ["NACRE_EXPERIMENT"])
    say({"alive": "experiment"})
    with mlflow.start_run(run_name=os.environ.get("NACRE_RUN"), tags={"nacre.project": os.environ.get("NACRE_PROJECT", ""), "nacre.run": os.environ.get("NACRE_RUN", ""), "nacre.commit": os.environ.get("NACRE_COMMIT", ""), "nacre.training_job": os.environ.get("TRAINING_JOB_NAME", "")}) as run:
        while (event := told.get())["what"] not in ("finish", "abandoned"):
            for task in HANDLERS[event.pop("what")](mlflow, client, run.info.run_id, **event):
                say({"alive": task})
        if event["what"] == "abandoned":
            mlflow.end_run("FAILED")
            return {"missing": "the training ended before its tracking was complete"}
    url = f"{uri.rstrip('/')}/#/experiments/{experiment.experiment_id}/runs/{run.info.run_id}" if uri.startswith("http") else ""
    return {"runId": run.info.run_id, **({"url": url} if url else {})}


def log_begin(mlflow: Any, client: Any, run_id: str, parameters: dict[str, Any], table: str, target: str, sha256: str) -> Any:
    mlflow.log_params(parameters)
    yield "parameters"
    import pandas

    source = mlflow.data.from_pandas(pandas.read_csv(table), source=os.environ.get("NACRE_SNAPSHOT", table), targets=target, name=os.environ.get("NACRE_PROJECT", "data"), digest=sha256[:36] or None)
    mlflow.log_input(source, context="training")
    yield "data set"


def log_epoch(mlflow: Any, client: Any, run_id: str, epoch: int, metrics: dict[str, float]) -> Any:
    mlflow.log_metrics(metrics, step=epoch)
    yield "epoch"


def log_end(mlflow: Any, client: Any, run_id: str, metrics: dict[str, float], plots: list[str], model: str, example: str, predictions: list[float]) -> Any:
    import numpy
    import pandas

    mlflow.log_metrics(metrics)
    yield "metrics"
    for plot in plots:
        mlflow.log_artifact(plot, "plots")
        yield "plot"
    here = Path(__file__).parent
    # The code that serves is the code that is logged: predictions from MLflow are those of /invocations.
    mlflow.pyfunc.log_model(
        name="model",
        loader_module="scorer",
        data_path=model,
        code_paths=[str(here / "scorer.py"), str(here / "container.py"), str(here / "models")],
        signature=mlflow.models.infer_signature(pandas.read_json(example, orient="split"), numpy.array(predictions)),
        pip_requirements=[f"mlflow=={mlflow.__version__}"],
    )
    yield "model"


HANDLERS = {"begin": log_begin, "epoch": log_epoch, "end": log_end}


def say(message: dict[str, Any]) -> None:
    print(json.dumps({**message, "at": time.time()} if "alive" in message else message), flush=True)


if __name__ == "__main__":
    main()
