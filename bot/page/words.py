"""The words of the page in the language of the browser. Each file `words.*.yaml` is a language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # it takes seconds to load, and the waiting page is there before
    import gradio as gr

from index import plain_yaml

FILES = Path(__file__).parent.glob("words.*.yaml")
PLACE = "{}"  # in a text, where something is put in
_FIRST = re.compile(r"\s*([a-z]{2,3})\b", re.I)  # of the languages that a browser asks for


@dataclass(frozen=True)
class Words:
    """The words of the page in one language.

    Attributes:
        language: its code, ISO 639.
        translations: English text -> the same in this language. `{}` stands for what is put in; a
            translation may number the places, from `{0}`, to put them in another order.
    """

    language: str = "en"
    translations: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, english: str, *values: object) -> str:
        """A text in this language; in English where it has none.

        Args:
            english: the text, as it stands in the code.
            values: what is put in.
        """
        text = self.translations.get(english, english)
        return text.format(*values) if values else text

    def of(self, said: str) -> str:
        """What the advisor said in English, with what it has put in; as it is where it is unknown.

        Args:
            said: the text.
        """
        if said in self.translations:
            return self.translations[said]
        for pattern, translation in self._patterns:
            if found := pattern.fullmatch(said):
                return translation.format(*found.groups())
        return said

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        """Texts with places, those that say most first."""
        with_places = [english for english in self.translations if PLACE in english]
        return [
            (re.compile("(.*)".join(map(re.escape, text.split(PLACE))), re.S), translation)
            for text in sorted(with_places, key=len, reverse=True)
            for translation in [self.translations[text]]
        ]


ENGLISH = Words()


def _read() -> dict[str, Words]:
    """All languages that there are files of."""
    there = {path.stem.partition(".")[2]: path for path in sorted(FILES)}
    return {
        code: Words(code, plain_yaml(path.read_text(encoding="utf-8")))
        for code, path in there.items()
    }


LANGUAGES = _read()


def asked_for(accepted: str) -> Words:
    """The language that a browser wants most, as Gradio takes it for its own words.

    Args:
        accepted: the header Accept-Language.
    """
    first = _FIRST.match(accepted)
    return LANGUAGES.get(first[1].lower(), ENGLISH) if first else ENGLISH


def words_for(request: "gr.Request | None") -> Words:
    """The language of whoever sent a request; English where nobody did."""
    return asked_for(request.headers.get("accept-language", "")) if request else ENGLISH


def written(english: str) -> str:
    """A text that stands on the page from the beginning; Gradio puts it into the language."""
    from gradio.i18n import I18nData

    return str(I18nData(english))


def for_browser() -> "gr.I18n":
    """The same for Gradio, which says what stands on the page from the beginning, and for the
    page's scripts.
    """
    import gradio as gr

    spoken: dict[str, Any] = {code: dict(words.translations) for code, words in LANGUAGES.items()}
    english = {text: text for words in LANGUAGES.values() for text in words.translations}
    return gr.I18n(en=english, **spoken)
