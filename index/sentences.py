"""A text -> its sentences, as exact spans.

A stop ends a sentence unless it shortens a word, counts one ("am 1. Januar"), or a small letter
follows it. The mark of a note behind a stop belongs to no sentence.
"""
# ruff: noqa: SIM905 - lists of words are read more easily as text

import re
from collections.abc import Iterator
from dataclasses import dataclass

# No sentence ends after these.
_TITLES = frozenset(
    """mr mrs ms dr prof st jr sr sra gen capt lt col sgt rev hon pres mme mlle dott sig dipl
    ing""".split()
)
# Nor after these, unless a word follows that begins sentences.
_SHORT = frozenset(
    """vs etc approx avg est dept univ assn inc ltd co corp bros ed eds cf al viz ibid incl excl
    misc ext tel temp e.g i.e u.s u.k a.m p.m jan feb mar apr jun jul
    aug sep sept oct nov dec
    ca vgl bzw bspw evtl ggf inkl exkl usw sog zzgl abzgl allg bes betr dgl ehem einschl entspr geb
    gegr gem ges gest insb insbes jew lfd mtl od österr mio mrd tsd std stk str urspr verh wg zzt zb
    mind
    env av ecc aprox pág bijv enz""".split()
)
# Nor after these, if a number follows.
_COUNTED = frozenset(
    """no nos nr nrn num art abs ch chap sec sect p pp par para fig figs vol eq ver v s bd kap ziff
    lit abb tab aufl ausg jg rn fr mind max min ca""".split()
)
_STARTERS = frozenset(
    """the this that these those he she they we you it if in on at for from to but and or when while
    where what who how why there here as an with after before some most all not its their our your
    der die das den dem des ein eine einen einem einer es er sie wir ihr ich im am an auf bei mit
    nach von vor zu zum zur für aber und oder wenn als wie wer was wo man dieser diese dieses auch
    nur so
    alle kein keine le la les il elle un une ce ces el los las una""".split()
)
_ASKING = frozenset("what how which when who whom whose where why".split())
# Before the number of a day, a try or a floor: German counts with a stop.
_BEFORE_ORDINAL = re.compile(
    r"(?:(?<!\bI )\b(?:am|die|des)|\b(?:der|das|dem|den|vom|zum|zur|beim|im|bis|ab|seit|"
    r"jede[rnsm]?|ein|eine[rnsm]?|ihr|ihre[rnsm]?|sein|seine[rnsm]?|unser|unsere[rnsm]?|diese[rnsm]?|und))"
    r"\s+\Z",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"\s*(?:Jan(?:uar)?|Jänner|Feb(?:ruar)?|März|April|Mai|Juni?|Juli?|Aug(?:ust)?|Sept(?:ember)?|"
    r"Okt(?:ober)?|Nov(?:ember)?|Dez(?:ember)?)\b"
)
_ORDINAL = re.compile(r"(?<![\w.,-])\d{1,2}\Z")
_LETTERS = re.compile(r"(?:[^\W\d_]{1,4}\.)+[^\W\d_]{1,4}")  # B.Sc, Ph.D, d.h
_SPACED = re.compile(r"(?<![^\W_])[^\W\d_]\. ?\Z")  # before the second letter of "z. B."
LONGEST_ABBREVIATION = 12
_BEFORE = 24  # characters that are looked back at
_LAST_WORD = re.compile(r"(?<![\w.])[\w.]+\Z")
_NEXT_WORD = re.compile(r"\s*[\"'“‘„«(\[]*([^\W\d_]+(?!\.))")
_NOT_SPACE = re.compile(r"\S")

_CLOSERS = "\"'”’»›)\\]"
_RAISED = "¹²³⁰⁴-⁹"
# "[1]", "[2][3]", "[a]", "[note 4]", "(4)" right behind the stop, "[1]" behind a space as well.
_MARKS = (
    rf"(?:(?:\[[a-z\d ,;:–-]{{1,24}}\]|\(\d{{1,2}}\)|[{_RAISED}]+)+|(?: \[\d{{1,3}}\])+)(?=\s|\Z)"
)
# Line breaks end code; the stops of Chinese and Japanese need no space behind them.
_END = re.compile(
    rf"(?<![.!?…])(?P<stop>[.!?…؟۔।॥։።፧]+[{_CLOSERS}]*?)(?P<marks>{_MARKS})"
    rf"|(?<![.!?…])[.!?…؟۔।॥։።፧]+[{_CLOSERS}]*(?=\s)"
    r"|[。！？｡][。！？｡」』】〉》）］”’]*|\n"
)


@dataclass(frozen=True)
class Span:
    """`text[start:end]` of a document."""

    start: int
    end: int


def split_sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of `text[start:end]`, without the white space between them and the marks
    of notes behind their stops.
    """
    begin = start
    for found in _END.finditer(text, start, end):
        marked = found["marks"] is not None
        stop = found.end("stop") if marked else found.end()
        if marked or not _goes_on(text, begin, stop, end):
            yield from stripped(text, begin, stop)
            begin = found.end()
    yield from stripped(text, begin, end)


def stripped(text: str, start: int, end: int) -> Iterator[Span]:
    """The span without the white space around it, if anything is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


def _goes_on(text: str, begin: int, stop: int, end: int) -> bool:
    """Whether a sentence is not over at a stop."""
    last = text[stop - 1]
    if last == "\n" or last in "。！？｡":
        return False
    following = _NOT_SPACE.search(text, stop, end)
    if following is not None and following[0].islower():
        return not _begins_small(text, stop, end, last)
    return last == "." and _is_short(text, begin, stop, end)


def _begins_small(text: str, stop: int, end: int, last: str) -> bool:
    """Whether a sentence may begin with a small letter, as people type questions."""
    if last == "?":
        return True
    following = _NEXT_WORD.match(text, stop, end)
    return last == "!" and following is not None and following[1] in _ASKING


def _is_short(text: str, begin: int, stop: int, end: int) -> bool:
    """Whether a full stop shortens the word before it, or counts it."""
    before = max(begin, stop - 2 - LONGEST_ABBREVIATION)
    found = _LAST_WORD.search(text, before, stop - 1)
    if found is None:
        return False
    word = found[0]
    if word.isdigit():
        return _counts(text, begin, found.start(), stop, end)
    if word.lower() in _TITLES:
        return True
    number = _NOT_SPACE.search(text, stop, end)
    if number is not None and number[0].isdigit() and word.lower() in _COUNTED:
        return True
    if len(word) == 1 and _SPACED.search(text, max(begin, found.start() - 3), found.start()):
        return True  # "z. B."
    initial = len(word) == 1 and word.isalpha()
    if not (initial or word.lower() in _SHORT or _LETTERS.fullmatch(word)):
        return False
    following = _NEXT_WORD.match(text, stop, end)
    return not (following and following[1][0].isupper() and following[1].lower() in _STARTERS)


def _counts(text: str, begin: int, start: int, stop: int, end: int) -> bool:
    """Whether a number with a stop is the first, second, ... of something, or begins an item."""
    if not _ORDINAL.search(text, max(begin, start - 1), stop - 1):
        return False
    if not text[begin:start].strip():
        return True
    before = _BEFORE_ORDINAL.search(text, max(begin, start - _BEFORE), start)
    return before is not None or _MONTH.match(text, stop, end) is not None
