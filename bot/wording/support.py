"""Do passages bear a sentence? Decided from its figures, names, denials, words and meaning.

A model words freely, so a sentence need not repeat its passages; but what it can be held to must be
in them. A sentence is contradicted when

- a figure, date, exam code or name in it stands nowhere in the passages;
- a number counts something else there ("two years" for "two attempts"), or the words around a
  figure stand around another one there;
- it is nearly a sentence of theirs, but words of that have exchanged their places;
- it denies what the passages say, says what they deny, or has the opposite of one of their words.

What is not contradicted is judged by its words and its meaning. The bounds were chosen on
`tests/evals/labelled_sentences.jsonl`; `tests/evals/SUPPORT.md` says how well the check does on
sentences that it was not made with.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import permutations

from bot.guides.figures import figures
from bot.types import Support
from bot.wording.addresses import addresses_in, plain_address
from bot.wording.earned import Passages
from bot.wording.lookalikes import folded
from index import words

NEAR = 0.6  # least mean of cosine and share of words
RIVAL = 0.15  # by how much nearer its words stand to another figure than to its own
SCOPE = 3  # words after a denial that it is about
APART = 4  # words that the end of a clause stands for, where nearness is measured
COPIED = 0.6  # least likeness, word by word, of a sentence that is nearly another
ALIKE = 0.6  # share of the words that says that two sentences or clauses are about one thing

_TO_NINETEEN = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
"""
_TENS = "ten twenty thirty forty fifty sixty seventy eighty ninety hundred"
_NUMBERS = {word: str(number) for number, word in enumerate(_TO_NINETEEN.split(), 1)} | {
    word: str(10 * number) for number, word in enumerate(_TENS.split(), 1)
}
_NUMBER_WORD = re.compile(rf"\b({'|'.join(_NUMBERS)})\b", re.IGNORECASE)
_AMERICAN_DATE = re.compile(r"\b([A-Z][a-z]{2,8})\.? (\d{1,2}), ((?:19|20)\d\d)\b")
_UNITED_STATES = re.compile(r"\b(?:the )?(?:USA?|U\.S\.)(?!\w)")
_YEAR_OF_MONTHS = (
    "January February March April May June July August September October November December"
)
_MONTHS = {month[:3].lower(): month for month in _YEAR_OF_MONTHS.split()}
_MONTH = re.compile(r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b(?=\.? \d)")
_UNIT = re.compile(
    r"(\d[\d.,]*)(?:\s*(?:[-–]|to|or|and)\s*(\d[\d.,]*))?[\s-]+"
    r"(?:(?:more|extra|full|whole|other|further|part-time|such|different)\s+)?"
    r"(year|month|week|day|hour|minute|question|exam|attempt|language|area|certification|cent)",
    re.IGNORECASE,
)
_CODE = re.compile(r"[A-Z]{1,4}\d*-[A-Z]{0,2}\d{2,4}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAME = re.compile(r"(?<=[\w,] )[A-Z][^\W\d]+\b(?!-)")
_TOKEN = re.compile(r"[\w$€£]+(?:[-.,]\w+)*")
_CLAUSE = re.compile(
    r"[;:,]\s"
    r"|\b(?:but|while|whereas|although|though|however|and|because|since|if|unless|so that)\b",
    re.IGNORECASE,
)
# "No more than 90" denies nothing of the 90.
_DENIAL = re.compile(
    r"\b(?:not(?! only\b)|rather than|instead of|no(?! (?:more|less|fewer|later) than\b)"
    r"|never|without|none|nobody|nothing|neither|nor|cannot|unable|unless|rarely|seldom|hardly"
    r"|barely|scarcely|missing|lacks?|lacking|absent"
    r"|\w+n['’]t|un(?:necessary|needed|likely|confirmed|paid|limited))\b",
    re.IGNORECASE,
)
_OPPOSITES = [
    set(pair.split("/"))
    for pair in """
more/less more/fewer higher/lower highest/lowest most/least first/last before/after
largest/smallest biggest/smallest easier/harder easy/difficult easy/hard current/retired
with/without required/optional free/paid rise/fall grow/shrink growth/decline allowed/forbidden
always/sometimes increase/decrease earlier/later longer/shorter above/below better/worse best/worst
begin/end opens/closes usually/rarely often/rarely common/rare same/different new/old broad/deep
minimum/maximum inside/outside able/unable late/early fastest/slowest prefer/avoid keeps/loses
""".split()  # noqa: SIM905
]


class Evidence:
    """Passages against which sentences are judged; made once for all that rest on them.

    Args:
        sentences: all sentences of the passages.
        headings: titles and headings of the passages, which may support figures and names too.
        addresses: what else of the web and of mail their guides name.
    """

    def __init__(
        self, sentences: Sequence[str], headings: str, addresses: Iterable[str] = ()
    ) -> None:
        self._passages = [_Said(folded(sentence)) for sentence in sentences]
        self._headings = _Said(folded(headings))
        self._words = Passages(sentences, headings)
        named = [each for text in (*sentences, headings) for each in addresses_in(text)]
        self._addresses = {*named, *(plain_address(address) for address in addresses)}

    def judge(self, text: str, cosine: float, before: str = "") -> Support:
        """Whether the passages support a sentence.

        Args:
            text: the sentence as it is shown, without marks.
            cosine: between the sentence and the sentence of the passages that is nearest to it.
            before: the sentence before it in the same answer.
        """
        if not self._addresses.issuperset(addresses_in(text)):
            return "unsupported"
        if self._words.hold(text, before):
            return "supported"
        if self.contradict(text):
            return "unsupported"
        said = _Said(folded(text))
        known = self._headings.words.union(*(each.words for each in self._passages))
        fit = (cosine + said.share_in(known)) / 2
        return "reworded" if fit >= NEAR else "unsupported"

    def contradict(self, text: str) -> bool:
        """Whether a sentence says what the passages deny, or holds what is nowhere in them."""
        return _contradicted(_Said(folded(text)), self._passages, self._headings)


def judge(text: str, sentences: Sequence[str], headings: str, cosine: float) -> Support:
    """Whether passages support a sentence; see `Evidence`."""
    return Evidence(sentences, headings).judge(text, cosine)


@dataclass(frozen=True)
class _Said:
    """A sentence, or a clause of one, and what it can be held to."""

    text: str

    @cached_property
    def spelt(self) -> str:
        """The text with dates and countries in one spelling."""
        text = _AMERICAN_DATE.sub(r"\2 \1 \3", self.text)
        text = _MONTH.sub(lambda month: _MONTHS[month[0][:3].lower()], text)
        return _UNITED_STATES.sub("United States", text)

    @cached_property
    def plain(self) -> str:
        """The text with small numbers in digits."""
        return _in_digits(self.spelt)

    @cached_property
    def figures(self) -> set[str]:
        """What the sentence claims; "one" is as often a pronoun as a number."""
        return figures(_in_digits(re.sub(r"\bone\b", "", self.spelt, flags=re.IGNORECASE)))

    @cached_property
    def borne_figures(self) -> set[str]:
        """What the sentence bears: its figures, and the parts of its dates and spans."""
        return {part for figure in figures(self.plain) for part in _parts(figure)}

    @cached_property
    def units(self) -> set[tuple[str, str]]:
        """Numbers with what they count."""
        return {
            (number.replace(",", "").rstrip("."), match[3].lower())
            for match in _UNIT.finditer(self.plain)
            for number in (match[1], match[2])
            if number
        }

    @cached_property
    def words(self) -> set[str]:
        """Stems, without numbers and exam codes."""
        return {word for word in words(_CODE.sub(" ", self.spelt)) if not word[0].isdigit()}

    @cached_property
    def forms(self) -> set[str]:
        """Words as they are written, in lower case."""
        return set(re.findall(r"[a-z]+", self.text.lower()))

    @cached_property
    def names(self) -> set[str]:
        """Capitalised words that do not begin the sentence."""
        return set(_NAME.findall(self.spelt)) - set(_MONTHS.values())

    @cached_property
    def denies(self) -> bool:
        return bool(_DENIAL.search(self.text))

    @cached_property
    def denied(self) -> set[str]:
        """Stems of the words that its denials are about."""
        ends = [match.end() for match in _DENIAL.finditer(self.spelt)]
        return {stem for end in ends for stem in words(self.spelt[end:])[:SCOPE]}

    @cached_property
    def clauses(self) -> list["_Said"]:
        parts = [_Said(part) for part in _CLAUSE.split(self.spelt)]
        return [part for part in parts if len(part.words) > 1 or part.figures] or [self]

    def share_in(self, known: set[str]) -> float:
        """Share of its words that are known; a sentence without words says nothing."""
        return len(self.words & known) / len(self.words) if self.words else 0.0

    def around(self, figure: str) -> dict[str, float]:
        """Stems of the sentence, each with how near it stands to the figure, 0 to 1."""
        last = figure.split()[-1].lower()
        at = [place for place, token in self.places if last in _readings(token)]
        near: dict[str, float] = {}
        for place, token in self.places:
            for stem in words(token):
                if at and stem.isalpha():
                    distance = min(abs(place - there) for there in at)
                    near[stem] = max(near.get(stem, 0.0), 1 / (1 + distance))
        return near

    @cached_property
    def tokens(self) -> list[str]:
        """Its words and figures in their order, in lower case."""
        return [token.lower() for token in _TOKEN.findall(self.plain)]

    @cached_property
    def places(self) -> list[tuple[int, str]]:
        """Its tokens, each with where it stands; what another clause says stands further off."""
        places, place, end = [], 0, 0
        for found in _TOKEN.finditer(self.plain):
            place += 1 + (APART if _CLAUSE.search(self.plain, end, found.end()) else 0)
            places.append((place, found[0]))
            end = found.end()
        return places


def _contradicted(said: _Said, passages: Sequence[_Said], headings: _Said) -> bool:
    return (
        _is_not_there(said, [headings, *passages])
        or any(_counts_otherwise(clause, passages) for clause in said.clauses)
        or any(_beside_another(said, figure, passages, headings) for figure in said.figures)
        or any(_exchanged(said, passage) for passage in passages)
        or any(_denied_as_a_whole(clause, passages) for clause in said.clauses)
        or _denied_by_word(said, passages)
        or _has_the_opposite(said, passages)
    )


def _is_not_there(said: _Said, seen: Sequence[_Said]) -> bool:
    """A figure or a name stands nowhere in what the model saw."""
    known = set().union(*(each.words for each in seen))
    return not said.figures <= set().union(*(each.borne_figures for each in seen)) or any(
        not set(words(name)) <= known for name in said.names
    )


def _counts_otherwise(clause: _Said, passages: Sequence[_Said]) -> bool:
    """A number counts something that it does not count in the passages."""
    counted = set().union(*(passage.units for passage in passages))
    return any(
        (number, unit) not in counted for number, unit in clause.units if number in clause.figures
    )


def _beside_another(said: _Said, figure: str, passages: Sequence[_Said], headings: _Said) -> bool:
    """The words around a figure stand around another of its sort in the passages."""
    common = Counter(word for passage in passages for word in passage.words)
    mine = said.around(figure)

    def likeness(there: Mapping[str, float]) -> float:
        """How much the same words stand near; a word of many sentences says little."""
        return sum(
            min(near, there.get(word, 0.0)) / max(1, common[word]) ** 2
            for word, near in mine.items()
        )

    own = [p.around(figure) for p in passages if figure in p.borne_figures]
    if _CODE.fullmatch(figure) and figure in headings.borne_figures:
        # What a section says under the heading of an exam is about that exam.
        own += [dict.fromkeys(p.words, 1.0) for p in passages if not _codes(p)]
    others = [
        passage.around(other)
        for passage in passages
        for other in passage.figures
        if other != figure and _sort(other) == _sort(figure)
    ]
    if not own or not others:
        return False
    return max(map(likeness, others)) > max(map(likeness, own)) + RIVAL


def _exchanged(said: _Said, passage: _Said) -> bool:
    """Two words stand each where the other stands in a sentence that is nearly this one."""
    mine, theirs = said.tokens, passage.tokens
    likeness = SequenceMatcher(None, theirs, mine, autojunk=False)
    if likeness.quick_ratio() < COPIED or likeness.ratio() < COPIED:
        return False
    replaced = [
        (set(theirs[i:j]), set(mine[k:m]))
        for how, i, j, k, m in likeness.get_opcodes()
        if how == "replace"
    ]
    return any(
        _says_something(old & new_there) and _says_something(new & old_there)
        for (old, new), (old_there, new_there) in permutations(replaced, 2)
    )


def _says_something(tokens: Iterable[str]) -> bool:
    """Whether there is a word among them that is not one of the commonest."""
    return any(words(token) for token in tokens)


def _denied_as_a_whole(clause: _Said, passages: Sequence[_Said]) -> bool:
    """The clauses that say most of the same deny what this one says, or the reverse."""
    theirs = [each for passage in passages for each in passage.clauses]
    common = Counter(word for each in theirs for word in each.words)
    rarity = {word: 1 / (1 + common[word]) for word in clause.words}
    whole = sum(rarity.values())
    if not whole or not theirs:
        return False
    shares = [sum(rarity[word] for word in clause.words & each.words) / whole for each in theirs]
    best = max(shares)
    nearest = [each for each, share in zip(theirs, shares, strict=True) if share == best]
    return best >= ALIKE and all(each.denies != clause.denies for each in nearest)


def _denied_by_word(said: _Said, passages: Sequence[_Said]) -> bool:
    """A word is denied here and nowhere there, or wherever it stands there and not here."""
    for word in said.words:
        having = [
            passage
            for passage in passages
            if word in passage.words and said.share_in(passage.words) >= ALIKE
        ]
        if not having:
            continue
        if word in said.denied and not any(passage.denies for passage in having):
            return True
        if not said.denies and all(word in passage.denied for passage in having):
            return True
    return False


def _has_the_opposite(said: _Said, passages: Sequence[_Said]) -> bool:
    """It has the opposite of a word of the sentence that says most of the same."""
    if not passages:
        return False
    nearest = max(passages, key=lambda passage: said.share_in(passage.words))
    mine = said.forms.difference(*(passage.forms for passage in passages))
    theirs = nearest.forms - said.forms
    return any(pair & mine and pair & theirs for pair in _OPPOSITES)


def _in_digits(text: str) -> str:
    return _NUMBER_WORD.sub(lambda word: _NUMBERS[word[0].lower()], text)


def _codes(said: _Said) -> bool:
    return any(_CODE.fullmatch(figure) for figure in said.figures)


def _sort(figure: str) -> str:
    if _CODE.fullmatch(figure):
        return "code"
    return "date" if " " in figure or _YEAR.fullmatch(figure) else "number"


def _parts(figure: str) -> Iterator[str]:
    """A figure and the figures in it: a date bears its month and year, a span its years."""
    yield figure
    pieces = figure.split()
    if len(pieces) > 1:  # "30 november 2026" or "november 2026"
        yield " ".join(pieces[-2:])
        yield pieces[-1]
    if span := re.fullmatch(r"((?:19|20)\d\d)-(\d\d)", figure):
        yield span[1]
        yield span[1][:2] + span[2]


def _readings(token: str) -> set[str]:
    """What a token may be as a figure: whole, without its currency, or a part of a span."""
    bare = token.strip("$€£").replace(",", "").lower()
    return {bare, *bare.split("-")}
