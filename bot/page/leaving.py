"""Who has left the page: what they sent is forgotten then, and soon.

A page that is open holds a heartbeat. One that is loaded anew begins another under another name,
and opens its conversation again; so there is a moment in which nothing is forgotten.
"""

import logging
import shutil
import time
from pathlib import Path
from typing import Any

from bot.page.door.visits import Present
from bot.page.own_documents import OwnDocuments, all_there
from bot.page.own_documents.scratch import scratch, sweep

logger = logging.getLogger(__name__)

SENT = "sent"  # folder of the files that Gradio has taken, and the page not yet
EVERY = 5.0  # seconds between two looks
LEFT_FOR = 45.0  # seconds after the last heartbeat
UNSEEN_FOR = 120.0  # seconds without use, if there never was a heartbeat
UNTAKEN_FOR = 120.0  # seconds that a file waits to be taken


def has_left(own: OwnDocuments, present: Present) -> bool:
    """Whether whoever sent documents has left; documents of no page are no page's matter."""
    pages = own.sessions - {""}
    return bool(pages) and not own.is_busy() and all(_is_left(own, present, it) for it in pages)


def _is_left(own: OwnDocuments, present: Present, page: str) -> bool:
    ended = present.ended(page)
    longest = UNSEEN_FOR if ended is None else LEFT_FOR
    return time.monotonic() - max(own.used, ended or 0.0) > longest


def forget_left(present: Present) -> None:
    """Forget the documents of everyone who has left, and files that no one took."""
    for own in all_there():
        if has_left(own, present):
            own.close()
    before = time.time() - UNTAKEN_FOR
    for path in scratch(SENT).iterdir():
        if _written(path) < before:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(True)
    sweep()


def forget(present: Present, server: Any) -> None:
    """Forget as long as a server runs; to be run in a thread of its own.

    Args:
        present: which pages are open.
        server: of the page.
    """
    while not server.should_exit:
        try:
            forget_left(present)
        except Exception:  # the next time it may go
            logger.exception("what people sent could not be looked through")
        time.sleep(EVERY)


def _written(path: Path) -> float:
    """When a file, or one in a folder, was written last."""
    try:
        inside = list(path.iterdir()) if path.is_dir() else []
        return max(each.stat().st_mtime for each in (path, *inside))
    except FileNotFoundError:
        return 0.0
