"""Is an answer that was kept still what the guides say? Nothing that was kept is believed."""

from collections.abc import Sequence
from dataclasses import replace

from bot.career.tables import NOT_STATED
from bot.types import Answer, Block, Citation, Passage, Row, Sentence, Support
from bot.wording.citing import named_addresses
from bot.wording.layout import markdown
from bot.wording.support import Evidence
from index import Index, IndexDamagedError, Outline, StoredDocument, Vectors, split_sentences

MOST_GONE = 20  # documents that are sought among the older generations: each takes a while
MOST_JUDGED = 400  # sentences that a model wrote; more than are kept of any conversation
_ORDER: tuple[Support, ...] = ("unsupported", "reworded", "supported")


class Recheck:
    """Holds answers against an index, whoever kept them. Make one for each conversation.

    Args:
        index: what is true.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._documents: dict[str, StoredDocument | None] = {}
        self._gone = 0
        self._vectors: dict[str, Vectors] = {}

    def outline(self) -> Outline:
        """What the live guides are about."""
        return self._index.outline()

    def checked(self, answers: Sequence[Answer]) -> list[Answer]:
        """Answers as the index bears them out, which is at most as well as they say themselves.

        A sentence whose quotes do not stand in the index as cited is marked "changed". What a guide
        says of itself, its title for instance, is taken from the index where that has it.
        """
        self._embed(answers)
        return [self._answer(answer) for answer in answers]

    def _embed(self, answers: Sequence[Answer]) -> None:
        """Embed what models wrote, and its quotes, at once: one by one takes ten times as long."""
        written = [s for answer in answers if answer.model != "quotes" for s in answer.sentences]
        texts = dict.fromkeys(
            text
            for sentence in written[:MOST_JUDGED]
            for text in (sentence.text, *(citation.quote for citation in sentence.citations))
        )
        if texts:
            self._vectors = dict(zip(texts, self._index.embed(list(texts)), strict=True))

    def _answer(self, answer: Answer) -> Answer:
        passages = tuple(self._passage(passage) for passage in answer.passages)
        answer = replace(answer, passages=passages)
        blocks = tuple(self._block(block, answer) for block in answer.blocks)
        sentences = tuple(sentence for block in blocks for sentence in block.all_sentences)
        text = "\n\n".join(part for part in (answer.preface, markdown(blocks)) if part)
        return replace(answer, blocks=blocks, sentences=sentences, text=text)

    def _block(self, block: Block, answer: Answer) -> Block:
        rows = tuple(
            Row(row.label, tuple(self._cell(cell, answer) for cell in row.cells))
            for row in block.rows
        )
        sentences = tuple(self._sentence(sentence, answer) for sentence in block.sentences)
        return replace(block, sentences=sentences, rows=rows)

    def _cell(self, cell: Sentence, answer: Answer) -> Sentence:
        """A cell; one without a quote can only say that nothing is stated."""
        if cell.citations:
            return self._sentence(cell, answer)
        return replace(cell, text=NOT_STATED, support="supported")

    def document(self, identity: str) -> StoredDocument | None:
        """A version of a document; none where the index no longer has it."""
        if identity not in self._documents:
            self._documents[identity] = self._sought(identity)
        return self._documents[identity]

    def _sought(self, identity: str) -> StoredDocument | None:
        if self._gone >= MOST_GONE:
            return None
        try:
            return self._index.document(identity)
        except IndexDamagedError:  # no generation has it
            self._gone += 1
            return None

    def _passage(self, passage: Passage) -> Passage:
        document = self.document(passage.document) if passage.document else None
        if document is None:
            return passage
        return replace(
            passage,
            source=document.source,
            title=document.title,
            text=document.text[passage.start : passage.end],
            updated=document.updated,
            valid_until=document.valid_until,
        )

    def _sentence(self, sentence: Sentence, answer: Answer) -> Sentence:
        passages = answer.passages
        citations = tuple(_as_of(c, passages[c.number - 1]) for c in sentence.citations)
        sentence = replace(sentence, citations=citations)
        if not all(self._stands(citation) for citation in citations):
            return replace(sentence, support="changed")
        borne = self._borne(sentence, answer)
        if sentence.support == "worked_out":
            return sentence
        if sentence.support == "changed":  # and its guide has changed back
            return replace(sentence, support=borne)
        return replace(sentence, support=min(sentence.support, borne, key=_ORDER.index))

    def _stands(self, citation: Citation) -> bool:
        document = self.document(citation.document)
        quote = citation.quote
        return bool(document and quote and document.text[citation.start : citation.end] == quote)

    def _borne(self, sentence: Sentence, answer: Answer) -> Support:
        """How well a sentence is borne by its citations, which stand in the index."""
        quotes = [citation.quote for citation in sentence.citations]
        if not quotes:
            return "unsupported"
        if answer.model == "quotes":
            return "supported" if sentence.text in quotes else "unsupported"
        if not self._vectors.keys() >= {sentence.text, *quotes}:  # it is one too many
            return "unsupported"
        cited = [answer.passages[citation.number - 1] for citation in sentence.citations]
        vector = self._vectors[sentence.text]
        cosine = max(float(vector @ self._vectors[quote]) for quote in quotes)
        headings = " ".join(self._headings(passage) for passage in cited)
        addresses = [each for passage in cited for each in self._addresses(passage)]
        return Evidence(_sentences(cited), headings, addresses).judge(sentence.text, cosine)

    def _addresses(self, passage: Passage) -> list[str]:
        document = self.document(passage.document)
        return named_addresses(document) if document else []

    def _headings(self, passage: Passage) -> str:
        """Title and headings of a passage, as far as its document has them."""
        document = self.document(passage.document)
        parts = passage.section.split(" > ")
        stand = [part for part in parts if document and part in document.text]
        return ". ".join([passage.title, *stand])


def _as_of(citation: Citation, passage: Passage) -> Citation:
    """A citation with what is true of its passage."""
    return replace(citation, source=passage.source, title=passage.title, section=passage.section)


def _sentences(passages: Sequence[Passage]) -> list[str]:
    texts = [passage.text for passage in passages]
    return [text[s.start : s.end] for text in texts for s in split_sentences(text, 0, len(text))]
