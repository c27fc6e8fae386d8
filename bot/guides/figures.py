"""The figures in a text, in one spelling: numbers, percentages, amounts, dates, exam codes."""

import re
from collections.abc import Callable

MONTHS = """january february march april may june july august september october november
december""".split()  # noqa: SIM905
MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    "oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DATE = re.compile(rf"\b(?:(\d{{1,2}})\s+)?({MONTH})\s+(20\d\d|19\d\d)\b", re.IGNORECASE)
_CODE = re.compile(r"\b[A-Z]{1,4}\d*-[A-Z]{0,2}\d{2,4}[A-Z]*\d*\b|\b\d{3}-\d{4}\b")
_SPAN_OF_YEARS = re.compile(r"\b((?:19|20)\d\d)(?:\s*[-–—]\s*|\s+to\s+)(?:19|20)?(\d\d)\b")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?!\w*-\d)")
_SPELT = """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen twenty""".split()  # noqa: SIM905
_NUMBER_WORDS = {word: str(number) for number, word in enumerate(_SPELT, 2)} | {
    "twice": "2",
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "sixty": "60",
    "ninety": "90",
}
# Names that happen to hold a number, and no figure.
_NAMES = re.compile(
    r"\b(?:Microsoft|Office|Windows|Agent|[Vv]ersion|ITIL|Defender for Office|Plan|V|E|P)\s?\d+\b"
    r"|\b[A-Z]\d\b|\bp\d\d\b|O\*NET",
)


def figures(text: str) -> set[str]:
    """Every figure of a text.

    Dates are spelt as "30 november 2026" or "november 2026", spans of years as "2024-34", numbers
    without separators of thousands; a percentage is its number.
    """
    text = _NAMES.sub(" ", text)
    found: set[str] = set()

    def take(pattern: re.Pattern[str], spell: Callable[[re.Match[str]], str]) -> None:
        nonlocal text
        found.update(spell(match) for match in pattern.finditer(text))
        text = pattern.sub(" ", text)

    take(_DATE, _date)
    take(_CODE, lambda match: match[0].upper())
    take(_SPAN_OF_YEARS, lambda match: f"{match[1]}-{match[2]}")
    take(_NUMBER, lambda match: match[0].replace(",", "").rstrip("."))
    return found


def _date(match: re.Match[str]) -> str:
    day, month, year = match.groups()
    whole = next(name for name in MONTHS if name.startswith(month[:3].lower()))
    return " ".join(part for part in (day and str(int(day)), whole, year) if part)


def figures_in_words(text: str) -> set[str]:
    """The numbers from two upwards that a text spells out."""
    words = re.findall(r"[a-z]+", text.lower())
    return {_NUMBER_WORDS[word] for word in words if word in _NUMBER_WORDS}
