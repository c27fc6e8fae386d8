"""Does a sentence stand in its passages, word by word? Only then is it shown as supported.

A sentence is laid out in runs of words of the passages. It may leave out what stands between commas
or at an end of what it quotes, put what a passage says at its beginning at its end, join several
sentences, and name what a passage calls "it". It may not leave out a denial, a condition, a hedge
or a figure that what it says depends on, nor change the order of what is said, nor add a word.
"""
# ruff: noqa: SIM905, E501 - lists of words are read more easily as text

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.wording.spelling import Spelt, spelt

MOST_WORDS = 120  # of one sentence; a longer one is not looked at
_LONGEST_NAME = 8  # words that "it" may stand for
_PRONOUNS = frozenset("it they this these he she you".split())
_POINTING = frozenset("the this these those such that".split())

# What follows or stands between may not be left out when it holds one of these.
_CONDITIONS = frozenset(
    """if unless when whenever where until till once only except excluding provided providing without
    not no never none nothing neither nor cannot otherwise instead rather unlike long far judging
    confirmation depending subject""".split()
)
# What stands before may not be left out either when it holds one of these.
_HEDGES = _CONDITIONS | frozenset(
    """reportedly report reported reporting say said saying claim claimed claiming suppose supposed
    allege alleged allegedly myth wrong wrongly false falsely mistake mistaken rumor rumour rumored
    expected expect planned believe believed think thought suggest suggested estimate estimated may
    would should usually often sometimes some few many most seldom rarely hardly about perhaps
    probably possibly likely unlikely maybe least little past former old contrary despite because
    since warned warn assume assumed imagine pretend deny denied doubt doubtful together more less
    than between either or""".split()
)
_ATTRIBUTIONS = frozenset(
    """report reported reporting say said saying claim claimed claiming suppose supposed allege alleged
    allegedly myth wrong wrongly false falsely mistake mistaken rumor rumored believed believe think
    thought suggest suggested despite contrary warn warned assume assumed imagine pretend deny denied
    doubt nobody according judging""".split()
)
# What is said of all that follows, also of a clause of its own.
_REACHING = _ATTRIBUTIONS | frozenset(
    "if unless when whenever until once provided except since because not never together".split()
)
# Where a clause of its own begins; and where one begins that does not limit the one before it.
_WHOLE_CLAUSE = re.compile(
    r"[,;—–] (?:and|so|while|whereas|but|although|though|however|yet)\b|[;:]"
)
_GOES_ON = re.compile(r"[,;—–] (?:and|so|while|whereas)\b|;")
_VERBS = frozenset("is was has will can may must do does did".split())
_LONGEST_ITEM = 2  # words of an item of a list that may be left out
_REFUSALS = frozenset("avoid skip forget ignore stop untrue wrongly bad don't".split())
_ADJUNCTS = frozenset(
    "in on by at as for under among with according after before from since".split()
)
_ADVERBS = frozenset("usually often reportedly".split())
_MONTHS = frozenset(
    """january february march april may june july august september october november
    december""".split()
)


@dataclass(frozen=True)
class _Place:
    """Where a run of words ended: in which sentence of the passages, before which word."""

    sentence: int
    word: int


class Passages:
    """The sentences of passages, against which others are laid out.

    Args:
        sentences: all sentences of the passages, in their order.
        headings: titles and headings of the passages.
    """

    def __init__(self, sentences: Sequence[str], headings: str) -> None:
        self._sentences = [spelt(sentence) for sentence in sentences]
        self._headings = spelt(headings).words

    def hold(self, text: str, before: str = "") -> bool:
        """Whether a sentence stands in the passages.

        Args:
            text: the sentence.
            before: the sentence of the same answer that stands before it, which says what "it" is.
        """
        said = spelt(text)
        if not said.words or len(said.words) > MOST_WORDS:
            return False
        readings = [said, *_moved(said), *_named(said, spelt(before))]
        return any(self._hold(reading) for reading in readings)

    def _hold(self, said: Spelt) -> bool:
        if _Layout(said, [*self._sentences, *self._readings(said)]).found():
            return True
        return self._hold_with_figures_elsewhere(said)

    def _readings(self, said: Spelt) -> Iterator[Spelt]:
        """Sentences of the passages in other words: with a name for "it", or turned round."""
        previous: Spelt | None = None
        for sentence in self._sentences:
            if not set(sentence.words).isdisjoint(said.words):
                yield from _moved(sentence)
                if sentence.words and sentence.words[0] in _PRONOUNS:
                    yield from self._with_name(sentence, previous, said)
            previous = sentence

    def _with_name(self, sentence: Spelt, previous: Spelt | None, said: Spelt) -> Iterator[Spelt]:
        """The sentence with the beginning of what is said in place of its pronoun, if the sentence
        before it, or the heading, begins or is called so.
        """
        for length in range(min(_LONGEST_NAME, len(said.words)), 0, -1):
            name = said.words[:length]
            follows = previous is not None and previous.words[:length] == name
            if follows or (_has(self._headings, name) and not _of_another(previous, name)):
                yield _put(sentence, name)
                return

    def _hold_with_figures_elsewhere(self, said: Spelt) -> bool:
        """Whether the sentence stands there but for where its one date or country stands."""
        for sentence in self._sentences:
            mine, theirs = said, sentence
            for adjunct in (_date_of, _country_of, _adverb_of):
                here, there = adjunct(mine), adjunct(theirs)
                if here and there and here[1] == there[1] and _is_free(adjunct, here, there):
                    mine, theirs = _without(mine, here[0]), _without(theirs, there[0])
            if mine is not said and mine.words and _Layout(mine, [theirs, *_moved(theirs)]).found():
                return True
        return False


def begins_with_pronoun(text: str) -> bool:
    """Whether a sentence names what it is about only by a word such as "it"."""
    return bool((words := spelt(text).words) and words[0] in _PRONOUNS - {"you"})


def has_weight(text: str) -> bool:
    """Whether a line holds a word that turns or limits what follows it."""
    return not (_HEDGES | _REFUSALS).isdisjoint(spelt(text).words)


class _Layout:
    """The search for runs of words of the passages that make up a sentence."""

    def __init__(self, said: Spelt, sentences: Sequence[Spelt]) -> None:
        self._said = said
        self._sentences = sentences
        self._where: dict[str, list[_Place]] = {}
        for number, sentence in enumerate(sentences):
            for place, word in enumerate(sentence.words):
                self._where.setdefault(word, []).append(_Place(number, place))
        self._failed: set[tuple[int, _Place | None]] = set()

    def found(self) -> bool:
        if any(word not in self._where for word in self._said.words):
            return False
        return self._from(0, None)

    def _from(self, at: int, after: _Place | None) -> bool:
        """Whether the words from a place on can be laid out, the run before having ended there."""
        words = self._said.words
        if at == len(words):
            return after is not None and self._may_end(after)
        if (at, after) in self._failed:
            return False
        for place in self._where[words[at]]:
            if self._may_go_on(at, after, place) and self._from(at + 1, self._next(place)):
                return True
        self._failed.add((at, after))
        return False

    @staticmethod
    def _next(place: _Place) -> _Place:
        return _Place(place.sentence, place.word + 1)

    def _may_go_on(self, at: int, after: _Place | None, place: _Place) -> bool:
        if after is None:
            return self._may_begin(place)
        if after == place:
            return True
        if after.sentence == place.sentence and after.word < place.word:
            return self._may_skip(after, place)
        joined = bool(self._said.marks[at]) and self._may_end(after)
        return joined and after.sentence != place.sentence and self._may_join(at, place)

    def _may_begin(self, place: _Place) -> bool:
        """What stands before may be left out if it is a clause that does not reach further."""
        sentence = self._sentences[place.sentence]
        left_out = sentence.words[: place.word]
        if not left_out:
            return True
        if left_out[0] in _ADJUNCTS:  # "in 2016" is said of all that follows
            return False
        if _WHOLE_CLAUSE.search(sentence.marks[place.word]) or left_out[-1] == "because":
            return _REACHING.isdisjoint(left_out)
        return bool(sentence.marks[place.word]) and not _limits(left_out)

    def _may_end(self, place: _Place) -> bool:
        sentence = self._sentences[place.sentence]
        left_out, mark = sentence.words[place.word :], sentence.marks[place.word]
        if _GOES_ON.search(mark) or (left_out and mark == " and" and left_out[0] in _VERBS):
            return not left_out or left_out[0] not in _CONDITIONS - {"no", "neither"}
        return not left_out or (bool(mark) and _CONDITIONS.isdisjoint(left_out))

    def _may_skip(self, after: _Place, place: _Place) -> bool:
        """What stands in brackets, a relative clause and items of a list may be left out."""
        sentence = self._sentences[place.sentence]
        left_out = sentence.words[after.word : place.word]
        before, behind = sentence.marks[after.word], sentence.marks[place.word]
        if not before or not behind or not _HEDGES.isdisjoint(left_out):
            return False
        if re.search(r"[(–—]", before) and re.search(r"[)–—]", behind):
            return True
        if left_out[0] == "according" or re.search(r", (?:which|who)", before):
            return "," in behind
        inner = [0, *(n for n in range(1, len(left_out)) if sentence.marks[after.word + n])]
        sizes = [end - start for start, end in pairwise((*inner, len(left_out)))]
        return max(sizes) <= _LONGEST_ITEM and not any(map(_is_figure, left_out))

    def _may_join(self, at: int, place: _Place) -> bool:
        """A second sentence is joined whole, or from where it goes on about the same thing."""
        sentence = self._sentences[place.sentence]
        left_out = sentence.words[: place.word]
        return not left_out or (
            len(left_out) < at and left_out == self._said.words[: len(left_out)]
        )


def _limits(words: Sequence[str]) -> bool:
    """Whether a hedge, a condition or a figure among them may be said of what follows."""
    return not _HEDGES.isdisjoint(words) or any(map(_is_figure, words))


def _moved(sentence: Spelt) -> Iterator[Spelt]:
    """The sentence with what stands before its first comma, such as "in May 2025", at its end."""
    words = sentence.words
    if words and words[0] in _ADJUNCTS | _ADVERBS:
        cuts = [place for place in range(1, len(words)) if sentence.marks[place]]
        for cut in cuts[:2]:
            marks = ("", *sentence.marks[cut + 1 : len(words)], " ,", *sentence.marks[1:cut], "")
            yield Spelt(words[cut:] + words[:cut], marks)


def _named(said: Spelt, before: Spelt) -> Iterator[Spelt]:
    """A sentence that begins with "it", with a beginning of the one before it instead."""
    if said.words and said.words[0] in _PRONOUNS:
        for length in range(1, min(_LONGEST_NAME, len(before.words)) + 1):
            yield _put(said, before.words[:length])


def _put(sentence: Spelt, name: tuple[str, ...]) -> Spelt:
    """The sentence with a name for its first word."""
    marks = ("",) * len(name) + sentence.marks[1:]
    return Spelt(name + sentence.words[1:], marks)


def _has(words: Sequence[str], run: Sequence[str]) -> bool:
    return any(tuple(words[at : at + len(run)]) == run for at in range(len(words)))


def _of_another(previous: Spelt | None, name: Sequence[str]) -> bool:
    """Whether the sentence before is about something else that has a code."""
    return previous is not None and any(
        "-" in word and any(c.isdigit() for c in word) and word not in name
        for word in previous.words
    )


@lru_cache(maxsize=20_000)
def _is_figure(word: str) -> bool:
    return any(character.isdigit() for character in word) and not word.startswith("microsoft")


def _date_of(sentence: Spelt) -> tuple[range, tuple[str, ...]] | None:
    """Where the one date of a sentence stands, and which it is; none if there are several."""
    years = [
        n for n, word in enumerate(sentence.words) if len(word) == 4 and word[:2] in ("19", "20")
    ]
    if len(years) != 1 or not sentence.words[years[0]].isdigit():
        return None
    (end,) = years
    start = end
    if start and sentence.words[start - 1] in _MONTHS:
        start -= 1
        start -= start > 0 and sentence.words[start - 1].isdigit()
    date = sentence.words[start : end + 1]
    start -= start > 0 and sentence.words[start - 1] in ("in", "on", "for")
    return range(start, end + 1), date


def _country_of(sentence: Spelt) -> tuple[range, tuple[str, ...]] | None:
    at = [n for n, word in enumerate(sentence.words) if word == "united-states"]
    if len(at) != 1:
        return None
    start = at[0] - (at[0] > 0 and sentence.words[at[0] - 1] == "in")
    return range(start, at[0] + 1), ("united-states",)


def _adverb_of(sentence: Spelt) -> tuple[range, tuple[str, ...]] | None:
    """Where "usually" or the like stands, if it is said of the whole or at its beginning."""
    at = [n for n, word in enumerate(sentence.words) if word in _ADVERBS]
    return (range(at[0], at[0] + 1), (sentence.words[at[0]],)) if len(at) == 1 else None


def _is_free(adjunct: object, *places: tuple[range, tuple[str, ...]]) -> bool:
    """Whether it is said of all that follows; a date or a country always is, if there is one."""
    return adjunct is not _adverb_of or any(place.start == 0 for place, _ in places)


def _without(sentence: Spelt, places: range) -> Spelt:
    words = sentence.words[: places.start] + sentence.words[places.stop :]
    between = sentence.marks[places.start] + sentence.marks[places.stop]
    marks = (*sentence.marks[: places.start], between, *sentence.marks[places.stop + 1 :])
    return Spelt(words, marks)
