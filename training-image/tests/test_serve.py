"""`serve` answers what the model itself answers, and says which rows it cannot score without repeating them."""
from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pandas
import pytest

from conftest import IMAGE, Job


@contextlib.contextmanager
def served(job):
    """A server of the model that a job trained, once it answers pings: its address, its process and the file of its log."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = job.base / "serve.log"
    environment = job.environment(SAGEMAKER_BIND_TO_HOST="127.0.0.1", SAGEMAKER_BIND_TO_PORT=str(port))
    running = subprocess.Popen([sys.executable, str(IMAGE / "serve")], env=environment, stdout=log.open("w"))
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{address}/ping", timeout=2)
            break
        except OSError:
            assert running.poll() is None
            time.sleep(0.1)
    try:
        yield address, running, log
    finally:
        running.kill()
        running.wait()


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    job = Job(tmp_path_factory.mktemp("serve"))
    job.hyperparameters()
    assert job.train().returncode == 0
    return job


@pytest.fixture(scope="module")
def server(trained):
    with served(trained) as (address, _, _):
        yield address


def invoke(address: str, body: str, content_type: str = "text/csv"):
    request = urllib.request.Request(f"{address}/invocations", body.encode(), {"Content-Type": content_type})
    return urllib.request.urlopen(request, timeout=10).read().decode()


def test_answers_one_prediction_a_row_in_order(trained, server):
    from scorer import Scorer

    rows = [("red", 1.5), ("NA", 4.0), ("green", 9.25)]
    answered = invoke(server, "".join(f"{kind},{length}\n" for kind, length in rows))

    expected = Scorer(trained.base / "model").predict(pandas.DataFrame(rows, columns=["kind", "length"]))
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


def test_answers_one_line_a_record_and_ends_the_last_one_with_no_newline(server):
    answered = invoke(server, "red,1\nred,2\n")

    assert len(answered.split("\n")) == 2
    assert invoke(server, "red,1\nred,2") == answered


def test_reads_quoted_cells_with_commas_and_quotes(job):
    kind = 'a, "b"'
    columns = [{"name": "kind", "type": "category", "values": [kind, "c"]}, {"name": "length", "type": "number"}, {"name": "age", "type": "integer"}]
    rows = [f'"a, ""b""",{number},{2 * number}' for number in range(40)] + [f"c,{number},{3 * number}" for number in range(40)]
    (job.base / "input" / "data" / "train" / "train.csv").write_text("kind,length,age\n" + "\n".join(rows) + "\n")
    job.told("linear", "age", columns)
    assert job.train().returncode == 0

    with served(job) as (address, _, _):
        answered = invoke(address, '"a, ""b""",1\nc,1\n')

    from scorer import Scorer

    expected = Scorer(job.base / "model").predict(pandas.DataFrame([(kind, 1.0), ("c", 1.0)], columns=["kind", "length"]))
    assert [float(line) for line in answered.splitlines()] == list(expected)


@pytest.mark.parametrize("payload", ["red,1,7\n", "red,1\nred,1,7\n", "red,much\n", "\"red,1\n", "red\n", "red,1\n\nred,2\n", ""])
def test_refuses_rows_that_are_not_of_the_contract(server, payload):
    with pytest.raises(urllib.error.HTTPError) as refused:
        invoke(server, payload)

    said = refused.value.read().decode()
    assert refused.value.code == 400
    assert "much" not in said and "7" not in said


def test_logs_one_line_an_invocation_without_cells_and_ends_softly_when_asked(trained):
    with served(trained) as (address, running, log):
        invoke(address, "red,1\nNA,2\n")
        with pytest.raises(urllib.error.HTTPError):
            invoke(address, "secretvalue,2\n")
        running.send_signal(signal.SIGTERM)

        assert running.wait(20) == 0
        lines = [line for line in log.read_text().splitlines() if line.startswith("invocation ")]
        assert lines == ["invocation rows=2 bytes=11", "invocation refused bytes=14: rows hold an unknown category or an empty cell: kind in rows 1"]
