"""Which characters of a text are kept, and how a name is shown that holds others."""

import re
import unicodedata

# Invisible characters that can carry hidden text or reorder what is shown: zero-width spaces, soft
# hyphen, bidirectional controls, variation selectors, tags (OWASP LLM01:2026), controls.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ud800-\udfff\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
# What ends a line (vertical tab, which is Word's within a paragraph, form feed, next line, line
# separator) or parts words (the separators of old data files): more than a mark nobody sees.
_LINE_ENDS = re.compile("\r\n|[\r\u000b\u000c\u0085\u2028]")
# A word is found however it was set and typed: hyphens are one, letters and digits of full width
# are letters and digits, those drawn as one, as in the fine print of PDFs, are several.
_SPELT_OUT = {
    0x2010: "-",
    0x2011: "-",
    **{0xFB00 + n: t for n, t in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))},
    **{
        code: chr(code - 0xFEE0)
        for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
        for code in range(first, last + 1)
    },
}
_SEPARATORS = re.compile("[\u001c-\u001f]")
# A dash or minus in a code such as MS-102 is its hyphen.
_DASH_IN_CODE = re.compile(r"\b([A-Z]{2,4}[0-9]?)[‒–−﹣－](?=[0-9]{2,4}\b)")
# No language stacks more marks on a letter (UAX 15, Stream-Safe Text Format). Putting marks in
# order takes time that grows with the square of their number.
_MOST_MARKS = 30
_MAYBE_MARKS = re.compile(f"[\u0300-\U0010ffff]{{{_MOST_MARKS + 1},}}")
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def normalise(text: str) -> str:
    """Unicode NFC, LF line ends, no characters that nobody can see, no towers of accents, one
    hyphen, one width of letters and digits.
    """
    text = _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
    text = _INVISIBLE.sub("", _SEPARATORS.sub(" ", text)).translate(_SPELT_OUT)
    text = _DASH_IN_CODE.sub(r"\1-", text)
    return unicodedata.normalize("NFC", _MAYBE_MARKS.sub(_with_few_marks, text))


def visible(name: str) -> str:
    r"""A name or message on one line, with `\u202e` for what would break or turn the line.

    Two names that differ are shown differently, so a backslash is doubled.
    """
    return "".join(_escaped(c) if c == "\\" or _is_unseen(c) else c for c in name)


def shortened(text: str, most: int = 80) -> str:
    """Of a text that is echoed in a message, the beginning."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _with_few_marks(found: re.Match[str]) -> str:
    kept = []
    marks = 0
    for character in found[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode()
