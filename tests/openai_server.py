"""A server on loopback that speaks OpenAI's protocol and says what a test has it say."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class OpenAIServer:
    """Answers every chat request with `words`, one chunk each.

    Attributes:
        ending: "stop" for a proper end; "cut" to close the connection without one; "hang" to go
            silent; "ping" to send comments only; or an HTTP status to answer with instead.
        finish: the reason given at a proper end.
        after: how many words come before the ending.
        requests: the bodies received.
        closed_early: how many streams the client closed before their end.
    """

    def __init__(self) -> None:
        self.words = ["Quoted ", "nothing."]
        self.ending: str | int = "stop"
        self.after = 10_000
        self.finish = "stop"
        self.pause = 0.0
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.closed_early = 0
        self.url = ""

    @contextmanager
    def running(self) -> Iterator["OpenAIServer"]:
        """Serve until the block ends."""
        script = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                script.requests.append(json.loads(body))
                script.keys.append(self.headers.get("Authorization", ""))
                try:
                    script._answer(self)
                except OSError:
                    script.closed_early += 1

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        self.url = f"http://127.0.0.1:{server.server_port}/v1"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        if isinstance(self.ending, int):
            error = {"error": {"message": f"no, not with {self.keys[-1]}", "type": "test"}}
            handler.send_response(self.ending)
            handler.send_header("Content-Type", "application/json")
            handler.end_headers()
            handler.wfile.write(json.dumps(error).encode())
            return
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        for word in self.words[: self.after]:
            self._send(handler, {"content": word}, None)
            time.sleep(self.pause)
        if self.ending == "hang":
            time.sleep(5)
        elif self.ending == "ping":
            for _ in range(50):
                handler.wfile.write(b": ping\n\n")
                handler.wfile.flush()
                time.sleep(0.1)
        elif self.ending == "stop":
            self._send(handler, {}, self.finish)
            handler.wfile.write(b"data: [DONE]\n\n")

    @staticmethod
    def _send(handler: BaseHTTPRequestHandler, delta: dict[str, str], finish: str | None) -> None:
        choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "test"}
        handler.wfile.write(f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n".encode())
        handler.wfile.flush()
