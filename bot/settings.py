"""The settings of the bot, from the environment or given by hand."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from index import (
    DEFAULT_CORPUS,
    DEFAULT_EMBEDDER,
    DEFAULT_HOME,
    IndexSettings,
    SettingError,
)

PREFIX = "CAREERBOT_"
LOOPBACK = ("127.0.0.1", "localhost")
LONGEST_TITLE = 60  # characters
READABLE = 4.5  # contrast of text that WCAG 2.2 AA asks for
NONE, CONVERSATION, CORPUS = "none", "conversation", "corpus"  # values of `uploads`
NO_MODEL = ("auto", "none")  # values of `model` with which the guides are quoted


def _setting(default: Any, help: str, shown: str = "", **more: Any) -> Any:
    """A field of `Settings`.

    Args:
        default: its value when nothing is set.
        help: what docs/settings.md says of it.
        shown: the default as a reader is told it, if that is not its value.
        **more: as of `dataclasses.field`.
    """
    return field(default=default, metadata={"help": help, "shown": shown}, **more)


@dataclass(frozen=True)
class Settings:
    """How careerbot answers and where its things are. Each field is also `CAREERBOT_<FIELD>`.

    Attributes: see the text of each field, which is what docs/settings.md shows.
    """

    home: str = _setting(
        DEFAULT_HOME,
        "folder of the index and other state",
        ".careerbot/ in a checkout, else the platform's folder for user data",
    )
    corpus: str = _setting(
        "",
        "folder of the guides that are indexed",
        "what was indexed before, else the guides that come with it",
    )
    embedder: str = _setting(
        DEFAULT_EMBEDDER,
        "sentence-transformers model: the bundled one, a name on its hub, or a folder",
    )
    reranker: str = _setting(
        "",
        "CrossEncoder of sentence-transformers that orders what was found: a name on its hub that "
        "was fetched, or a folder; `careerbot models` recommends some",
    )
    checker: str = _setting(
        "",
        "CrossEncoder that also checks the sentences that a language model worded in its own way; "
        "likewise",
    )
    chroma_url: str = _setting(
        "",
        "address of a Chroma server that holds the vectors, such as http://127.0.0.1:8000, instead "
        "of the home folder",
    )
    chroma_token: str = _setting(
        "", "what the proxy in front of that server lets in; never shown or logged", repr=False
    )
    model: str = _setting(
        "auto",
        "language model as `provider:name`; `auto` quotes the guides and lets people choose a "
        "model that is there; `none` offers them none",
    )
    model_url: str = _setting(
        "", "address of an OpenAI-compatible server, such as http://127.0.0.1:8080/v1"
    )
    model_key: str = _setting(
        "", "key for the model, if it wants one; never shown or logged", repr=False
    )
    model_key_file: str = _setting("", "file that holds that key, instead of the key itself")
    model_window: int = _setting(
        8192, "tokens that the model reads and writes at once; Ollama is told"
    )
    model_timeout: float = _setting(60.0, "seconds that a language model may take for one answer")
    host: str = _setting(
        "127.0.0.1",
        "address that the page listens on: this machine only; another, such as 0.0.0.0 for all, "
        "needs an account",
    )
    port: int = _setting(7860, "port of the page; the next free one is taken")
    names: str = _setting(
        "",
        "names that the page is asked for by, such as careers.example.org behind a proxy, with "
        "commas between; under others it is not served",
    )
    root_path: str = _setting("", "path that a proxy serves the page under, such as /careers")
    uploads: str = _setting(
        CONVERSATION,
        "what people may do with documents on the page: `conversation`, ask about their own as "
        "long as they are there; `corpus`, also add them to the guides for all; `none`",
    )
    upload_megabytes: int = _setting(10, "size of one document that is sent to the page")
    browser: str = _setting(
        "auto",
        "whether the page is opened in a browser when it starts: `auto`, if somebody sits at a "
        "screen; `no`",
    )
    title: str = _setting("careerbot", "name of the page, in its heading and its tab")
    welcome: str = _setting("What would you like to know?", "what the empty page asks")
    logo: str = _setting("", "PNG, JPEG or WebP file of at most 200 kB beside the title")
    colour: str = _setting(
        "#4f46e5", "of buttons, numbers, links and the mark, as #rrggbb; dark enough for white text"
    )

    def __post_init__(self) -> None:
        self._check_model()
        self._check_page()
        _ = self.index  # which looks at its own

    def _check_model(self) -> None:
        _demand(
            self.model in NO_MODEL or all(self.model.partition(":")[::2]),
            f"MODEL is {self.model!r}; it must be provider:name, such as openai:gpt-5-mini or "
            "ollama:qwen3:4b, or auto, or none.",
        )
        _demand(
            not self.model_url or urlsplit(self.model_url).scheme in ("http", "https"),
            f"MODEL_URL is {self.model_url!r}; it must begin with http:// or https://.",
        )
        _demand(
            not self.model_url or self.model not in NO_MODEL,
            "MODEL_URL is set but CAREERBOT_MODEL is not; name the model that the server has, such "
            "as openai:qwen3.",
        )
        _demand(
            not (self.model_key and self.model_key_file),
            "MODEL_KEY and CAREERBOT_MODEL_KEY_FILE are both set; keep one of them.",
        )
        _demand(
            3000 <= self.model_window <= 2_000_000,
            f"MODEL_WINDOW is {self.model_window}; it must be 3000 to 2000000 tokens.",
        )
        _demand(
            0 < self.model_timeout < 3600,
            "MODEL_TIMEOUT must be more than 0 and below 3600 seconds.",
        )

    def _check_page(self) -> None:
        _demand(
            re.fullmatch(r"[A-Za-z\d](?:[A-Za-z\d.-]*[A-Za-z\d])?", self.host),
            f"HOST is {self.host!r}; it must be an IPv4 address or a name of this machine, such as "
            "127.0.0.1, or 0.0.0.0 for all of its addresses.",
        )
        _demand(0 < self.port < 65536, f"PORT is {self.port}; it must be 1 to 65535.")
        for name in self.served_as:
            _demand(
                re.fullmatch(r"[a-z\d](?:[a-z\d.-]*[a-z\d])?", name),
                f"NAMES has {name!r}; a name is such as careers.example.org, without http:// and "
                "without a port.",
            )
        _demand(
            not self.root_path or re.fullmatch(r"(/[\w.~-]+)+", self.root_path),
            f"ROOT_PATH is {self.root_path!r}; it must be a path such as /careers.",
        )
        _demand(
            self.uploads in (NONE, CONVERSATION, CORPUS),
            f"UPLOADS is {self.uploads!r}; it must be {NONE}, {CONVERSATION} or {CORPUS}.",
        )
        _demand(
            1 <= self.upload_megabytes <= 100,
            f"UPLOAD_MEGABYTES is {self.upload_megabytes}; it must be 1 to 100.",
        )
        _demand(
            self.browser in ("auto", "no"),
            f"BROWSER is {self.browser!r}; it must be auto or no.",
        )
        _demand(
            len(self.title) <= LONGEST_TITLE,
            f"TITLE is longer than {LONGEST_TITLE} characters.",
        )
        _demand(
            re.fullmatch(r"#[\da-fA-F]{6}", self.colour),
            f"COLOUR is {self.colour!r}; it must be #rrggbb.",
        )
        _demand(
            contrast_with_white(self.colour) >= READABLE,
            f"COLOUR is {self.colour}, on which white text is hard to read; take a darker one.",
        )

    @property
    def served_as(self) -> tuple[str, ...]:
        """The names that the page answers to besides those of this machine."""
        return tuple(name.strip().lower() for name in self.names.split(",") if name.strip())

    @property
    def corpus_folder(self) -> str:
        """The folder of guides that is set, or that comes with careerbot."""
        return self.corpus or DEFAULT_CORPUS

    @property
    def index(self) -> IndexSettings:
        """The part of the settings that the index needs."""
        return IndexSettings(
            home=self.home,
            embedder=self.embedder,
            reranker=self.reranker,
            chroma_url=self.chroma_url,
            chroma_token=self.chroma_token,
        )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read `CAREERBOT_*` variables; empty ones count as not set.

        Raises:
            SettingError: one is misspelt or impossible; says which.
        """
        known = {PREFIX + each.name.upper(): each for each in fields(cls)}
        given: dict[str, Any] = {}
        for name, value in environment.items():
            if not name.startswith(PREFIX) or not value.strip():
                continue
            if name not in known:
                close = get_close_matches(name, known, n=1, cutoff=0.4)
                hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}."
                raise SettingError(f"There is no setting {name}; {hint}")
            setting = known[name]
            kind: Any = type(setting.default)
            try:
                given[setting.name] = kind(value.strip())
            except ValueError as error:
                raise SettingError(f"{name} is {value.strip()!r}; it must be a number.") from error
        return cls(**given)


def _demand(holds: object, message: str) -> None:
    if not holds:
        raise SettingError(PREFIX + message)


def contrast_with_white(colour: str) -> float:
    """How well white text is read on a colour, 1 to 21.

    Args:
        colour: as #rrggbb.

    Source: contrast ratio and relative luminance of WCAG 2.2.
    """
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
