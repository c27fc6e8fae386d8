"""Lies in every dress, and true sentences in the words that models use: what becomes of them?

`python -m tests.evals.lies` puts each into an answer, with its passage beside it, and prints the
counts. Passages are frozen in the records, so they stay what they are when a guide changes. The
sentences were written before the check was tried on any of them, by whoever wrote the check; so
the table of `tests.evals.support_table` says more about sentences of others.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.types import Support
from bot.wording.citing import cite_text
from bot.wording.shown import shown
from index import FoundSentence, Hit, SentenceTransformerEmbedder, StoredDocument, Vectors
from index import split_sentences as split
from index.passages_db import StoredChunk
from tests.conftest import PROJECT

EVALS = PROJECT / "tests" / "evals"
STATES: tuple[Support, ...] = ("unsupported", "reworded", "supported")
Embed = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True)
class Told:
    """A record and what the check made of it.

    Attributes:
        kind: the dress of a lie, or how a true sentence was made.
        support: of a lie, the best that any sentence of it is shown as; of what is true, the worst.
    """

    kind: str
    text: str
    support: Support


def remembering(encode: Embed) -> Embed:
    """Embeds each text once, and all texts of the records together, which is quicker."""
    known: dict[str, Vectors] = {}

    def embed(texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, encode(new), strict=True))
        return np.array([known[text] for text in texts])

    rows = [*_rows("lies"), *_rows("truths")]
    passages = (row["passage"] for row in rows)
    quoted = [
        text[span.start : span.end] for text in passages for span in split(text, 0, len(text))
    ]
    embed([*quoted, *(each.text for row in rows for each in shown(row["text"]))])
    return embed


def lies(embed: Embed) -> list[Told]:
    """Every lie, told."""
    return [
        Told(row["trick"], row["text"], max(_supports(row, embed), key=STATES.index))
        for row in _rows("lies")
    ]


def truths(embed: Embed) -> list[Told]:
    """Every true sentence, told."""
    return [
        Told(row["kind"], row["text"], min(_supports(row, embed), key=STATES.index))
        for row in _rows("truths")
    ]


def table(told: Iterable[Told]) -> str:
    """How many of each kind are shown as what."""
    told = list(told)
    counts = Counter((each.kind, each.support) for each in told)
    counts.update(("all", each.support) for each in told)
    kinds = [*dict.fromkeys(each.kind for each in told), "all"]
    lines = ["| kind | supported | reworded | unsupported |", "|---|---|---|---|"]
    lines += [
        f"| {kind} | {' | '.join(str(counts[kind, s]) for s in STATES[::-1])} |" for kind in kinds
    ]
    return "\n".join(lines)


def _supports(row: dict[str, Any], embed: Embed) -> list[Support]:
    sentences = cite_text(row["text"], [_hit(row, embed)], embed)
    telling = [each for each in sentences if row.get("lie", "") in each.text]
    return [each.support for each in telling or sentences] or ["unsupported"]


def _hit(row: dict[str, Any], embed: Embed) -> Hit:
    text = row["passage"]
    spans = list(split(text, 0, len(text)))
    vectors = embed([text[span.start : span.end] for span in spans])
    found = tuple(
        FoundSentence(span.start, span.end, vector, 1.0)
        for span, vector in zip(spans, vectors, strict=True)
    )
    document = StoredDocument("d", row["guide"], row["title"], text, {})
    chunk = StoredChunk("c", "d", 0, len(text), (row["section"],), "")
    return Hit(chunk, document, 1.0, found)


def _rows(name: str) -> Iterator[dict[str, Any]]:
    for line in (EVALS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def main() -> None:
    """Print both tables."""
    embed = remembering(SentenceTransformerEmbedder().encode)
    print(f"# Lies\n\n{table(lies(embed))}\n\n# True sentences\n\n{table(truths(embed))}")


if __name__ == "__main__":
    main()
