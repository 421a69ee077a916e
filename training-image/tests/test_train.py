"""`train` under the container contract, with the model that fits in a second."""
from __future__ import annotations

import http.server
import re
import socket
import threading
import time


def test_writes_model_contract_evaluation_and_plots(job):
    done = job.train()

    assert done.returncode == 0, done.stderr
    written = {str(file.relative_to(job.base)) for file in job.base.rglob("*") if file.is_file()}
    assert {"model/model.joblib", "model/contract.json", "output/data/evaluation.json", "output/data/predictions.csv", "output/data/plots/predictions.png", "output/data/plots/training-history.png"} <= written


def test_prints_metrics_as_the_regexes_expect_and_as_evaluation_json_says(job):
    done = job.train()

    metrics = job.evaluation()["metrics"]
    for name, value in metrics.items():
        printed = re.findall(rf"metric {name}=([-+0-9.eE]+)", done.stdout)
        assert abs(float(printed[-1]) - value) < 1e-5
    assert metrics["rmse"] < 1


def test_holds_out_a_fifth_and_does_so_equally_each_time(job):
    job.train()
    first = job.evaluation()
    job.train()

    assert first["rows"] == {"train": 160, "test": 40}
    assert job.evaluation()["metrics"] == first["metrics"]


def test_a_failure_is_named_in_the_failure_file(job):
    job.hyperparameters(model="no_such_model")

    done = job.train()

    assert done.returncode == 1
    assert "no_such_model" in (job.base / "output" / "failure").read_text()


def test_missing_hyperparameters_are_named(job):
    (job.base / "input" / "config" / "hyperparameters.json").write_text("{}")

    done = job.train()

    assert done.returncode == 1
    assert "model, target" in (job.base / "output" / "failure").read_text()


def test_a_missing_contract_is_named(job):
    (job.base / "input" / "data" / "contract" / "contract.json").unlink()

    done = job.train()

    assert done.returncode == 1
    assert "contract channel" in (job.base / "output" / "failure").read_text()


def test_a_refusing_tracking_server_costs_nothing_but_the_tracking(job):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        uri = f"http://127.0.0.1:{unused.getsockname()[1]}"

        done = job.train(MLFLOW_TRACKING_URI=uri, MLFLOW_EXPERIMENT="e")

    assert done.returncode == 0, done.stderr
    assert "nothing answers" in job.evaluation()["mlflow"]["missing"]


def test_a_hanging_tracking_server_delays_a_run_by_less_than_15_seconds(job):
    without = duration(job.train)
    with socket.socket() as hanging:
        hanging.bind(("127.0.0.1", 0))
        hanging.listen(64)
        uri = f"http://127.0.0.1:{hanging.getsockname()[1]}"

        delayed = duration(lambda: job.train(MLFLOW_TRACKING_URI=uri, MLFLOW_EXPERIMENT="e"))

    assert delayed - without < 15
    assert "did not answer" in job.evaluation()["mlflow"]["missing"]


def test_a_tracking_server_that_answers_500_costs_nothing_but_the_tracking(job):
    class Broken(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_error(500)

        do_POST = do_GET

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Broken)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    done = job.train(MLFLOW_TRACKING_URI=f"http://127.0.0.1:{server.server_port}", MLFLOW_EXPERIMENT="e")
    server.shutdown()

    assert done.returncode == 0, done.stderr
    assert job.evaluation()["mlflow"]["missing"]


def duration(work) -> float:
    began = time.monotonic()
    assert work().returncode == 0
    return time.monotonic() - began
