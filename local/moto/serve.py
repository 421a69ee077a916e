"""Serves moto on a free port of 127.0.0.1 and tells the port as its first line.

Exact command: MOTO_PORT=4566 MOTO_ACCOUNT_ID=123456789012 .venv/bin/python local/moto/serve.py
"""

import json

from moto.iam.access_control import PermissionResult
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto.s3.models import FakeBucket
from werkzeug.serving import make_server

from transactions import make_transactions_atomic


class QuietHandler(MotoRequestHandler):
    """Keeps connections open (a new one per call costs more than the call) and leaves the request log to the gateway."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def leave_bucket_policies_to_the_gateway() -> None:
    """moto reads a Deny without its conditions and refuses everybody; the gateway has decided before moto is asked."""
    FakeBucket.get_permission = lambda self, action, resource: PermissionResult.PERMITTED


if __name__ == "__main__":
    leave_bucket_policies_to_the_gateway()
    make_transactions_atomic()
    server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True, request_handler=QuietHandler)
    print(json.dumps({"port": server.server_port}), flush=True)
    server.serve_forever()
