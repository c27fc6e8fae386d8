"""Where the vectors of a generation are: in a Chroma folder of its own, or in a Chroma server.

The rest of a generation is in the home folder either way; its manifest names the collection. That
name holds whose index it is, the generation and chance, so that no build ever writes into what
another one wrote, and only what bears this index's own mark is ever removed.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from index.embeddings import Vectors
from index.errors import IndexMismatchError
from index.files import put_aside, read_note
from index.manifest import Generation, Manifest
from index.settings import IndexSettings
from index.vectors.in_folder import VectorStore, send_vectors, write_vectors
from index.vectors.in_server import TO_ANSWER, ChromaServer
from index.vectors.reader_copy import scratch_copy

FOLDER = "chroma"  # of a generation
OWNER = "owner"  # in the index folder: whose the collections are
TO_BUILD = 60.0  # seconds for one call of a build


def put_vectors(
    settings: IndexSettings, generation: Path, ids: Sequence[str], vectors: Vectors
) -> str:
    """Put vectors where the settings ask for; returns the name of their collection, if any.

    Args:
        settings: of the index.
        generation: folder of the generation that is being built.
        ids: of the chunks.
        vectors: one unit-length row per id.
    """
    if not settings.chroma_url:
        write_vectors(generation / FOLDER, ids, vectors)
        return ""
    name = f"{_mark(settings.folder)}{generation.stem}-{secrets.token_hex(4)}"
    with closing(_server(settings, TO_BUILD)) as server:
        send_vectors(server, name, generation / FOLDER, ids, vectors)
    return name


@contextmanager
def open_vectors(generation: Generation, settings: IndexSettings) -> Iterator[VectorStore]:
    """The vectors of a generation, for its reader.

    Raises:
        IndexMismatchError: they are in a server, and the settings name none.
        IndexDamagedError: they are not there.
        VectorServerError: the server cannot be asked.
    """
    folder, name = generation.folder / FOLDER, generation.manifest.collection
    if not name:
        with scratch_copy(folder) as copy, closing(VectorStore.in_folder(copy)) as store:
            yield store
        return
    if not settings.chroma_url:
        raise IndexMismatchError(
            f"The vectors of this index are in the Chroma server {generation.manifest.server}. Set "
            "CAREERBOT_CHROMA_URL to its address, or put them into the home folder: careerbot index"
        )
    with closing(_server(settings)) as server:
        yield VectorStore.in_server(server, name, folder, generation.manifest.chunk_ids)


def remove_unused(settings: IndexSettings, used: Iterable[Manifest]) -> None:
    """Remove the collections of this index that no generation has; needs the lock of builds.

    Args:
        settings: of the index; where they name no server, nothing is done.
        used: manifests of the generations that there are.
    """
    if not settings.chroma_url:
        return
    names = {manifest.collection for manifest in used}
    with closing(_server(settings, TO_BUILD)) as server:
        for name in server.names(_mark(settings.folder)):
            if name not in names:
                server.remove(name)


def _server(settings: IndexSettings, seconds: float = TO_ANSWER) -> ChromaServer:
    return ChromaServer(settings.chroma_url, settings.chroma_token, seconds)


def _mark(folder: Path) -> str:
    """How the names of this index's collections begin.

    A copy of the folder is another index, and gets a mark of its own: it reads the collections of
    the first, and removes none of them. It is known by the inode, which only the first has, also
    where the folder is moved, or mounted by other machines.
    """
    path = folder / OWNER
    try:
        owner, _, known = read_note(path).strip().partition(" ")
    except FileNotFoundError:
        known = ""
    except OSError:
        put_aside(path)
        known = ""
    path.touch()
    inode = str(path.stat().st_ino)
    if known != inode:
        owner = secrets.token_hex(8)
        path.write_text(f"{owner} {inode}\n", encoding="ascii")
    return f"careerbot-{owner}-"
