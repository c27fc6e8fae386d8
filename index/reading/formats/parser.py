"""Files parsed in a child process: what breaks, hangs or eats memory there costs one file only."""

import json
import subprocess
import sys
import threading
from pathlib import Path

from index.errors import DocumentError, IndexingError
from index.reading.pieces import Content, Piece

DEADLINE = 10.0  # seconds for one file
STARTING = 60.0  # seconds for the child itself
LONGEST_ANSWER = 200_000_000  # bytes

# Not by way of index/__init__.py, which brings Chroma and all the rest, and not by the path of the
# script, which would let a csv.py there hide the one of the standard library.
_START = """
import sys, types
package = types.ModuleType("index")
package.__path__ = [sys.argv[1]]
sys.modules["index"] = package
from index.reading.formats.worker import serve
serve()
"""
_PACKAGE = Path(__file__).resolve().parent.parent.parent


class Parser:
    """Reads files in a child, started when first needed and replaced when it dies. Close it.

    Args:
        deadline: seconds that one file may take.
    """

    def __init__(self, deadline: float = DEADLINE) -> None:
        self._deadline = deadline
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Parser":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child, if there is one."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()

    def parse(self, format_name: str, data: bytes) -> Content:
        """Read one file.

        Args:
            format_name: one of `FORMATS`; csv, markdown and text in UTF-8.
            data: its bytes.

        Returns:
            What is in it, normalised.

        Raises:
            DocumentError: it cannot be read; says why, and leaves the file's name to the caller.
            IndexingError: the child cannot be started.
        """
        if self._child is None:
            self._child = self._started()
        request = json.dumps({"format": format_name, "size": len(data)}).encode()
        line, late = _exchange(self._child, request + b"\n" + data, self._deadline)
        if not line.endswith(b"\n"):
            self.close()
            raise DocumentError(self._why(late, len(line)))
        return _content(json.loads(line))

    def _started(self) -> subprocess.Popen[bytes]:
        self._child = _start()
        line, _ = _exchange(self._child, b"", STARTING)
        if not line:
            self.close()
            raise IndexingError(
                "The process that reads documents could not be started; see whether the machine "
                "has memory left, then build again."
            )
        return self._child

    def _why(self, late: bool, length: int) -> str:
        if late:
            return f"reading it takes longer than {self._deadline:g} seconds; make it smaller."
        if length >= LONGEST_ANSWER:
            return "it holds too much text; split it."
        return "its reader broke down over it; save it anew, or remove it."


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-c", _START, str(_PACKAGE)]
    return subprocess.Popen(  # noqa: S603  # our own interpreter and code
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def _exchange(child: subprocess.Popen[bytes], request: bytes, seconds: float) -> tuple[bytes, bool]:
    """Ask, and wait for a line; less than a line where the child died, and whether it was late."""
    assert child.stdin is not None
    assert child.stdout is not None
    late = threading.Event()

    def kill() -> None:
        late.set()
        child.kill()

    watch = threading.Timer(seconds, kill)
    watch.start()
    try:
        child.stdin.write(request)
        child.stdin.flush()
        return child.stdout.readline(LONGEST_ANSWER), late.is_set()
    except OSError:  # it died, and took the pipe with it
        return b"", late.is_set()
    finally:
        watch.cancel()
        watch.join()


def _content(answer: dict[str, object]) -> Content:
    match answer:
        case {"title": str() | None as title, "pieces": list(pieces), "missing": list(missing)}:
            return Content(tuple(Piece(*piece) for piece in pieces), title, tuple(missing))
        case {"error": str(error)}:
            raise DocumentError(error)
    raise DocumentError("its reader answered nonsense; save it anew, or remove it.")
