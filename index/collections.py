"""Named groups of documents that a question can be limited to.

A document is in the collection that its front matter names; else in that of the folder or file that
was indexed, by which its name begins.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from index.manifest import IndexedFile
from index.passages_db import PassagesDb


class Collections:
    """The collections of one generation.

    Args:
        db: its passages.
        files: what it is made of.
    """

    def __init__(self, db: PassagesDb, files: Sequence[IndexedFile]) -> None:
        self._db = db
        self._files = files
        self._chunks: dict[str, frozenset[str]] = {}

    @cached_property
    def documents(self) -> Mapping[str, Sequence[str]]:
        """Name of each collection -> ids of its documents; those in two files may be in two."""
        found: dict[str, dict[str, None]] = {}
        for file in self._files:
            front_matter = self._db.document(file.document).front_matter
            name = front_matter.get("collection") or file.source.split("/")[0]
            found.setdefault(name, {})[file.document] = None
        return {name: list(found[name]) for name in sorted(found)}

    def chunks(self, names: Collection[str]) -> frozenset[str]:
        """Ids of the chunks of collections; a name that there is not has none."""
        for name in names:
            if name not in self._chunks:
                stored = self._db.chunks(self.documents.get(name, ()))
                self._chunks[name] = frozenset(chunk.id for chunk in stored)
        return frozenset().union(*(self._chunks[name] for name in names))
