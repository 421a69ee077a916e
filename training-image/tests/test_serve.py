"""`serve` answers what the model itself answers, and says which rows it cannot score without repeating them."""
from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pandas
import pytest

from conftest import IMAGE


@pytest.fixture
def server(job):
    assert job.train().returncode == 0
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = subprocess.Popen([sys.executable, str(IMAGE / "serve")], env=job.environment(SAGEMAKER_BIND_TO_HOST="127.0.0.1", SAGEMAKER_BIND_TO_PORT=str(port)), stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{address}/ping", timeout=2)
            break
        except OSError:
            assert running.poll() is None
            time.sleep(0.1)
    yield address
    running.terminate()
    running.wait()


def invoke(address: str, body: str, content_type: str = "text/csv"):
    request = urllib.request.Request(f"{address}/invocations", body.encode(), {"Content-Type": content_type})
    return urllib.request.urlopen(request, timeout=10).read().decode()


def test_answers_one_prediction_a_row_in_order(job, server):
    from scorer import Scorer

    rows = [("red", 1.5), ("NA", 4.0), ("green", 9.25)]
    answered = invoke(server, "".join(f"{kind},{length}\n" for kind, length in rows))

    expected = Scorer(job.base / "model").predict(pandas.DataFrame(rows, columns=["kind", "length"]))
    assert [float(line) for line in answered.splitlines()] == list(expected)


def test_names_rows_and_columns_it_cannot_score_but_not_their_cells(server):
    with pytest.raises(urllib.error.HTTPError) as refused:
        invoke(server, "red,1\nsecretvalue,2\n")

    said = refused.value.read().decode()
    assert refused.value.code == 400
    assert "kind in rows 2" in said and "secretvalue" not in said


def test_refuses_what_is_not_csv(server):
    with pytest.raises(urllib.error.HTTPError) as refused:
        invoke(server, "{}", "application/json")

    assert refused.value.code == 415
