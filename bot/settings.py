"""The settings of the bot, from the environment or given by hand."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from urllib.parse import urlsplit

from index import DEFAULT_EMBEDDER, DEFAULT_HOME, PROJECT, IndexSettings, SettingError

PREFIX = "CAREERBOT_"
LOOPBACK = ("127.0.0.1", "localhost")
LONGEST_TITLE = 60  # characters
READABLE = 4.5  # contrast of letters that WCAG 2.2 AA asks for
NONE, CONVERSATION, CORPUS = "none", "conversation", "corpus"  # values of `uploads`
NO_MODEL = ("auto", "none")  # values of `model` with which the guides are quoted


@dataclass(frozen=True)
class Settings:
    """How careerbot answers and where its things are. Each field is also `CAREERBOT_<FIELD>`.

    Attributes: see the `help` of each field, which is what the README shows.
    """

    home: str = field(
        default=DEFAULT_HOME,
        metadata={
            "help": "folder of the index and other state",
            "shown": ".careerbot/ in the project",
        },
    )
    corpus: str = field(
        default=str(PROJECT / "corpus"),
        metadata={
            "help": "folder of the guides that are indexed",
            "shown": "corpus/ in the project",
        },
    )
    embedder: str = field(
        default=DEFAULT_EMBEDDER,
        metadata={
            "help": "sentence-transformers model: the bundled one, a name on its hub, or a folder"
        },
    )
    chroma_url: str = field(
        default="",
        metadata={
            "help": "address of a Chroma server that holds the vectors, such as "
            "http://127.0.0.1:8000, instead of the home folder"
        },
    )
    chroma_token: str = field(
        default="",
        repr=False,
        metadata={"help": "what the proxy before that server lets in; never shown or logged"},
    )
    model: str = field(
        default="auto",
        metadata={
            "help": "language model as `provider:name`; `auto` quotes the guides and lets people "
            "choose a model that is there; `none` offers them none"
        },
    )
    model_url: str = field(
        default="",
        metadata={
            "help": "address of an OpenAI-compatible server, such as http://127.0.0.1:8080/v1"
        },
    )
    model_key: str = field(
        default="",
        repr=False,
        metadata={"help": "key for the model, if it wants one; never shown or logged"},
    )
    model_key_file: str = field(
        default="", metadata={"help": "file that holds that key, instead of the key itself"}
    )
    model_window: int = field(
        default=8192,
        metadata={"help": "tokens that the model reads and writes at once; Ollama is told"},
    )
    model_timeout: float = field(
        default=60.0, metadata={"help": "seconds that a language model may take for one answer"}
    )
    host: str = field(
        default="127.0.0.1",
        metadata={
            "help": "address that the page listens on: this machine only; another, such as 0.0.0.0 "
            "for all, needs an account"
        },
    )
    port: int = field(
        default=7860, metadata={"help": "port of the page; the next free one is taken"}
    )

    names: str = field(
        default="",
        metadata={
            "help": "names that the page is asked for by, such as careers.example.org behind a "
            "proxy, with commas between; under others it is not served"
        },
    )
    root_path: str = field(
        default="",
        metadata={"help": "path that a proxy serves the page under, such as /careers"},
    )
    uploads: str = field(
        default=CONVERSATION,
        metadata={
            "help": "what people may do with documents on the page: `conversation`, ask about "
            "their own as long as they are there; `corpus`, also add them to the guides for all; "
            "`none`"
        },
    )
    upload_megabytes: int = field(
        default=10, metadata={"help": "size of one document that is sent to the page"}
    )
    title: str = field(
        default="careerbot", metadata={"help": "name of the page, in its heading and its tab"}
    )
    welcome: str = field(
        default="What would you like to know?", metadata={"help": "what the empty page asks"}
    )
    logo: str = field(
        default="", metadata={"help": "PNG, JPEG or WebP file of at most 200 kB beside the title"}
    )
    colour: str = field(
        default="#4f46e5",
        metadata={"help": "of the button, as #rrggbb; dark enough for white letters"},
    )

    def __post_init__(self) -> None:
        self._check_model()
        self._check_page()
        self._check_uploads()
        _ = self.index  # which looks at its own
        if not re.fullmatch(r"[A-Za-z\d](?:[A-Za-z\d.-]*[A-Za-z\d])?", self.host):
            raise SettingError(
                f"CAREERBOT_HOST is {self.host!r}; it must be an IPv4 address or a name of this "
                "machine, such as 127.0.0.1, or 0.0.0.0 for all of its addresses."
            )
        if not 0 < self.port < 65536:
            raise SettingError(f"CAREERBOT_PORT is {self.port}; it must be 1 to 65535.")

    def _check_uploads(self) -> None:
        if self.uploads not in (NONE, CONVERSATION, CORPUS):
            raise SettingError(
                f"CAREERBOT_UPLOADS is {self.uploads!r}; it must be {NONE}, {CONVERSATION} or "
                f"{CORPUS}."
            )
        if not 1 <= self.upload_megabytes <= 100:
            raise SettingError(
                f"CAREERBOT_UPLOAD_MEGABYTES is {self.upload_megabytes}; it must be 1 to 100."
            )

    def _check_model(self) -> None:
        if self.model not in NO_MODEL and not all(self.model.partition(":")[::2]):
            raise SettingError(
                f"CAREERBOT_MODEL is {self.model!r}; it must be provider:name, such as "
                "openai:gpt-5-mini or ollama:qwen3:4b, or auto, or none."
            )
        if self.model_url and urlsplit(self.model_url).scheme not in ("http", "https"):
            raise SettingError(
                f"CAREERBOT_MODEL_URL is {self.model_url!r}; it must begin with http:// or https://."
            )
        if self.model_url and self.model in NO_MODEL:
            raise SettingError(
                "CAREERBOT_MODEL_URL is set but CAREERBOT_MODEL is not; name the model that the "
                "server has, such as openai:qwen3."
            )
        if self.model_key and self.model_key_file:
            raise SettingError(
                "CAREERBOT_MODEL_KEY and CAREERBOT_MODEL_KEY_FILE are both set; keep one of them."
            )
        if not 3000 <= self.model_window <= 2_000_000:
            raise SettingError(
                f"CAREERBOT_MODEL_WINDOW is {self.model_window}; it must be 3000 to 2000000 tokens."
            )
        if not 0 < self.model_timeout < 3600:
            raise SettingError(
                "CAREERBOT_MODEL_TIMEOUT must be more than 0 and below 3600 seconds."
            )

    def _check_page(self) -> None:
        if self.root_path and not re.fullmatch(r"(/[\w.~-]+)+", self.root_path):
            raise SettingError(
                f"CAREERBOT_ROOT_PATH is {self.root_path!r}; it must be a path such as /careers."
            )
        for name in self.served_as:
            if not re.fullmatch(r"[a-z\d](?:[a-z\d.-]*[a-z\d])?", name):
                raise SettingError(
                    f"CAREERBOT_NAMES has {name!r}; a name is such as careers.example.org, without "
                    "http:// and without a port."
                )
        if len(self.title) > LONGEST_TITLE:
            raise SettingError(f"CAREERBOT_TITLE is longer than {LONGEST_TITLE} characters.")
        if not re.fullmatch(r"#[\da-fA-F]{6}", self.colour):
            raise SettingError(f"CAREERBOT_COLOUR is {self.colour!r}; it must be #rrggbb.")
        if contrast_with_white(self.colour) < READABLE:
            raise SettingError(
                f"CAREERBOT_COLOUR is {self.colour}, on which white letters are hard to read; take "
                "a darker one."
            )

    @property
    def served_as(self) -> tuple[str, ...]:
        """The names that the page answers to besides those of this machine."""
        return tuple(name.strip().lower() for name in self.names.split(",") if name.strip())

    @property
    def index(self) -> IndexSettings:
        """The part of the settings that the index needs."""
        return IndexSettings(
            home=self.home,
            embedder=self.embedder,
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
        given: dict[str, str | int | float] = {}
        for name, value in environment.items():
            if not name.startswith(PREFIX) or not value.strip():
                continue
            if name not in known:
                close = get_close_matches(name, known, n=1, cutoff=0.4)
                hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}."
                raise SettingError(f"There is no setting {name}; {hint}")
            setting = known[name]
            given[setting.name] = _converted(name, value.strip(), type(setting.default))
        return cls(**given)  # type: ignore[arg-type]  # each was converted to its field's type


def _converted(name: str, value: str, wanted: type) -> str | int | float:
    try:
        return wanted(value)  # type: ignore[no-any-return]
    except ValueError as error:
        raise SettingError(f"{name} is {value!r}; it must be a number.") from error


def contrast_with_white(colour: str) -> float:
    """How well white letters are read on a colour, 1 to 21.

    Args:
        colour: as #rrggbb.

    Source: contrast ratio and relative luminance of WCAG 2.2.
    """
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
