"""A sentence -> its words in one spelling, so that two can be compared word by word.

What changes nothing of what is said is taken out or made alike: articles, "and", the spelling of
numbers, amounts, dates and countries, British and American endings, plurals, and the few words of
`_SAME` that say the same. All else stays, also every sign that is no punctuation.
"""
# ruff: noqa: E501 - long patterns
# ruff: noqa: SIM905 - lists of words are read more easily as text

import re
from dataclasses import dataclass

from bot.wording.lookalikes import folded

_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" if len(month) > 3 else month for month in _MONTHS)
_MONTH = _MONTH.replace("sep(?:tember)?", "sept?(?:ember)?")
_ISO = re.compile(r"\b((?:19|20)\d\d)-(0[1-9]|1[0-2])-([0-3]\d)\b")
_DAY_FIRST = re.compile(
    rf"\b(?:the )?(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH})\b\.?(?:,? ((?:19|20)\d\d))?\b",
    re.I,
)
_MONTH_FIRST = re.compile(
    rf"\b({_MONTH})\b\.? (\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d|,\d)(?:,? ((?:19|20)\d\d)\b)?", re.I
)
_MONTH_ONLY = re.compile(rf"\b({_MONTH})\b\.?,? ((?:19|20)\d\d)\b", re.I)

_ONES = {
    word: number
    for number, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen""".split()
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), 2
    )
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_NUMERAL = "|".join((*_ONES, *_TENS, *_SCALES))
_IN_WORDS = re.compile(rf"\b(?:{_NUMERAL})(?:(?:[ -]| and )(?:{_NUMERAL}))*\b", re.IGNORECASE)

_THOUSANDS = re.compile(
    r"(?<![\d.,])\d{1,3}(?:(?:,\d{3})+|(?:[.'’ ]\d{3})+)(?![\d]|[.,]\d{3})(\.\d+)?"
)
_ROUND = re.compile(r"(?<=\d)\.0+(?!\d)")
_CURRENCIES = (
    (r"US ?\$|USD|U\.?S\.? dollars?|American dollars?|\$|dollars?", "usd"),
    (r"euros?|EUR|€", "eur"),
    (r"£|GBP|pounds?(?: sterling)?", "gbp"),
)
_RANGE = re.compile(
    r"(?<![\w.-])(?:\b(?:from|between) )?(?<![\w.-])(\d[\d.]*)(?: ?[–-] ?| (?:to|and) )(\d[\d.]*)(?![\w-])"
)
_CODE = re.compile(r"\b(?!USD|EUR|GBP)([A-Z]{2,4})[ –‑-](\d{3})\b")
_PARTED_CODE = re.compile(r"\b([A-Z]{1,4}\d?)[–‑](?=[A-Z]?\d)")

# What is put in one spelling before it is taken word by word.
_RESPELT = [
    (re.compile(pattern, flags), to)
    for pattern, to, flags in (
        (r"[‐‑]", "-", 0),
        (r"[’‘ʼ`´]", "'", 0),
        (r"[−﹣－](?=\d)", "-", 0),
        (r"\bIT\b", " infotech ", 0),
        (
            r"\b(?:the )?(?:US|U\.S\.(?:A\.)?|USA)(?![\w$])(?! ?(?:dollars?|\$))",
            " united-states ",
            0,
        ),
        (r"\b(?:the )?United States(?: of America)?\b(?! dollars?)", " united-states ", re.I),
        (r"\bUnited States dollars?", " dollars ", re.I),
        (r"\b(?:Microsoft|M|MS) ?365\b", "microsoft-365", re.I),
        (r"\be-mail", "email", re.I),
        (r"\b(can)not\b|\b(can)'t\b", "can not", re.I),
        (r"\bwon't\b", "will not", re.I),
        (r"n't\b", " not", re.I),
        (r"\b(it|that|there|what|here|he|she)'s\b", r"\1 is", re.I),
        (r"'(?:ll)\b", " will", re.I),
        (r"'(?:ve)\b", " have", re.I),
        (r"'(?:re)\b", " are", re.I),
        (r"'d\b", " would", re.I),
        (r"'s?(?!\w)", " ", re.I),
        (r"\bper ?cent(?!ile)(?!age)\b|%", " % ", re.I),
        (r"\b(?:for example|for instance|e\.g\.|including|like(?= [A-Z]))", " such as ", 0),
        (r"\b(?:prior to|ahead of)\b", "before", re.I),
        (r"\b(?:is|are|was|were) (?:reported|said) to have been\b", "reportedly was", re.I),
        (r"\b(?:is|are) (?:reported|said) to(?: be)?\b", "reportedly", re.I),
        (r"\b(is|are|was|were) reportedly\b", r"reportedly \1", re.I),
        (r"\btends? to\b|\bin general\b|\bas a rule\b", " usually ", re.I),
        (r"\b(?:has|have|need|needs) to\b", "must", re.I),
        (r"\bis able to\b|\bare able to\b", "can", re.I),
        (r"\b(?:according to|as per)\b", " according to ", re.I),
        (r"\bas well\b(?! as)", "", re.I),
        (r"\bas well as\b|\bplus\b|&", " and ", re.I),
        (r"\bin order to\b", "to", re.I),
        (r"\bwould like to\b|\bwant to\b|\bwish to\b", "want to", re.I),
        (r"\b(?:roughly|approximately|around|circa|~|approx\.?)(?= ?\d)|~(?=\d)", "about ", re.I),
        (r"\bno longer than\b", "at most", re.I),
        (r"\btwo of the\b", "two", re.I),
        (r"\b(neither|each|either) of the (\w+?)s\b", r"\1 \2", re.I),
    )
]
_SAME = {
    word: group.split()[0]
    for group in """
usually generally typically normally commonly
often frequently
may might could
reportedly supposedly
is are be being been
was were
has have having
1 single
company firm business
client customer
exam examination
license licence
administrator admin
about concerning regarding
begin start
job post
must shall
whereas while
only just merely
resume résumé cv
photo picture
show display
help assist
buy purchase
pay salary wage earning
need require
people person
each every
previously before formerly earlier
yearly annually
expire lapse
newcomer
quick fast
large big
small little
use utilise utilize
""".strip().splitlines()
    for word in group.split()
}
_DROPPED = frozenset(
    """a an the also too therefore thus that here own please note overall both
    itself themselves very quite simply indeed moreover additionally furthermore""".split()
)
# Clauses are parted by them, and nothing else is said by them.
_PARTS = frozenset("and but whereas though although however yet which who while so".split())
_TOKEN = re.compile(
    r"[<>≤≥=≠]|-?\d+(?:\.\d+)?|[^\W\d_]+(?:['][^\W\d_]+)?\+?(?:-[A-Z]*\d+\w*|\d+(?:-[A-Z]*\d+\w*)?)?\+?"
    r"|united-states|[^\w\s]|_|\S"
)
_KEPT_WHOLE = re.compile(
    r"united-states|microsoft-365|[A-Z]{1,4}\d?-[A-Z]{0,2}\d{2,4}\w*|\d{4}-\d\d(?:-\d\d)?"
)
_ENDING_IN_OUR = re.compile(r"(?<=\w\w)our(?=s?$|ed$|ing$|ite|abl|ful)")
_WHOLE = frozenset("does whereas sometimes perhaps always this its unless less besides".split())
_CUTS = frozenset(',;:.!?()[]{}"“”„«»…–—/|•·*')
_QUIET = frozenset("-'`_")


@dataclass(frozen=True)
class Spelt:
    """The words of a sentence in one spelling.

    Attributes:
        words: in their order.
        marks: what parts each word from the one before it, and the last one from the end: commas,
            brackets and words such as "and"; empty if they belong together.
    """

    words: tuple[str, ...]
    marks: tuple[str, ...]


def spelt(text: str) -> Spelt:
    """Put a sentence in one spelling."""
    words: list[str] = []
    marks = [""]
    for token in _tokens(respelt(text)):
        if token in _CUTS or token in _PARTS:
            marks[-1] += f" {token}"
        elif token not in _QUIET and token not in _DROPPED:
            words.append(_word(token))
            marks.append("")
    return Spelt(tuple(words), tuple(marks))


def respelt(text: str) -> str:
    """The text with numbers, amounts, dates, codes and countries in one spelling."""
    text = folded(text)
    for pattern, to in _RESPELT:
        text = pattern.sub(to, text)
    text = _PARTED_CODE.sub(r"\1-", _CODE.sub(r"\1-\2", text))
    text = _ISO.sub(lambda d: f" {_date(d[3], _MONTHS[int(d[2]) - 1], d[1])} ", text)
    text = _DAY_FIRST.sub(lambda d: _date(d[1], d[2], d[3]), text)
    text = _MONTH_FIRST.sub(lambda d: _date(d[2], d[1], d[3]), text)
    text = _MONTH_ONLY.sub(lambda d: _date("", d[1], d[2]), text)
    text = _IN_WORDS.sub(lambda found: str(_number(found[0].lower())), text)
    text = _THOUSANDS.sub(
        lambda n: re.sub(r"[,.'’ ]", "", n[0].removesuffix(n[1] or "")) + (n[1] or ""), text
    )
    text = _ROUND.sub("", text)
    for currency, name in _CURRENCIES:
        text = re.sub(
            rf"(?:{currency})\s?(\d[\d.]*)(?:\s?(?:{currency})(?!\w))?",
            rf"\1 {name} ",
            text,
            flags=re.I,
        )
        text = re.sub(rf"(\d)\s?(?:{currency})(?!\w)", rf"\1 {name} ", text, flags=re.I)
    return _RANGE.sub(r"\1 to \2 ", text)


def _tokens(text: str) -> list[str]:
    tokens = []
    for piece in re.split(r"(\s+)", text):
        whole = _KEPT_WHOLE
        while piece and not piece.isspace():
            found = whole.match(piece) or _TOKEN.match(piece)
            assert found is not None  # \S matches whatever is there
            tokens.append(found[0].lower())
            piece = piece[found.end() :]
    return tokens


def _word(word: str) -> str:
    """A word without its plural, in American spelling, as one of those that say the same."""
    if not word.isalpha() or word in _WHOLE:
        return _SAME.get(word, word)
    word = _ENDING_IN_OUR.sub("or", re.sub(r"is(?=ation|e[drs]?$|ing$)", "iz", word))
    word = re.sub("ogramme", "ogram", re.sub("^centre", "center", word))
    if len(word) > 3 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif re.search(r"(?:x|ch|sh|ss|z)es$", word):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and word[-2] not in "sui":
        word = word[:-1]
    return _SAME.get(word, word)


def _date(day: str, month: str, year: str | None) -> str:
    name = next(each for each in _MONTHS if each.startswith(month[:3].lower()))
    return " ".join(part for part in (day.lstrip("0"), name, year) if part)


def _number(words: str) -> int:
    """What a number in words says: "one hundred and sixty-five" is 165."""
    whole, part = 0, 0
    for word in re.split(r"[ -]|and", words):
        if word in _SCALES and _SCALES[word] > 100:
            whole, part = whole + max(part, 1) * _SCALES[word], 0
        elif word in _SCALES:
            part = max(part, 1) * 100
        else:
            part += _ONES.get(word, 0) + _TENS.get(word, 0)
    return whole + part
