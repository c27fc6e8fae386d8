"""Chroma servers for the tests: a real one, and a proxy before it that wants a token."""

import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from tests.conftest import free_port
from tests.doubles.loopback import listening

PATIENCE = 60.0  # seconds for a server to start or end, on a busy machine
WAIT = 0.05


class Chroma:
    """`chroma run` on this machine."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = folder / "chroma.log"
        chroma = shutil.which("chroma", path=str(Path(sys.executable).parent))
        assert chroma
        where = ["--path", str(folder / "data"), "--host", "127.0.0.1", "--port", str(self.port)]
        self._command = [chroma, "run", *where]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, with the data that it had; returns when it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log)
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert self._process.poll() is None, self._log.read_text()
            assert time.monotonic() < until, self._log.read_text()
            time.sleep(WAIT)

    def stop(self) -> None:
        """End it as a power cut does."""
        assert self._process
        self._process.kill()
        self._process.wait(PATIENCE)

    @contextmanager
    def away(self) -> Iterator[None]:
        """While it is stopped."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """While it takes calls and answers none."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1)
        try:
            connection.request("GET", "/api/v2/heartbeat")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


class Proxy:
    """A proxy that lets in who knows a token.

    Args:
        port: of what is behind it.
        token: without which it answers 401, and what it was sent.
        busy: how many of the first calls it answers with 503.
    """

    def __init__(self, port: int, token: str, busy: int = 0) -> None:
        self.busy = busy
        self.url = ""
        self._port = port
        self._token = token

    @contextmanager
    def running(self) -> Iterator["Proxy"]:
        """Serve until the block ends."""
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body in one packet

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                sent = self.headers.get("authorization", "")
                if proxy.busy:
                    proxy.busy -= 1
                    self.reply(503, b"busy")
                elif sent != f"Bearer {proxy._token}":
                    self.reply(401, f"no entry with {sent}".encode())
                else:
                    self.reply(*passed_on(proxy._port, self.command, self.path, body))

            do_GET = do_POST = do_DELETE = handle_any  # noqa: N815

            def reply(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        with listening(Handler) as self.url:
            yield self


def passed_on(port: int, method: str, path: str, body: bytes) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, body, {"content-type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


CAN_FREEZE = os.name != "nt"
