"""THE PATH from question to answer. Start reading at `Advisor.stream`."""

import asyncio
import time
from collections.abc import AsyncGenerator, Collection, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Queue

from anyio.from_thread import start_blocking_portal

from bot.asking.asked import Asked, read
from bot.asking.questions import MOST_CHARACTERS, cleaned
from bot.asking.small_talk import reply_to, small_talk_in
from bot.career.composing import compose
from bot.errors import ModelError, PreferenceError
from bot.finding.consult import consult
from bot.finding.evidence import Evidence
from bot.models.chat_model import ChatModel, Models
from bot.models.providers import ANSWER_TOKENS, Offers
from bot.next_questions import Choice, choices, suggested
from bot.settings import NO_MODEL, Settings
from bot.tools.door import CareerTools
from bot.types import Answer, Piece, Preferences, Turn
from bot.wording.checker import Checker
from bot.wording.citing import blocks_of, cite_text, passage_of, share_supported
from bot.wording.draft import Draft
from bot.wording.layout import block_markdown, markdown
from bot.wording.notices import (
    NOT_IN_SOURCES,
    before_all_else,
    doubts,
    other_language,
    partly,
    past_dates,
)
from bot.wording.prompts import NO_PROMPT, Prompt, fitted
from bot.wording.shown import shown
from index import CrossEncoderError, Hit, Index, normalise, spread

DEFAULT = Preferences()
MOST_TOPICS = 3
LEAST_SUPPORTED = 0.5  # share of a model's sentences; below it the passages are quoted instead


class Advisor(CareerTools):
    """Answers questions from one index. Safe to use from several threads and tasks. The career
    tools are functions of it: `compare`, `path`, `pay`, `exam`, `plan`, `gap` and `fit`.

    Use it as a context manager, or `close()` it.

    Args:
        index: where the answers come from.
        settings: which language model, if any.

    Attributes:
        model_problem: why the model in the settings cannot be used; empty when it can.
    """

    def __init__(self, index: Index, settings: Settings | None = None) -> None:
        self.index = index
        self.settings = settings or Settings()
        self.model_problem = ""
        self._models = Models(self.settings)
        self._offers = Offers(self.settings)
        self._checker = Checker(self.settings.checker) if self.settings.checker else None
        if self.settings.model not in NO_MODEL:
            try:
                self._models.get(self.settings.model)
            except ModelError as error:
                self.model_problem = str(error)

    @classmethod
    def open(cls, home: str | Path | None = None, settings: Settings | None = None) -> "Advisor":
        """Open the index in a home folder, or in the one that the settings name.

        Raises:
            IndexOpenError: there is no index there, it is damaged, or of another embedding model.
        """
        settings = settings or Settings()
        if home is not None:
            settings = replace(settings, home=str(home))
        return cls(Index(settings.index), settings)

    def __enter__(self) -> "Advisor":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the index."""
        self.index.close()

    def models(self) -> tuple[str, ...]:
        """What `Preferences.model` may be: "none", the model that is set, and those that are here:
        of a local Ollama, and of providers whose key is in the environment.
        """
        return self._offers.names()

    def collections(self) -> tuple[str, ...]:
        """What `Preferences.collections` may hold: the folders that were indexed, or what guides
        name in their front matter.
        """
        return tuple(self.index.collections())

    def ask(
        self, question: str, history: Sequence[Turn] = (), preferences: Preferences = DEFAULT
    ) -> Answer:
        """Answer a question; `history` is the conversation before it, oldest turn first.

        Raises:
            QuestionError: the question is empty or too long, or there is no such model to choose.
        """
        *_, last = self.stream(question, history, preferences)
        assert last.answer is not None
        return last.answer

    def stream(
        self, question: str, history: Sequence[Turn] = (), preferences: Preferences = DEFAULT
    ) -> Iterator[Piece]:
        """Yield the answer as it comes; the last piece holds the whole of it."""
        arrived: Queue[Piece | None] = Queue()

        async def follow() -> None:
            async with aclosing(self.astream(question, history, preferences)) as pieces:
                async for piece in pieces:
                    arrived.put(piece)

        with start_blocking_portal() as portal:
            following = portal.start_task_soon(follow)
            following.add_done_callback(lambda _: arrived.put(None))
            try:
                while (piece := arrived.get()) is not None:
                    yield piece
                following.result()  # raises what went wrong
            finally:
                following.cancel()  # where nobody listens any more

    async def astream(
        self, question: str, history: Sequence[Turn] = (), preferences: Preferences = DEFAULT
    ) -> AsyncGenerator[Piece, None]:
        """As `stream`, for many people at once; closing it stops the model."""
        asked, evidence = await asyncio.to_thread(self._consult, question, history, preferences)
        if evidence is None:
            for piece in _pieces(self._small_talk(asked)):
                yield piece
            return
        notice = ""
        try:
            writer = self._writer(asked, evidence)
        except ModelError as error:
            writer, notice = None, str(error)
        if writer:
            text = ""
            seen = writer.hits[: writer.prompt.passages]
            yield Piece(found=tuple(passage_of(hit) for hit in seen))
            try:
                async with aclosing(writer.model.astream(writer.prompt.messages)) as parts:
                    async for part in parts:
                        text += part
                        yield Piece(part)
                yield Piece(checking=len(shown(text)))
                draft = await asyncio.to_thread(self._written, asked, evidence, writer, text)
                yield Piece(answer=self._finished(asked, evidence, draft, writer.prompt))
                return
            except (ModelError, CrossEncoderError) as error:
                notice = str(error)
        draft = await asyncio.to_thread(self._quoted, asked, evidence, notice)
        prompt = writer.prompt if writer else NO_PROMPT
        for piece in _pieces(self._finished(asked, evidence, draft, prompt)):
            yield piece

    def suggestions(self, answer: Answer, history: Sequence[Turn] = ()) -> tuple[str, ...]:
        """What could be asked next: at most three questions that the guides answer.

        Args:
            answer: what was just said.
            history: the conversation before it.
        """
        asked = [turn.text[:MOST_CHARACTERS] for turn in history if turn.role == "user"]
        return suggested(self.index, answer, asked)

    def clarifying(
        self, question: str, history: Sequence[Turn] = (), collections: Collection[str] = ()
    ) -> tuple[Choice, ...]:
        """What a question may mean, for whoever would rather ask back than have one taken.

        Args:
            question: what is asked.
            history: the conversation before it; where there is one, it says what is meant.
            collections: as in `Preferences`.

        Returns:
            At least three choices, or none where the question is clear.

        Raises:
            QuestionError: the question is empty or too long.
        """
        question = cleaned(question)
        if history or small_talk_in(question):
            return ()
        return choices(self.index, question, Preferences(collections=tuple(collections)))

    def document_text(self, document: str) -> str:
        """The normalised text that the spans of passages and citations count in.

        Args:
            document: as in `Passage.document` and `Citation.document`.
        """
        return self.index.document(document).text

    def _consult(
        self, question: str, history: Sequence[Turn], preferences: Preferences
    ) -> tuple[Asked, Evidence | None]:
        """Understand the message, and find what the guides hold on it; nothing for small talk.

        Both in one generation of the index: what the question names is what is searched.
        """
        self._check_collections(preferences.collections)
        split = self.index.settings.recipe.parts
        with self.index.steady():
            outline = self.index.outline(preferences.collections)
            asked = read(question, history, preferences, outline, split)
            return asked, None if asked.small_talk else consult(self.index, asked, outline)

    def _check_collections(self, wanted: Sequence[str]) -> None:
        if unknown := set(wanted) - set(self.collections() if wanted else ()):
            raise PreferenceError(
                f"There is no collection {', '.join(sorted(unknown))} to ask, only "
                f"{', '.join(self.collections())}."
            )

    def _small_talk(self, asked: Asked) -> Answer:
        """What to say to a message that asks nothing of the guides."""
        topics = tuple(spread(self.index.titles(), MOST_TOPICS))
        reply = reply_to(asked.small_talk, topics)
        return Answer(
            question=asked.question,
            grade="small_talk",
            text=reply,
            preface=reply,
            sentences=(),
            passages=(),
            topics=topics,
            timings={"answer": time.monotonic() - asked.started},
        )

    def _writer(self, asked: Asked, evidence: Evidence) -> "_Writer | None":
        """The model that is wanted, with its prompt; none if the guides are quoted.

        Raises:
            ModelError: it cannot be used.
            PreferenceError: there is no such model to choose.
        """
        name = asked.preferences.model or self.settings.model
        if name not in (*NO_MODEL, self.settings.model) and name not in self.models():
            known = ", ".join(self.models())
            raise PreferenceError(f"There is no language model {name} to choose, only {known}.")
        if name in NO_MODEL or evidence.grade == "not_in_sources":
            return None
        hits = [each.hit for each in evidence.sections[: asked.preferences.passages]]
        prompt = fitted(
            asked.question,
            [passage_of(hit) for hit in hits],
            asked.history,
            asked.today,
            asked.preferences,
            self.settings.model_window - ANSWER_TOKENS,
        )
        return _Writer(self._models.get(name), prompt, tuple(hits))

    def _written(self, asked: Asked, evidence: Evidence, writer: "_Writer", text: str) -> Draft:
        """What a model wrote, each sentence checked against what the model saw."""
        name, prompt = writer.model.name, writer.prompt
        hits = writer.hits[: prompt.passages]
        sentences = cite_text(normalise(text), hits, self.index.embed, self._checker)
        if share_supported(sentences) < LEAST_SUPPORTED:
            return self._quoted(asked, evidence, f"The guides do not support what {name} wrote.")
        facts = [fact for hit in hits for fact in evidence.facts.get(hit.chunk.id, ())]
        return Draft(
            blocks=blocks_of(sentences),
            passages=tuple(passage_of(hit) for hit in hits),
            model=name,
            notices=tuple(note for note in (prompt.left_out, doubts(sentences)) if note),
            missing=tuple(slot.missing for slot in evidence.slots if slot.missing),
            because=tuple(dict.fromkeys(facts)),
        )

    def _quoted(self, asked: Asked, evidence: Evidence, notice: str = "") -> Draft:
        """The answer without a model: of a question that is refused, nothing is quoted."""
        if evidence.grade == "not_in_sources":
            return Draft((), ())
        draft = compose(asked, evidence, self.index.document)
        if not notice:
            return draft
        said = f"{notice.rstrip('.')}. The answer is quoted instead."
        return replace(draft, notices=(said, *draft.notices))

    def _finished(
        self, asked: Asked, evidence: Evidence, draft: Draft, prompt: Prompt = NO_PROMPT
    ) -> Answer:
        """The answer: draft, grade, what is missing, and what the reader should know."""
        refused = evidence.grade == "not_in_sources"
        nearest = tuple(dict.fromkeys(each.section.title for each in evidence.sections))
        topics = nearest[:MOST_TOPICS] if refused else ()
        prefaces = (before_all_else(asked.question), self._preface(asked, evidence, topics))
        preface = "\n\n".join(part for part in prefaces if part)
        damage = (self.index.notice,) if self.index.notice else ()
        past = past_dates(draft.passages, draft.sentences, asked.today)
        return Answer(
            question=asked.question,
            grade=evidence.grade,
            text="\n\n".join(part for part in (preface, markdown(draft.blocks)) if part),
            sentences=draft.sentences,
            passages=draft.passages,
            preface=preface,
            blocks=draft.blocks,
            form=draft.form,
            missing=draft.missing,
            topics=topics,
            model=draft.model,
            notices=(*damage, *draft.notices, *past),
            because=draft.because,
            prompt=() if refused else prompt.messages,
            searched=evidence.searched,
            timings={
                "search": evidence.seconds,
                "answer": time.monotonic() - asked.started,
            },
        )

    def _preface(self, asked: Asked, evidence: Evidence, topics: Sequence[str]) -> str:
        if evidence.grade == "partly":
            return partly([slot for slot in evidence.slots if not slot.found.assumed])
        if evidence.grade != "not_in_sources":
            return ""
        said = other_language(asked.question) or NOT_IN_SOURCES
        listed = "\n".join(f"- {topic}" for topic in topics)
        return f"{said} What they do cover, nearest first:\n\n{listed}"


@dataclass(frozen=True)
class _Writer:
    """A language model with what it is given.

    Attributes:
        hits: the passages of the prompt, in order; the prompt says how many of them fitted.
    """

    model: ChatModel
    prompt: Prompt
    hits: tuple[Hit, ...]


def _pieces(answer: Answer) -> Iterator[Piece]:
    """A finished answer, block by block."""
    parts = [answer.preface] if answer.preface else []
    parts += [block_markdown(block) for block in answer.blocks]
    for number, part in enumerate(parts):
        yield Piece(part if number == 0 else f"\n\n{part}")
    yield Piece(answer=answer)
