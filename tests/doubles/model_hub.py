"""A hub of models on loopback, as far as fetching one needs it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class _Hub(BaseHTTPRequestHandler):
    name: str
    files: Mapping[str, bytes]
    sent: Mapping[str, bytes]
    asked: list[str]

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, body: bool) -> None:
        path = self.path.partition("?")[0]
        file = path.removeprefix(f"/{self.name}/resolve/main/")
        if path == f"/api/models/{self.name}":
            self._send(200, _about(self.name, self.files), {}, body)
        elif file not in self.files:
            missing = "RepoNotFound" if path.startswith("/api") else "EntryNotFound"
            self._send(404, b"", {"X-Error-Code": missing}, body)
        else:
            data = self.sent.get(file, self.files[file])
            etag = hashlib.sha256(data).hexdigest()
            self.asked.extend([file] if body else [])
            self._send(200, data, {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT}, body)

    def _send(self, status: int, data: bytes, headers: dict[str, str], body: bool) -> None:
        self.send_response(status)
        for key, value in {**headers, "Content-Length": str(len(data))}.items():
            self.send_header(key, value)
        self.end_headers()
        if body:
            self.wfile.write(data)


@contextmanager
def model_hub(
    name: str, files: Mapping[str, bytes], sent: Mapping[str, bytes] | None = None
) -> Iterator[tuple[str, list[str]]]:
    """Serve one model; gives the address and the files that were asked for.

    Args:
        name: of the model.
        files: path -> bytes, as the hub says they are.
        sent: what is sent instead, of some.
    """
    asked: list[str] = []
    hub = type("Hub", (_Hub,), {"name": name, "files": files, "sent": sent or {}, "asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), hub)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def _about(name: str, files: Mapping[str, bytes]) -> bytes:
    siblings = [
        {
            "rfilename": path,
            "size": len(data),
            "blobId": hashlib.sha1(data, usedforsecurity=False).hexdigest(),
            "lfs": {
                "sha256": hashlib.sha256(data).hexdigest(),
                "size": len(data),
                "pointerSize": 100,
            },
        }
        for path, data in files.items()
    ]
    about = {"id": name, "modelId": name, "sha": COMMIT, "siblings": siblings}
    return json.dumps(about).encode()
