"""Speaks HTTP/1.1 as services do: one connection serves many requests.

moto's own server, werkzeug's, closes each connection after its answer. A new connection, and a thread for it, costs
more than most calls. To keep one open, a request's body must be read to its end before the answer is written.
"""

import shutil
import tempfile
import traceback
from http import HTTPStatus
from typing import BinaryIO

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.test import run_wsgi_app

IN_MEMORY_AT_MOST = 16 * 1024 * 1024
WITHOUT_BODY = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}


class KeepAliveHandler(MotoRequestHandler):
    """Answers every request of a connection; the gateway keeps the request log."""

    protocol_version = "HTTP/1.1"
    wbufsize = 64 * 1024
    disable_nagle_algorithm = True

    def handle_expect_100(self) -> bool:
        go_on = super().handle_expect_100()
        self.wfile.flush()
        return go_on

    def run_wsgi(self) -> None:
        self.environ = environ = self.make_environ()
        with self.whole_body(environ["wsgi.input"]) as body:
            environ.update({"wsgi.input": body, "wsgi.input_terminated": True})
            try:
                parts, status, headers = run_wsgi_app(self.server.app, environ, buffered=True)
            except Exception:
                self.server.log("error", traceback.format_exc())
                return self.send_error(HTTPStatus.INTERNAL_SERVER_ERROR)
        self.answer(status, list(headers.items()), b"".join(parts))

    def whole_body(self, given: BinaryIO) -> BinaryIO:
        body = tempfile.SpooledTemporaryFile(IN_MEMORY_AT_MOST)
        if given is self.rfile:
            left = int(self.headers.get("Content-Length") or 0)
            while left > 0 and (chunk := given.read(min(left, IN_MEMORY_AT_MOST))):
                left -= len(chunk)
                body.write(chunk)
            self.close_connection = self.close_connection or left > 0
        else:
            shutil.copyfileobj(given, body)
        body.seek(0)
        return body

    def answer(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        for name, value in headers:
            self.send_header(name, value)
        has_length = any(name.lower() == "content-length" for name, _ in headers)
        if not has_length and int(code) not in WITHOUT_BODY:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass
