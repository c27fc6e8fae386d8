"""How a guide reads: its length, its sentences, and what two guides have in common."""

import re
from collections.abc import Iterator, Sequence

from bot.guides.guide import WORD, Guide, Problem

WORDS = (300, 1500)
LONGEST_SENTENCE = 40  # words
# Automated Readability Index (Senter and Smith 1967): 4.71 * characters a word + .5 * words a
# sentence - 21.43, about the school year a reader needs; trade terms alone make up a good part.
HARDEST = 14.0
SHARED_SENTENCE = 6  # words from which two guides must not have one sentence in common
SHARED_RUN = 8  # words in a row, a figure being one

_RUN_WORD = re.compile(r"\d[\d.,]*\d|[\w'’-]+")


def reading_problems(guide: Guide) -> Iterator[Problem]:
    """A guide that is too short, too long or too hard, and sentences that are too long."""
    file = guide.path.name
    words = [word for _, sentence in guide.sentences for word in WORD.findall(sentence)]
    everything = len(words) + sum(len(WORD.findall(row)) for _, row in guide.rows)
    if not WORDS[0] <= everything <= WORDS[1]:
        yield Problem(file, 1, f"it has {everything} words; {WORDS[0]} to {WORDS[1]} are wanted.")
    for number, sentence in guide.sentences:
        length = len(WORD.findall(sentence))
        if length > LONGEST_SENTENCE:
            said = f"a sentence has {length} words; {LONGEST_SENTENCE} at most."
            yield Problem(file, number, said)
    if words and (level := reading_level(guide)) > HARDEST:
        said = f"it reads too hard ({level:.1f}, at most {HARDEST}); use shorter words, sentences."
        yield Problem(file, 1, said)


def reading_level(guide: Guide) -> float:
    """The Automated Readability Index of a guide's sentences."""
    words = [word for _, sentence in guide.sentences for word in WORD.findall(sentence)]
    letters = sum(len(word) for word in words) / len(words)
    return 4.71 * letters + 0.5 * len(words) / len(guide.sentences) - 21.43


def shared_problems(guides: Sequence[Guide]) -> Iterator[Problem]:
    """Sentences, and runs of words, that two guides have in common."""
    sentences: dict[str, tuple[Guide, int]] = {}
    for guide in guides:
        for number, sentence in guide.sentences:
            words = " ".join(WORD.findall(sentence.lower()))
            other, line = sentences.setdefault(words, (guide, number))
            if (other, line) != (guide, number) and words.count(" ") >= SHARED_SENTENCE - 1:
                said = f"this sentence is also in {other.path.name}:{line}; say it in other words."
                yield Problem(guide.path.name, number, said)
    runs: dict[tuple[str, ...], tuple[Guide, int]] = {}
    for guide in guides:
        cells = [(number, cell) for number, row in guide.rows for cell in row.split(" | ")]
        for number, text in sorted(guide.paragraphs + cells):
            yield from _shared_runs(guide, number, text, runs)


def _shared_runs(
    guide: Guide, number: int, text: str, runs: dict[tuple[str, ...], tuple[Guide, int]]
) -> Iterator[Problem]:
    words = _RUN_WORD.findall(text.lower())
    end = 0  # of the run named last, which is not named again at each of its words
    for start in range(len(words) - SHARED_RUN + 1):
        run = tuple(words[start : start + SHARED_RUN])
        other, line = runs.setdefault(run, (guide, number))
        if other is not guide:
            if start >= end:
                said = (
                    f"{' '.join(run)!r} is also in {other.path.name}:{line}; say it in other words."
                )
                yield Problem(guide.path.name, number, said)
            end = start + SHARED_RUN
