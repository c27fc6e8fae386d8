"""What lies in the place of the files beside the generations, and is none."""

from pathlib import Path

from index.files import is_file_or_free, put_aside, regular_file
from index.settings import IndexSettings

LOCK, HOLDER, HELD = "build.lock", "build.holder", "rolled-back"
_WRITTEN_ANEW = (LOCK, HOLDER, "owner", "verified-model.json", "passages.db")


def unreadable_notes(settings: IndexSettings) -> list[str]:
    """Which of the files beside the generations are there and cannot be read, each with the reason.

    The pointer is not among them: without it an index is damaged, and says so itself.
    """
    wrong = []
    for name in (*_WRITTEN_ANEW, HELD):
        path = settings.folder / name
        try:
            if path.is_symlink() or path.exists():
                with regular_file(path) as file:
                    file.read(1)
        except OSError as error:
            wrong.append(f"{path} cannot be read: {error.strerror}.")
    return wrong


def put_odd_aside(folder: Path) -> None:
    """Free the places of files that builds write, where something is that is no file.

    Args:
        folder: of the index.
    """
    for name in _WRITTEN_ANEW:
        path = folder / name
        # A lock is not looked for behind a link.
        if not is_file_or_free(path) or (name == LOCK and path.is_symlink()):
            put_aside(path)
