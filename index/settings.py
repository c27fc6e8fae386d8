"""How an index is built and where it lives."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_dir

from index.errors import SettingError

DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"
_INSTALLED_IN = Path(__file__).resolve().parent.parent  # a checkout, or a folder of packages
if (_INSTALLED_IN / "pyproject.toml").is_file():
    DEFAULT_HOME = str(_INSTALLED_IN / ".careerbot")
    DEFAULT_CORPUS = str(_INSTALLED_IN / "corpus")
else:
    DEFAULT_HOME = user_data_dir("careerbot", appauthor=False)
    DEFAULT_CORPUS = str(_INSTALLED_IN / "bot" / "corpus")  # where the build puts it


@dataclass(frozen=True)
class Recipe:
    """The parts of retrieval. `python -m tests.evals --ablation` says what each is worth.

    Attributes:
        headings: title and headings stand before the text that is embedded and keyword-indexed.
        stems: keywords are compared by their stems.
        spelling: misspelt words and codes of a question are put right.
        asked: the questions that people ask a section count as its sentences.
        dense, keywords, sentences: the three lists that are fused.
        trust: keywords count less if the question's words are hardly found.
        scaled: fused by min-max; otherwise by reciprocal ranks.
        follow_ups: vectors and words of the last turns are mixed; otherwise the last stands alone.
        parts: several questions in one message are searched for one by one.
    """

    headings: bool = True
    stems: bool = True
    spelling: bool = True
    asked: bool = True
    dense: bool = True
    keywords: bool = True
    sentences: bool = True
    trust: bool = True
    scaled: bool = True
    follow_ups: bool = True
    parts: bool = True


@dataclass(frozen=True)
class IndexSettings:
    """Settings of one index.

    Attributes:
        home: folder of the index and its state; made when missing.
        embedder: a sentence-transformers model: the bundled one, a name on its hub, or a folder.
        chunk_size: longest chunk, in characters.
        chunk_overlap: how much of a chunk the next one in the same section repeats, in characters.
        keep: how many generations stay on disk, the live one among them.
        recipe: which parts of retrieval are used.
        reranker: CrossEncoder that orders what was found, by name or folder; empty for none.
        chroma_url: address of a Chroma server for the vectors; empty for the home folder.
        chroma_token: what it, or the proxy before it, wants to see.
    """

    home: str | Path = DEFAULT_HOME
    embedder: str = DEFAULT_EMBEDDER
    chunk_size: int = 500
    chunk_overlap: int = 100
    keep: int = 3
    recipe: Recipe = Recipe()
    reranker: str = ""
    chroma_url: str = ""
    chroma_token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        _demand(100 <= self.chunk_size <= 2000, "chunk_size", self.chunk_size, "100 to 2000")
        _demand(
            0 <= self.chunk_overlap < self.chunk_size / 2,
            "chunk_overlap",
            self.chunk_overlap,
            "0 to less than half of chunk_size",
        )
        _demand(self.keep >= 1, "keep", self.keep, "1 or more")
        _demand(bool(self.embedder.strip()), "embedder", self.embedder, "a name or a folder")
        self._check_server()

    def _check_server(self) -> None:
        if self.chroma_token and not self.chroma_url:
            raise SettingError("CAREERBOT_CHROMA_TOKEN is set, but CAREERBOT_CHROMA_URL is not.")
        if not all("!" <= character <= "~" for character in self.chroma_token):
            raise SettingError(
                "CAREERBOT_CHROMA_TOKEN holds characters that no token has; ASCII letters, digits "
                "and signs are allowed."
            )
        if self.chroma_url and not _is_address(self.chroma_url):
            raise SettingError(
                "CAREERBOT_CHROMA_URL must be an address such as http://127.0.0.1:8000, without a "
                "name, a password or a question mark in it; a token goes into "
                "CAREERBOT_CHROMA_TOKEN."
            )

    @property
    def folder(self) -> Path:
        """Where the index itself lies; the rest of `home` is for other state."""
        return Path(self.home).expanduser().resolve() / "index"

    @property
    def chunking(self) -> str:
        """How chunks are cut and indexed; part of the identity of every document."""
        left_out = [name for name in ("headings", "stems") if not getattr(self.recipe, name)]
        parts = ["structure-2", self.chunk_size, self.chunk_overlap, *left_out]
        return "/".join(str(part) for part in parts)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # no port, or no host
        return False
    bare = not (parts.username or parts.password or parts.query or parts.fragment)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0 and bare


def _demand(holds: bool, name: str, value: object, allowed: str) -> None:
    if not holds:
        raise SettingError(f"{name} is {value!r}; it must be {allowed}.")
