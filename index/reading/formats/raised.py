"""Raised text: a note's mark is left out, an exponent stays one, and neither joins a figure."""

import re

LONGEST_MARK = 12  # characters of what refers to a note

_MARK = re.compile(
    r"[\[(]?(?:\d{1,3}|[a-z]|[ivx]{1,5}|[*†‡§¶#]{1,3}|note \d+)[\])]?", re.IGNORECASE
)
_MARKS = re.compile(rf"(?:{_MARK.pattern}[,;–-]?\s*)+", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\[[^\]]{1,40}\]")
_POWER = re.compile(r"[-−–+]?\d{1,3}|[nx]")
# What is raised to a power: ten and two, one letter, and units of length and time.
_BASE = re.compile(
    r"(?:(?<![\w.,$€£])(?:10|2)|(?<![^\W_])(?:[a-z]|[nµmck]m|km|ft|in|yd|mi|sec|hr)|[)\]])\Z",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|re|e|ème|o|a|º|ª|\.)", re.IGNORECASE)
_NOTE_KIND = re.compile(r"\b(?:doc-)?(?:noteref|backlink)\b")
_PAGE_BREAK = re.compile(r"\b(?:doc-)?pagebreak\b")
_NOTE = re.compile(r"(?:^|[\s_-])(?:footnote|endnote|noteref|fnref|note-?ref)", re.IGNORECASE)


def raised(before: str, text: str) -> str:
    """What to read for raised text.

    Args:
        before: the end of what stands before it, in the same block.
        text: what is raised.

    Returns:
        Nothing for a note's mark, "^6" for an exponent, else the text.
    """
    text = " ".join(text.split())
    last = before[-1:]
    if not last.strip() or not text:  # it begins the note itself
        return f"{text} " if text and _MARKS.fullmatch(text) else text
    if last.isdigit() and _ORDINAL.fullmatch(text):
        return text
    if _POWER.fullmatch(text) and (_BASE.search(before) or text[0] in "-−–+"):
        return f"^{text}"
    if _MARKS.fullmatch(text) or _IN_BRACKETS.fullmatch(text):
        return ""
    return text


def is_note_link(before: str, text: str, href: str) -> bool:
    """Whether a link within the page is the mark of a note: a number that touches a word."""
    last = before[-1:]
    touches = bool(last.strip()) and last not in "([{„“\"'/-–—"
    return href.startswith("#") and touches and bool(_MARK.fullmatch(text.strip()))


def refers_to_note(attributes: dict[str, str | None]) -> bool:
    """Whether an element says that it refers to a note, or leads back from one."""
    kinds = f"{attributes.get('epub:type')} {attributes.get('role')}"
    is_note = _NOTE_KIND.search(kinds) or _NOTE.search(attributes.get("class") or "")
    return is_note is not None


def is_page_break(attributes: dict[str, str | None]) -> bool:
    """Whether an element holds the number of a printed page."""
    kinds = f"{attributes.get('epub:type')} {attributes.get('role')}"
    return _PAGE_BREAK.search(kinds) is not None
