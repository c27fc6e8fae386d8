"""Servers on loopback that speak the protocols of OpenAI, Anthropic and Ollama, and say what a test
has them say.
"""

import json
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any, Self

from tests.doubles.loopback import listening


class ModelServer:
    """Answers every chat request with `words`, one chunk each.

    Attributes:
        ending: "stop" for a proper end; "cut" to close the connection without one; "reset" to break
            it; "hang" to go silent; "ping" to send comments only; "redirect" to send the client to
            `elsewhere`; "raw" to send `raw` and nothing else; or an HTTP status instead.
        failures: how many requests end in that way before all is well; -1 for all of them.
        finish: the reason given at a proper end.
        after: how many words come before the ending.
        headers: sent with an HTTP status.
        requests: the bodies received.
        closed_early: how many streams the client closed before their end.
        answering: how many requests are being answered.
    """

    provider = ""
    path = ""  # of the address that a client is given
    finished = "stop"

    def __init__(self) -> None:
        self.url = ""
        self.answering = 0
        self.reset()

    def reset(self) -> None:
        """Be as at the beginning, when nobody has asked."""
        self.words = ["Quoted ", "nothing."]
        self.ending: str | int = "stop"
        self.failures = -1
        self.after = 10_000
        self.finish = self.finished
        self.pause = 0.0
        self.raw = b""
        self.headers: dict[str, str] = {}
        self.elsewhere = ""
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.connections: list[str] = []
        self.closed_early = 0

    @contextmanager
    def running(self) -> Iterator[Self]:
        """Serve until the block ends."""
        script = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                script.requests.append(json.loads(body))
                key = self.headers.get("Authorization") or self.headers.get("x-api-key") or ""
                script.keys.append(key)
                script.connections.append(self.headers.get("Connection", ""))
                script.answering += 1
                try:
                    script._answer(self)
                except OSError:
                    script.closed_early += 1
                finally:
                    script.answering -= 1

            def do_GET(self) -> None:
                body = json.dumps({"models": [{"name": "tiny:1b"}]}).encode()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

        with listening(Handler) as address:
            self.url = address + self.path
            yield self

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        ending = self.ending if self.failures else "stop"
        self.failures -= self.failures > 0
        if isinstance(ending, int):
            self._refuse(handler, ending)
        elif ending == "redirect":
            handler.send_response(307)
            handler.send_header("Location", self.elsewhere + handler.path)
            handler.end_headers()
        else:
            handler.send_response(200)
            handler.send_header("Content-Type", self.content_type)
            handler.end_headers()
            self._stream(handler, ending)

    def _refuse(self, handler: BaseHTTPRequestHandler, status: int) -> None:
        error = {"error": {"message": f"no, not with {self.keys[-1]}", "type": "test"}}
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(self.raw or json.dumps(error).encode())

    def _stream(self, handler: BaseHTTPRequestHandler, ending: str) -> None:
        if ending == "raw":
            handler.wfile.write(self.raw)
            return
        self._send(handler, self.opening())
        for word in self.words[: self.after]:
            self._send(handler, self.piece(word))
            time.sleep(self.pause)
        if ending == "hang":
            time.sleep(4)
        elif ending == "ping":
            for _ in range(40):
                handler.wfile.write(b": ping\n\n")
                handler.wfile.flush()
                time.sleep(0.1)
        elif ending == "reset":
            linger = struct.pack("ii", 1, 0)
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            handler.connection.close()
        elif ending == "stop":
            self._send(handler, self.closing())

    @staticmethod
    def _send(handler: BaseHTTPRequestHandler, data: bytes) -> None:
        handler.wfile.write(data)
        handler.wfile.flush()

    content_type = "text/event-stream"

    def opening(self) -> bytes:
        return b""

    def piece(self, word: str) -> bytes:
        raise NotImplementedError

    def closing(self) -> bytes:
        raise NotImplementedError


class OpenAIServer(ModelServer):
    """Speaks the protocol of OpenAI's chat completions."""

    provider = "openai"
    path = "/v1"

    def piece(self, word: str) -> bytes:
        return self._chunk({"content": word}, None)

    def closing(self) -> bytes:
        return self._chunk({}, self.finish) + b"data: [DONE]\n\n"

    @staticmethod
    def _chunk(delta: dict[str, str], finish: str | None) -> bytes:
        choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "test"}
        return f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n".encode()


class AnthropicServer(ModelServer):
    """Speaks the protocol of Anthropic's messages."""

    provider = "anthropic"
    finished = "end_turn"

    def opening(self) -> bytes:
        message = {
            "id": "1",
            "type": "message",
            "role": "assistant",
            "model": "test",
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {"input_tokens": 1, "output_tokens": 1},
        }
        return self._event("message_start", {"message": message}) + self._event(
            "content_block_start", {"index": 0, "content_block": {"type": "text", "text": ""}}
        )

    def piece(self, word: str) -> bytes:
        delta = {"type": "text_delta", "text": word}
        return self._event("content_block_delta", {"index": 0, "delta": delta})

    def closing(self) -> bytes:
        delta = {"stop_reason": self.finish, "stop_sequence": None}
        return (
            self._event("content_block_stop", {"index": 0})
            + self._event("message_delta", {"delta": delta, "usage": {"output_tokens": 1}})
            + self._event("message_stop", {})
        )

    @staticmethod
    def _event(kind: str, data: dict[str, Any]) -> bytes:
        return f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n".encode()


class OllamaServer(ModelServer):
    """Speaks Ollama's own protocol."""

    provider = "ollama"
    content_type = "application/x-ndjson"

    def piece(self, word: str) -> bytes:
        return self._line({"message": {"role": "assistant", "content": word}, "done": False})

    def closing(self) -> bytes:
        message = {"role": "assistant", "content": ""}
        return self._line({"message": message, "done": True, "done_reason": self.finish})

    @staticmethod
    def _line(data: dict[str, Any]) -> bytes:
        about = {"model": "test", "created_at": "2026-01-01T00:00:00Z"}
        return f"{json.dumps({**about, **data})}\n".encode()
