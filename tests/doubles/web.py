"""Requests to the page as a program makes them, and as the page itself does."""

import http.client
import json
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlencode, urlsplit

Place = tuple[str, int]


def place_of(address: str) -> Place:
    parts = urlsplit(address)
    assert parts.hostname
    assert parts.port
    return parts.hostname, parts.port


def ask(place: Place, method: str, path: str, body=None, headers=None) -> http.client.HTTPResponse:
    """Make a request; the reply has its `body`."""
    with closing(http.client.HTTPConnection(*place, timeout=60)) as connection:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        response.body = response.read()
    return response


def ask_api(place: Place, question: object, headers=None) -> http.client.HTTPResponse:
    """Ask the API; the reply has its `json`."""
    body = question if isinstance(question, (str, bytes)) else json.dumps(question)
    given = {"Content-Type": "application/json", **(headers or {})}
    reply = ask(place, "POST", "/api/ask", body, given)
    reply.json = json.loads(reply.body)
    return reply


def basic(name: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{name}:{password}".encode()).decode()}


def cookie_in(reply: http.client.HTTPResponse) -> str:
    return (reply.getheader("Set-Cookie") or "").partition(";")[0]


def log_in(place: Place, name: str, password: str, headers=None) -> http.client.HTTPResponse:
    form = urlencode({"name": name, "password": password})
    kind = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
    return ask(place, "POST", "/login", form, kind)


class Tab:
    """The page without a browser: joins Gradio's queue and reads what comes of it.

    Args:
        place: where the page is.
        name: what it calls itself, as Gradio's script does.
        cookie: of the browser; empty for one that has none yet.
    """

    def __init__(self, place: Place, name: str, cookie: str = "") -> None:
        self.place = place
        self.name = name
        self.cookie = cookie or cookie_in(ask(place, "GET", "/"))
        self.headers = {"Cookie": self.cookie}
        config = json.loads(ask(place, "GET", "/config", headers=self.headers).body)
        self._happens = config["dependencies"]
        self._names = {c["props"].get("elem_id"): c["id"] for c in config["components"]}
        self._values = {each["id"]: each["props"].get("value") for each in config["components"]}

    def join(self, question: str, **typed: str) -> http.client.HTTPResponse:
        """Put a question into the queue.

        Args:
            question: what is asked.
            typed: what stands in the boxes of the profile.
        """
        facts = {f"fact-{name}": fact for name, fact in typed.items()}
        return self.event("ask", "click", {"question": question, **facts})

    def stop(self) -> None:
        """Press Stop."""
        self.event("stop", "click", {})

    def send(self, name: str, text: str) -> str:
        """Have a document taken into the conversation; where Gradio put it."""
        body = (
            f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
            f"Content-Type: text/plain\r\n\r\n{text}\r\n--x--\r\n"
        )
        headers = {**self.headers, "Content-Type": "multipart/form-data; boundary=x"}
        (path,) = json.loads(ask(self.place, "POST", "/gradio_api/upload", body, headers).body)
        self.take(path)
        return str(path)

    def take(self, path: str) -> http.client.HTTPResponse:
        """Have a file that Gradio holds taken into the conversation."""
        file = {"path": path, "meta": {"_type": "gradio.FileData"}}
        return self.event("own", "upload", {"own": [file]})

    def event(self, name: str, event: str, given: dict) -> http.client.HTTPResponse:
        """What the page does when something happens to a control.

        Args:
            name: id of the control.
            event: what happens to it.
            given: id of a control -> what it holds; the others hold what they did at first.
        """
        target = [self._names[name], event]
        (function,) = (each for each in self._happens if target in each["targets"])
        held = self._values | {self._names[each]: value for each, value in given.items()}
        data = [held[each] for each in function["inputs"]]
        said = {"data": data, "fn_index": function["id"], "session_hash": self.name}
        return ask(self.place, "POST", "/gradio_api/queue/join", json.dumps(said), self._json())

    def _json(self) -> dict[str, str]:
        return {**self.headers, "Content-Type": "application/json"}

    @contextmanager
    def stream(self, seconds: float = 60) -> Iterator[Iterator[dict]]:
        """What comes out of the queue, as long as something does every so many seconds."""
        with closing(http.client.HTTPConnection(*self.place, timeout=seconds)) as connection:
            connection.request(
                "GET", f"/gradio_api/queue/data?session_hash={self.name}", headers=self.headers
            )
            yield self._messages(connection.getresponse())

    @staticmethod
    def _messages(reply: http.client.HTTPResponse) -> Iterator[dict]:
        assert reply.status == 200, reply.read()
        while line := reply.readline():
            if line.startswith(b"data:"):
                message = json.loads(line.removeprefix(b"data:"))
                yield message
                if message["msg"] in ("close_stream", "unexpected_error"):
                    return

    def answered(self, question: str, **typed: str) -> str:
        """Ask, and give all that came back as text."""
        assert self.join(question, **typed).status == 200
        return self.read()

    def read(self) -> str:
        """All that comes out of the queue until it is empty, as text."""
        with self.stream() as messages:
            return json.dumps(list(messages), ensure_ascii=False)


def wait_for(condition, seconds: float = 30) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "that did not come to be"
        time.sleep(0.02)
