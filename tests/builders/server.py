"""A web server on this machine that answers as it was told, and remembers what it was asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Answer:
    """One answer: what is sent, and how.

    `length` is the Content-Length that is stated: that of the body by default, None for none at all. The body comes in
    pieces of `piece` bytes with `pause_s` after each; `endless` repeats it until the other side has had enough, `cut`
    leaves out the end of a `chunked` one.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = -1
    piece: int = 1 << 16
    pause_s: float = 0.0
    endless: bool = False
    chunked: bool = False
    cut: bool = False


def redirect(to: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": to})


class Server:
    """Answers by path; of several answers each is given once, the last one for ever."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answers: dict[str, list[Answer]] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.lock = threading.Lock()

    def tell(self, path: str, *answers: Answer) -> str:
        """Set what a path answers and give its address."""
        self.answers[path] = list(answers)
        return self.url + path

    @property
    def asked(self) -> list[str]:
        """Paths in the order they were asked for."""
        return [path for path, _ in self.requests]

    def next_answer(self, path: str, headers: dict[str, str]) -> Answer:
        with self.lock:
            self.requests.append((path, headers))
            answers = self.answers.get(path, [Answer(b"nothing here", 404)])
            return answers.pop(0) if len(answers) > 1 else answers[0]


@contextmanager
def serving() -> Iterator[Server]:
    """Run a server while the context lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.close_connection = True
            with suppress(ConnectionError):
                self.send(server.next_answer(self.path, dict(self.headers)))

        def send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            length = len(answer.body) if answer.length == -1 else answer.length
            if answer.chunked:
                self.send_header("Transfer-Encoding", "chunked")
            elif length is not None and not answer.endless:
                self.send_header("Content-Length", str(length))
            for name, value in {"Connection": "close", **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            while True:
                for at in range(0, len(answer.body), answer.piece):
                    piece = answer.body[at : at + answer.piece]
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if answer.chunked else piece)
                    time.sleep(answer.pause_s)
                if not answer.endless:
                    break
            if answer.chunked and not answer.cut:
                self.wfile.write(b"0\r\n\r\n")

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (its name there)
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        httpd.daemon_threads = True
        httpd.block_on_close = False
        server = Server(f"http://127.0.0.1:{httpd.server_address[1]}")
        thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            httpd.shutdown()
            thread.join()
