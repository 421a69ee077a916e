"""MLflow logging that can neither fail nor hold up a training.

A process of its own (track.py) talks to the server while the training works. It is told what happened, a JSON line each, and says
after each call that it is alive. When the training is over it has DEADLINE seconds to finish; whatever is missing then is said in evaluation.json.
"""
from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

DEADLINE = 12.0  # seconds after the training's end; a run may be delayed by less than 15 s in all
SILENCE = 6.0  # seconds without a sign of life: one call may take 3 s (MLFLOW_HTTP_REQUEST_TIMEOUT), uploads a little more


class Tracking:
    """Tells the tracking process what happens; with no server configured it only remembers why nothing is tracked."""

    def __init__(self, uri: str, experiment: str) -> None:
        self.experiment = experiment
        self.missing = "" if uri else "no tracking server is configured"
        self.answers: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.child = self._start(uri, experiment) if uri else None

    def tell(self, what: str, **facts: Any) -> None:
        """Never blocks for long and never raises: the pipe is read by a thread of the child that does nothing else."""
        if not self.child or not self.child.stdin or self.missing:
            return
        try:
            self.child.stdin.write(json.dumps({"what": what, **facts}) + "\n")
            self.child.stdin.flush()
        except (OSError, ValueError) as error:
            self.missing = f"the tracking process ended early ({type(error).__name__})"

    def finish(self) -> dict[str, str]:
        """Waits for the last call, within limits. Answers {experiment, runId, url} or {experiment, missing}."""
        self.tell("finish")
        result = self._await_result() if self.child else {}
        if self.child:
            self.child.kill()
            self.child.wait()
        if "runId" in result:
            return {"experiment": self.experiment, **result}
        return {"experiment": self.experiment, "missing": result.get("missing") or self.missing or "the tracking process ended without saying why"}

    def _start(self, uri: str, experiment: str) -> subprocess.Popen[str] | None:
        quiet = {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true", "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0", "MLFLOW_HTTP_REQUEST_TIMEOUT": "3", "GIT_PYTHON_REFRESH": "quiet"}
        environment = {**os.environ, **quiet, "MLFLOW_TRACKING_URI": uri, "NACRE_EXPERIMENT": experiment}
        try:
            child = subprocess.Popen([sys.executable, str(Path(__file__).with_name("track.py"))], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
        except OSError as error:
            self.missing = f"the tracking process could not be started ({error.strerror})"
            return None
        threading.Thread(target=self._listen, args=(child,), daemon=True).start()
        return child

    def _listen(self, child: subprocess.Popen[str]) -> None:
        for line in child.stdout or ():
            try:
                self.answers.put(json.loads(line))
            except ValueError:
                continue
        self.answers.put(None)

    def _await_result(self) -> dict[str, str]:
        end = time.monotonic() + DEADLINE
        while (left := end - time.monotonic()) > 0:
            try:
                answer = self.answers.get(timeout=min(left, SILENCE))
            except queue.Empty:
                break
            if answer is None:
                return {}
            if "runId" in answer or "missing" in answer:
                return {name: str(value) for name, value in answer.items()}
        return {"missing": "the tracking server did not answer in time"}
