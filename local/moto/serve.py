"""Serves moto on a free port of 127.0.0.1 and tells the port as its first line.

Exact command: MOTO_PORT=4566 MOTO_ACCOUNT_ID=123456789012 .venv/bin/python local/moto/serve.py
"""

import json

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from answers import write_only_what_is_there
from dispatch import remember_services
from object_keys import encode_keys_of_versions, let_keys_hold_line_breaks
from queries import read_one_partition
from request_handler import KeepAliveHandler
from transactions import make_transactions_atomic

if __name__ == "__main__":
    let_keys_hold_line_breaks()
    encode_keys_of_versions()
    make_transactions_atomic()
    read_one_partition()
    remember_services()
    write_only_what_is_there()
    server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True, request_handler=KeepAliveHandler)
    print(json.dumps({"port": server.server_port}), flush=True)
    server.serve_forever()
