"""How many connections there are at once, and how long they may take to say what they want.

Whoever connects costs memory and a file descriptor before anyone knows who they are. uvicorn alone
reads headers of any length, and waits for ever for the rest of a request.
"""

import asyncio
from typing import Any

from uvicorn import Server
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_HEADER_BYTES = 16 * 1024  # that are kept while a header is incomplete
HEADER_WITHIN = 10.0  # seconds, from the beginning of the connection or the end of the last reply
LEAST_BODY = 1024  # bytes of a body that must come between two looks
LOOK = 5.0  # seconds between two looks at a connection
MOST_CONNECTIONS = 512


class Connection(H11Protocol):
    """A connection that is ended when it keeps the server waiting.

    When there are too many, the one that has kept it waiting longest makes room; one that is being
    answered is never ended for another.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to look after it."""
        super().connection_made(transport)
        self._since = self.loop.time()
        self._bytes = 0
        self._timer = self.loop.call_later(LOOK, self._look)
        self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Look after it no more."""
        self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what comes."""
        self._bytes += len(data)
        super().data_received(data)

    def on_response_complete(self) -> None:
        """From now on it is waited for the next request."""
        self._since = self.loop.time()
        super().on_response_complete()

    @property
    def _without_request(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    @property
    def _waited_for(self) -> bool:
        """Whether the server waits for the other side: to ask, or to read what it is sent."""
        return self._without_request or self.cycle.more_body or self.flow.write_paused

    def _look(self) -> None:
        """End the connection if too little has come."""
        if self._without_request:
            late = self.loop.time() - self._since >= HEADER_WITHIN
        else:  # what we have not read yet is not the fault of the other side
            late = self.cycle.more_body and not self.flow.read_paused and self._bytes < LEAST_BODY
        if late:
            self.transport.abort()
            return
        self._bytes = 0
        self._timer = self.loop.call_later(LOOK, self._look)

    def _make_room(self) -> None:
        there = [each for each in self.connections if not each.transport.is_closing()]
        if len(there) <= most_connections():
            return
        waited_for = [each for each in there if isinstance(each, Connection) and each._waited_for]
        others = [each for each in waited_for if each is not self]
        min(others, key=lambda each: each._since, default=self).transport.abort()


def most_connections() -> int:
    """How many connections there may be: half of the files that this process may open at most."""
    try:
        import resource  # which Windows has not
    except ImportError:
        return MOST_CONNECTIONS
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS if files < 0 else min(MOST_CONNECTIONS, files // 2)


def limit(server: Any) -> None:
    """Have a server that runs already take only connections that are looked after.

    Args:
        server: as Gradio starts it; it reads its configuration at each connection.
    """
    assert isinstance(server, Server)
    server.config.h11_max_incomplete_event_size = MOST_HEADER_BYTES
    server.config.http_protocol_class = Connection
    server.config.ws_protocol_class = None
