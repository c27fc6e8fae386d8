"""Question sets that others published, read from a folder where somebody put them.

- SQuAD 2.0 (Rajpurkar et al. 2018): every paragraph is a document, titled as its article;
- CLAPnq (Rosenthal et al. 2024): every passage is a document; real searches, and questions about a
  passage's page that the passage does not answer;
- MTRAG (Katsis et al. 2025): conversations over passages of four domains.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index import normalise, split_sentences
from tests.evals.cases import Case, CasesError, Gold, Kind


@dataclass(frozen=True)
class Document:
    """A text with its title; `group` is the article or half of the set it belongs to."""

    name: str
    title: str
    text: str
    group: str = ""


@dataclass(frozen=True)
class PublicSet:
    """Documents, and the cases on them; `group_of` says which group a case belongs to."""

    documents: tuple[Document, ...]
    cases: tuple[Case, ...]

    def groups(self) -> dict[str, "PublicSet"]:
        """The set in parts: the documents of each group, with the cases on them."""
        names = dict.fromkeys(document.group for document in self.documents)
        return {name: self._only(name) for name in names}

    def _only(self, group: str) -> "PublicSet":
        documents = tuple(each for each in self.documents if each.group == group)
        held = {document.name for document in documents}
        return PublicSet(documents, tuple(c for c in self.cases if c.golds[0].source in held))

    def write(self, folder: Path) -> None:
        """Write the documents as files."""
        for document in self.documents:
            title = json.dumps(document.title)
            text = f"---\ntitle: {title}\n---\n{document.text}\n"
            (folder / document.name).write_text(text, encoding="utf-8")


def read_public_set(name: str, data: Path) -> PublicSet:
    """Read one of `PUBLIC_SETS` from its files in a folder.

    Raises:
        CasesError: its files are not there, or not what they should be.
    """
    try:
        documents: dict[str, Document] = {}
        cases = tuple(PUBLIC_SETS[name](data, documents))
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise CasesError(f"The question set {name} cannot be read from {data}: {error}") from error
    return PublicSet(tuple(documents.values()), cases)


def _squad(data: Path, documents: dict[str, Document]) -> Iterator[Case]:
    """An answer's gold is the sentence that holds it; `style` tells the adversarial questions."""
    for file in _files(data, "squad2_*.json"):
        for article in json.loads(file.read_text(encoding="utf-8"))["data"]:
            for number, paragraph in enumerate(article["paragraphs"]):
                text = _line(paragraph["context"])
                name = f"{article['title']}-{number:03}.txt"
                title = article["title"].replace("_", " ")
                documents[name] = Document(name, title, text, group=article["title"])
                for asked in paragraph["qas"]:
                    question = asked["question"].strip()
                    if asked["is_impossible"]:
                        yield Case("near miss", "adversarial", question, (Gold(name),))
                    else:
                        start = (
                            len(
                                _line(
                                    paragraph["context"][: asked["answers"][0]["answer_start"]]
                                    + "|"
                                )
                            )
                            - 1
                        )
                        yield Case(
                            "answerable", "", question, (Gold(name, _sentence_at(text, start)),)
                        )


def _clapnq(data: Path, documents: dict[str, Document]) -> Iterator[Case]:
    """Gold are the sentences that an annotator selected; there are two groups of documents."""
    for file in _files(data, "clapnq_*answerable*.jsonl"):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
            record = json.loads(line)
            passage = record["passages"][0]
            name = f"{record['id']}.txt"
            documents[name] = Document(
                name, passage["title"], _line(passage["text"]), str(number % 2)
            )
            quotes = {_line(each) for out in record["output"] for each in out["selected_sentences"]}
            golds = tuple(Gold(name, quote) for quote in sorted(quotes))
            if golds:
                yield Case("answerable", "", record["input"], golds)
            else:
                yield Case("near miss", "same page", record["input"], (Gold(name),))


def _mtrag(data: Path, documents: dict[str, Document]) -> Iterator[Case]:
    """The last question of each conversation; gold are the passages its answer was written from."""
    record = json.loads(_files(data, "mtrag_*.json")[0].read_text(encoding="utf-8"))
    for number, document in enumerate(record["documents"]):
        name = f"{number:04}.txt"
        title = _line(document.get("title") or document["text"].strip().split("\n")[0][:100])
        documents[document["document_id"]] = Document(name, title, document["text"])
    names = {identity: document.name for identity, document in documents.items()}
    for task in record["tasks"]:
        said = [_line(turn["text"]) for turn in task["input"] if turn["speaker"] == "user"]
        golds = tuple(Gold(names[each["document_id"]]) for each in task["contexts"])
        if golds:
            kind: Kind = "follow-up" if len(said) > 1 else "answerable"
            yield Case(kind, ", ".join(task["Multi-Turn"]), said[-1], golds, tuple(said[:-1]))


PUBLIC_SETS: dict[str, Callable[[Path, dict[str, Document]], Iterable[Case]]] = {
    "squad": _squad,
    "clapnq": _clapnq,
    "mtrag": _mtrag,
}


def _files(data: Path, pattern: str) -> list[Path]:
    found = sorted(data.glob(pattern))
    if not found:
        raise FileNotFoundError(f"there is no {pattern} in it")
    return found


def _line(text: str) -> str:
    """A text on one line, as plain text documents are read."""
    return " ".join(normalise(text).split())


def _sentence_at(text: str, position: int) -> str:
    spans = split_sentences(text, 0, len(text))
    return next(text[s.start : s.end] for s in spans if s.start <= position < s.end)
