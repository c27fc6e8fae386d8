"""The child process: bytes of a file come in, a line of JSON goes out, file after file.

    request   one line of JSON {"format": ..., "size": ...}, then so many bytes
    answer    one line of JSON {"title": ..., "missing": [...],
              "pieces": [[text, level, marker, apart], ...]}
              or {"error": "why the file cannot be read"}

Before the first request it says "ready". It holds itself to little memory, no file to write to and
no core dump, where the platform knows such limits. The parent sees to the time.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import BinaryIO

from index.errors import DocumentError
from index.reading.characters import normalise
from index.reading.pieces import Content, Piece, cleaned

MEMORY = 2**30  # bytes of address space
LONGEST_TEXT = 20_000_000  # characters
CPU_SECONDS = 30  # for one file, should the parent be gone and nobody watch the time

# Format -> the room that reads it.
_LIBRARIES = {
    "html": "html_page",
    **{name: name for name in ("pdf", "docx", "epub", "pptx", "xlsx", "odt")},
}

_TOO_MUCH_MEMORY: dict[str, object] = {
    "error": "reading it takes more memory than a file may; make it smaller."
}


def serve() -> None:
    """Answer requests until there are no more."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    _limit_everything()
    answers.write(b"ready\n")
    answers.flush()
    while request := sys.stdin.buffer.readline():
        asked = json.loads(request)
        _limit_cpu()
        answer = _answer(asked["format"], _exactly(sys.stdin.buffer, asked["size"]))
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()
        if answer is _TOO_MUCH_MEMORY:  # it may have left anything behind
            return


def _answer(format_name: str, data: bytes) -> dict[str, object]:
    try:
        content = reader_of(format_name)(data)
        pieces = list(_bounded(cleaned(content.pieces)))
        fields = [(piece.text, piece.level, piece.marker, piece.apart) for piece in pieces]
        title = normalise(content.title) if content.title else None
        return {"title": title, "pieces": fields, "missing": content.missing}
    except DocumentError as error:
        return {"error": str(error)}
    except MemoryError:
        return _TOO_MUCH_MEMORY
    except RecursionError:
        return {"error": "it is nested too deeply to be read."}
    except Exception as error:  # a parser's own mistake costs one file, with its name for a report
        return {"error": f"it cannot be read: it is damaged ({type(error).__name__})."}


def reader_of(format_name: str) -> Callable[[bytes], Content]:
    """The reader of a format; its library is loaded when it is first needed."""
    if format_name in _LIBRARIES:
        module = import_module(f"index.reading.formats.{_LIBRARIES[format_name]}")
        reader: Callable[[bytes], Content] = getattr(module, f"read_{format_name}")
        return reader
    return _text_reader(format_name)


def _text_reader(format_name: str) -> Callable[[bytes], Content]:
    from index.reading.formats.csv_table import read_csv
    from index.reading.markdown import markdown_pieces
    from index.reading.plain_text import plain_text_pieces

    readers: dict[str, Callable[[str], Content]] = {
        "csv": read_csv,
        "markdown": lambda text: Content(tuple(markdown_pieces(text))),
        "text": lambda text: Content(tuple(plain_text_pieces(text))),
    }
    return lambda data: readers[format_name](data.decode())


def _bounded(pieces: Iterable[Piece]) -> Iterator[Piece]:
    length = 0
    for piece in pieces:
        length += len(piece.text)
        if length > LONGEST_TEXT:
            raise DocumentError(f"it holds over {LONGEST_TEXT:,} characters of text; split it.")
        yield piece


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:  # the parent is gone
        sys.exit(1)
    return data


def _limit_everything() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    limits = [
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ]
    for limit, most in limits:
        hard = resource.getrlimit(limit)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(limit, (most, most))
        except (ValueError, OSError):  # macOS refuses some; the deadline still holds
            continue


def _limit_cpu() -> None:
    try:
        import resource
    except ImportError:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    most = int(usage.ru_utime + usage.ru_stime) + CPU_SECONDS
    if hard == resource.RLIM_INFINITY or most <= hard:
        resource.setrlimit(resource.RLIMIT_CPU, (most, hard))
