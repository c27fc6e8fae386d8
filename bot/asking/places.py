"""The places that a text names, as countries: a figure of one country answers for no other."""

import re
from functools import lru_cache
from importlib.resources import files

from index import plain_yaml

_LEFT = re.compile(r"\b(from|leaving|left)\s+(the\s+)?$", re.IGNORECASE)


def places_in(text: str) -> dict[str, str]:
    """Country -> how the text names it or a part of it, in the order of the text; not where the
    person comes from, if they name another place.
    """
    found: dict[str, str] = {}
    left: dict[str, str] = {}
    for match in _pattern().finditer(text):
        if match[0] != "us":
            own = left if _LEFT.search(text[: match.start()]) else found
            own.setdefault(_countries()[match[0].lower()], match[0])
    return found or left


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Each name in lower case -> its country."""
    listed = plain_yaml(files("bot.asking").joinpath("places.yaml").read_text("utf-8"))
    return {
        name.lower(): country
        for country, (names, parts) in listed.items()
        for name in (country, *names, *parts)
    }


def is_part(name: str) -> bool:
    """Whether a name is a region or city of its country, and not the country's own."""
    return name.lower() in _parts()


@lru_cache(maxsize=1)
def _parts() -> frozenset[str]:
    listed = plain_yaml(files("bot.asking").joinpath("places.yaml").read_text("utf-8"))
    return frozenset(part for _, parts in listed.values() for part in parts)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    names = sorted(_countries(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])", re.IGNORECASE)
