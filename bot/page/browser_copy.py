"""A conversation as a browser keeps it, and back. What comes back may be anything: it is held to a
schema here, and to the index by `bot.saved.recheck`.
"""

import json
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.asking.questions import MOST_CHARACTERS
from bot.errors import KeptTalkError
from bot.next_questions import Choice
from bot.page.drawing.answer import LOST, Exchange, cards_html
from bot.page.own_documents import MOST_FILES
from bot.page.own_documents.sent_files import LONGEST_NAME
from bot.page.words import ENGLISH, Words
from bot.saved.recheck import Recheck
from bot.types import Answer, Block, Citation, Form, Grade, Passage, Row, Sentence, Support

MOST_BYTES = (
    160 * 1024
)  # of a conversation in a request; `bot.page.door.guard` reads no more than 256
MOST_EXCHANGES = 100
MOST_NUMBERS = 200  # passages of an answer, and whatever else there is a list of
MOST_COLUMNS = 20  # of a table
LONGEST_REACH = 20_000  # characters of a document that are shown around the quotes of a passage
UNREADABLE = (
    "This conversation cannot be read: what this browser saved of it was changed or damaged."
)

_Id = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
_Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Text = Annotated[str, Field(max_length=MOST_BYTES)]
_Day = Annotated[str, Field(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]
_Place = Annotated[int, Field(ge=0, le=10**8)]
_Number = Annotated[int, Field(ge=1, le=MOST_NUMBERS)]
_LEAD = re.compile(r"|\n\n|\n- |\n[0-9]{1,3}\. ")
_Lead = Annotated[str, Field(pattern=rf"^({_LEAD.pattern})\z")]


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Citation(_Kept):
    number: _Number
    start: _Place
    end: _Place
    quote: _Text


class _Sentence(_Kept):
    text: _Text
    support: Support
    lead: _Lead
    citations: list[_Citation] = Field(max_length=MOST_NUMBERS)


class _Row(_Kept):
    label: _Text
    cells: list[_Sentence] = Field(max_length=MOST_COLUMNS)


class _Block(_Kept):
    kind: Literal["paragraph", "list", "steps", "table", "note"]
    label: _Text
    sentences: list[_Sentence] = Field(max_length=MOST_NUMBERS)
    columns: list[_Text] = Field(max_length=MOST_COLUMNS)
    rows: list[_Row] = Field(max_length=MOST_NUMBERS)

    @model_validator(mode="after")
    def _is_a_table(self) -> "_Block":
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError("a row has more cells than the table has columns, or fewer")
        return self

    @property
    def all_sentences(self) -> list[_Sentence]:
        cells = [cell for row in self.rows for cell in row.cells if cell.citations]
        return self.sentences + cells


class _Passage(_Kept):
    number: _Number
    id: _Hash
    document: _Hash
    source: _Text
    title: _Text
    section: _Text
    start: _Place
    end: _Place
    text: _Text
    updated: _Day
    valid_until: _Day


class _Answer(_Kept):
    question: _Text
    grade: Grade
    preface: _Text
    topics: list[_Text] = Field(max_length=MOST_NUMBERS)
    model: _Text
    notices: list[_Text] = Field(max_length=MOST_NUMBERS)
    because: list[_Text] = Field(max_length=MOST_NUMBERS)
    form: Form
    missing: list[_Text] = Field(max_length=MOST_NUMBERS)
    blocks: list[_Block] = Field(max_length=MOST_NUMBERS)
    passages: list[_Passage] = Field(max_length=MOST_NUMBERS)

    @property
    def sentences(self) -> list[_Sentence]:
        return [sentence for block in self.blocks for sentence in block.all_sentences]

    @model_validator(mode="after")
    def _fits_together(self) -> "_Answer":
        numbers = [passage.number for passage in self.passages]
        sentences = self.sentences
        cited = {c.number for sentence in sentences for c in sentence.citations}
        if len(sentences) > MOST_NUMBERS:
            raise ValueError("that is no answer, but a book")
        if len(set(numbers)) < len(numbers) or not cited <= set(numbers):
            raise ValueError("a citation has no passage, or two")
        if any(self._reach(passage) > LONGEST_REACH for passage in self.passages):
            raise ValueError("a passage is no passage, but most of a document")
        if bool(sentences) != (self.grade in ("answered", "partly")):
            raise ValueError("the grade does not fit the sentences")
        return self

    def _reach(self, passage: _Passage) -> int:
        cited = [c for s in self.sentences for c in s.citations if c.number == passage.number]
        spans = [(passage.start, passage.end), *((c.start, c.end) for c in cited)]
        return max(end for _, end in spans) - min(start for start, _ in spans)


class _Choice(_Kept):
    title: _Text
    question: _Text


class _Exchange(_Kept):
    question: Annotated[str, Field(max_length=10 * MOST_CHARACTERS)]
    text: _Text  # what was written before the answer was stopped
    problem: _Text
    choices: list[_Choice] = Field(max_length=MOST_NUMBERS)
    answer: _Answer | None


@dataclass(frozen=True)
class Restored:
    """A conversation that came back from a browser.

    Attributes:
        id: as in `kept_talk`.
        exchanges: those that could be read, checked.
        unread: how many could not.
        documents: names of what was sent.
    """

    id: str
    exchanges: list[Exchange]
    unread: int
    documents: tuple[str, ...] = ()


def new_id() -> str:
    """A name for a conversation, which nothing else has."""
    return secrets.token_hex(8)


def kept_talk(
    identity: str, exchanges: Sequence[Exchange], documents: Sequence[str] = ()
) -> dict[str, Any]:
    """What a browser is given to keep, as JSON: enough to show it again, and no more than fits.

    Args:
        identity: of the conversation, as `new_id` makes it.
        exchanges: all of it; where that is too much, the oldest are left out.
        documents: names of what was sent, so that it can be asked for again.

    Returns:
        `id`, `exchanges`, how many were `dropped`, and `documents`, if there are any.
    """
    kept: list[dict[str, Any]] = []
    room = MOST_BYTES
    for exchange in reversed(exchanges[-MOST_EXCHANGES:]):
        one = _kept_exchange(exchange)
        room -= _size(one)
        if room < 0:
            break
        kept.append(one)
    talk = {"id": identity, "exchanges": kept[::-1], "dropped": len(exchanges) - len(kept)}
    return talk | ({"documents": list(documents)} if documents else {})


def restored_talk(text: str, recheck: Recheck, words: Words = ENGLISH) -> Restored:
    """A conversation from what a browser sent; what is not valid in it is left out.

    Args:
        text: JSON, or anything else.
        recheck: what is true of it.
        words: of the page.

    Raises:
        KeptTalkError: nothing of it can be read.
    """
    try:
        given = json.loads(text)
        named = {"id": given["id"], "documents": given.get("documents", [])}
        about = _Named.model_validate(named)
        sent = list(given["exchanges"])[-MOST_EXCHANGES:]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise KeptTalkError(UNREADABLE) from error
    valid = list(_valid(sent))
    if sent and not valid:
        raise KeptTalkError(UNREADABLE)
    answers = iter(recheck.checked([_answer(kept.answer) for kept in valid if kept.answer]))
    exchanges = [
        _exchange(kept, turn, next(answers) if kept.answer else None, recheck, words)
        for turn, kept in enumerate(valid)
    ]
    return Restored(about.id, exchanges, len(sent) - len(valid), tuple(about.documents))


class _Named(_Kept):
    id: _Id
    documents: list[Annotated[str, Field(max_length=LONGEST_NAME)]] = Field(max_length=MOST_FILES)


def _valid(sent: Sequence[object]) -> Iterator[_Exchange]:
    for each in sent:
        try:
            yield _Exchange.model_validate(each)
        except (ValidationError, RecursionError):
            continue


def _size(kept: dict[str, Any]) -> int:
    """Bytes of it within a request, where it is JSON in a string of JSON."""
    return len(json.dumps(json.dumps(kept, ensure_ascii=False), ensure_ascii=False).encode())


def _kept_exchange(exchange: Exchange) -> dict[str, Any]:
    answer = _kept_answer(exchange.answer) if exchange.answer else None
    return {
        "question": exchange.question,
        "text": exchange.text if exchange.problem else "",
        "problem": exchange.problem,
        "choices": [asdict(choice) for choice in exchange.choices],
        "answer": answer,
    }


def _kept_answer(answer: Answer) -> dict[str, Any]:
    cited = {c.number for sentence in answer.sentences for c in sentence.citations}
    return {
        "question": answer.question,
        "grade": answer.grade,
        "preface": answer.preface,
        "topics": list(answer.topics),
        "model": answer.model,
        "notices": list(answer.notices),
        "because": list(answer.because),
        "form": answer.form,
        "missing": list(answer.missing),
        "blocks": [_kept_block(block) for block in answer.blocks],
        "passages": [
            _kept_passage(passage, number)
            for number, passage in enumerate(answer.passages, 1)
            if number in cited
        ],
    }


def _kept_block(block: Block) -> dict[str, Any]:
    return {
        "kind": block.kind,
        "label": block.label,
        "sentences": [_kept_sentence(sentence) for sentence in block.sentences],
        "columns": list(block.columns),
        "rows": [
            {"label": row.label, "cells": [_kept_sentence(cell) for cell in row.cells]}
            for row in block.rows
        ],
    }


def _kept_sentence(sentence: Sentence) -> dict[str, Any]:
    citations = [
        {"number": c.number, "start": c.start, "end": c.end, "quote": c.quote}
        for c in sentence.citations
    ]
    return {
        "text": sentence.text,
        "support": sentence.support,
        "lead": sentence.lead if _LEAD.fullmatch(sentence.lead) else "",
        "citations": citations,
    }


def _kept_passage(passage: Passage, number: int) -> dict[str, Any]:
    names = _Passage.model_fields.keys() - {"number"}
    return {"number": number, **{name: getattr(passage, name) for name in names}}


def _exchange(
    kept: _Exchange, turn: int, answer: Answer | None, recheck: Recheck, words: Words
) -> Exchange:
    if kept.choices:
        choices = tuple(Choice(choice.title, choice.question) for choice in kept.choices)
        return Exchange(kept.question, choices=choices)
    if answer is None:
        # A question that neither was answered nor says why had its answer under way.
        return Exchange(kept.question, text=kept.text, problem=kept.problem or LOST)
    standing = tuple(s for s in answer.sentences if s.support != "changed")

    def document_text(identity: str) -> str:
        document = recheck.document(identity)
        assert document  # its sentences stand
        return document.text

    outline = recheck.outline()
    cards = cards_html(replace(answer, sentences=standing), turn, document_text, words, outline)
    return Exchange(kept.question, answer=answer, cards=cards)


_NOT_KEPT = Passage("", "", "", "", "", "", 0, 0, 0.0)  # a passage that no sentence cites


def _answer(kept: _Answer) -> Answer:
    passages = [_NOT_KEPT] * max((passage.number for passage in kept.passages), default=0)
    for passage in kept.passages:
        passages[passage.number - 1] = _passage(passage)
    blocks = tuple(_block(block, passages) for block in kept.blocks)
    return Answer(
        question=kept.question,
        grade=kept.grade,
        text=kept.preface,
        sentences=tuple(sentence for block in blocks for sentence in block.all_sentences),
        blocks=blocks,
        form=kept.form,
        missing=tuple(kept.missing),
        passages=tuple(passages),
        preface=kept.preface,
        topics=tuple(kept.topics),
        model=kept.model,
        notices=tuple(kept.notices),
        because=tuple(kept.because),
    )


def _passage(kept: _Passage) -> Passage:
    return Passage(**kept.model_dump(exclude={"number"}), score=0.0)


def _block(kept: _Block, passages: Sequence[Passage]) -> Block:
    return Block(
        kind=kept.kind,
        label=kept.label,
        sentences=tuple(_sentence(sentence, passages) for sentence in kept.sentences),
        columns=tuple(kept.columns),
        rows=tuple(
            Row(row.label, tuple(_sentence(cell, passages) for cell in row.cells))
            for row in kept.rows
        ),
    )


def _sentence(kept: _Sentence, passages: Sequence[Passage]) -> Sentence:
    citations = tuple(_citation(c, passages[c.number - 1]) for c in kept.citations)
    return Sentence(kept.text, citations, kept.support, kept.lead)


def _citation(kept: _Citation, passage: Passage) -> Citation:
    return Citation(
        quote=kept.quote,
        source=passage.source,
        title=passage.title,
        section=passage.section,
        start=kept.start,
        end=kept.end,
        number=kept.number,
        document=passage.document,
    )
