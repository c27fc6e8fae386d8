"""THE PATH from question to answer. Start reading at `Advisor.stream`."""

import asyncio
import time
from collections.abc import AsyncGenerator, Collection, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from queue import Queue

from anyio.from_thread import start_blocking_portal

from bot.asking.follow_up import looked_back_at
from bot.asking.questions import MOST_CHARACTERS, cleaned, visible
from bot.asking.small_talk import reply_to, small_talk_in
from bot.clarifying import Choice, choices
from bot.errors import ModelError, PreferenceError
from bot.finding.consult import Part, consult, grade_of, merged
from bot.finding.passages import passage_of, reaching
from bot.models.chat_model import ChatModel, Models
from bot.models.providers import ANSWER_TOKENS, Offers
from bot.profile import Leaning, lean
from bot.settings import NO_MODEL, Settings
from bot.suggestions import suggested
from bot.types import NOBODY, Answer, Grade, Passage, Piece, Preferences, Sentence, Turn
from bot.wording.citing import cite_quotes, cite_text, markdown, sentence_markdown, share_borne
from bot.wording.notices import doubts, partly, past_dates
from bot.wording.prompts import NO_PROMPT, Prompt, fitted
from bot.wording.quoting import Quote, best_quotes
from index import Hit, Index, normalise, spread

LEAST_SEARCHED = 3  # passages for each question, however few are wanted: grades rest on them
TO_CHOOSE_FROM = 6  # more, where somebody's profile says which of them come first
DEFAULT = Preferences()
MOST_TOPICS = 3
SUGGESTED = 3  # questions to go on with
LEAST_SUPPORTED = 0.5  # share of a model's sentences; below it the passages are quoted instead

NOT_IN_SOURCES = "The guides say nothing about this, so I would rather not answer."


class Advisor:
    """Answers questions from one index. Safe to use from several threads and tasks.

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
        if talk := self._small_talk(question, history):
            for piece in _pieces(talk):
                yield piece
            return
        case = await asyncio.to_thread(self._consult, question, history, preferences)
        notice = case.model_problem
        if case.model:
            text = ""
            try:
                async with aclosing(case.model.astream(case.prompt.messages)) as parts:
                    async for part in parts:
                        text += part
                        yield Piece(part)
                yield Piece(answer=await asyncio.to_thread(self._written, case, text))
                return
            except ModelError as error:
                notice = str(error)
        for piece in _pieces(self._quoted(case, notice)):
            yield piece

    def suggestions(self, answer: Answer, history: Sequence[Turn] = ()) -> tuple[str, ...]:
        """What could be asked next: at most three questions that the guides answer.

        Args:
            answer: what was just said.
            history: the conversation before it.
        """
        asked = [turn.text[:MOST_CHARACTERS] for turn in history if turn.role == "user"]
        return suggested(self.index, answer, asked, SUGGESTED)

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
        return choices(self.index, question, collections)

    def document_text(self, document: str) -> str:
        """The normalised text that the spans of passages and citations count in.

        Args:
            document: as in `Passage.document` and `Citation.document`.
        """
        return self.index.document(document).text

    def _small_talk(self, message: str, history: Sequence[Turn]) -> Answer | None:
        """What to say to a message that asks nothing of the guides."""
        started = time.monotonic()
        message = cleaned(message)
        kind = small_talk_in(message, in_conversation=bool(history))
        if not kind:
            return None
        topics = tuple(spread(self.index.titles(), MOST_TOPICS))
        reply = reply_to(kind, topics)
        return Answer(
            question=message,
            grade="small_talk",
            text=reply,
            preface=reply,
            sentences=(),
            passages=(),
            topics=topics,
            timings={"answer": time.monotonic() - started},
        )

    def _consult(self, question: str, history: Sequence[Turn], preferences: Preferences) -> "_Case":
        """Find what the guides say to a question, grade it, and say who is to word the answer."""
        started = time.monotonic()
        question = cleaned(question)
        history = [replace(turn, text=visible(turn.text[:MOST_CHARACTERS])) for turn in history]
        wanted = preferences.passages
        more = TO_CHOOSE_FROM if preferences.profile != NOBODY else 0
        self._check_collections(preferences.collections)
        number = max(wanted, LEAST_SEARCHED) + more
        found = consult(self.index, question, history, number, preferences.collections)
        leaning = lean(self.index, found, preferences.profile)
        parts = _first(leaning.parts, wanted)
        hits = merged(parts)
        case = _Case(
            question=question,
            grade=grade_of(parts),
            parts=parts,
            hits=hits,
            plain=_first(found, wanted),
            leaning=leaning,
            passages=tuple(passage_of(hit) for hit in hits),
            preferences=preferences,
            searched=(*(part.question for part in parts), *looked_back_at(history)),
            started=started,
            found_after=time.monotonic() - started,
        )
        return self._with_model(case, history)

    def _check_collections(self, wanted: Sequence[str]) -> None:
        if unknown := set(wanted) - set(self.collections() if wanted else ()):
            raise PreferenceError(
                f"There is no collection {', '.join(sorted(unknown))} to ask, only "
                f"{', '.join(self.collections())}."
            )

    def _with_model(self, case: "_Case", history: Sequence[Turn]) -> "_Case":
        """The case with the model that is wanted and its prompt; without if it cannot be used."""
        name = case.preferences.model or self.settings.model
        if name not in (*NO_MODEL, self.settings.model) and name not in self.models():
            known = ", ".join(self.models())
            raise PreferenceError(f"There is no language model {name} to choose, only {known}.")
        if name in NO_MODEL or case.grade == "not_in_sources":
            return case
        room = self.settings.model_window - ANSWER_TOKENS
        try:
            model = self._models.get(name)
            prompt = fitted(
                case.question, case.passages, history, date.today(), case.preferences, room
            )
        except ModelError as error:
            return replace(case, model_problem=str(error))
        return replace(case, model=model, prompt=prompt)

    def _quoted(self, case: "_Case", notice: str = "") -> Answer:
        """The answer without a model: quotes, or the plain word that there are none."""
        notices = (f"{notice.rstrip('.')}. The answer is quoted instead.",) if notice else ()
        if case.grade == "not_in_sources":
            return self._nothing(case)
        detailed = case.preferences.detailed
        quotes = best_quotes(case.parts, case.hits, detailed)
        because = case.leaning.because(case.hits[quote.hit].chunk.id for quote in quotes)
        if case.leaning.facts:
            anyway = case.for_anybody()
            its = best_quotes(anyway.parts, anyway.hits, detailed)
            if not because or _spans(its, anyway.hits) == _spans(quotes, case.hits):
                case, quotes, because = anyway, its, ()
        case = replace(case, passages=reaching(case.passages, case.hits, quotes), because=because)
        return self._answer(case, cite_quotes(quotes, case.hits), "quotes", notices)

    def _written(self, case: "_Case", text: str) -> Answer:
        """The answer that a model wrote, each sentence checked against what the model saw."""
        assert case.model is not None
        seen = case.prompt.passages
        sentences = cite_text(normalise(text), case.hits[:seen], self.index.embed)
        name = case.model.name
        if share_borne(sentences) < LEAST_SUPPORTED:
            return self._quoted(case, f"What {name} wrote is not borne by the guides.")
        because = case.leaning.because(passage.id for passage in case.passages[:seen])
        case = replace(case, passages=case.passages[:seen], because=because)
        notices = tuple(note for note in (case.prompt.left_out, doubts(sentences)) if note)
        return self._answer(case, sentences, name, notices)

    def _answer(
        self, case: "_Case", sentences: tuple[Sentence, ...], model: str, notices: tuple[str, ...]
    ) -> Answer:
        preface = partly(case.parts) if case.grade == "partly" else ""
        return Answer(
            question=case.question,
            grade=case.grade,
            text="\n\n".join(part for part in (preface, markdown(sentences)) if part),
            sentences=sentences,
            passages=case.passages,
            preface=preface,
            model=model,
            notices=(*self._damage(), *notices, *past_dates(case.passages, sentences)),
            because=case.because,
            prompt=case.prompt.messages,
            searched=case.searched,
            timings=case.timings(),
        )

    def _damage(self) -> tuple[str, ...]:
        notice = self.index.notice
        return (notice,) if notice else ()

    def _nothing(self, case: "_Case") -> Answer:
        topics = tuple(dict.fromkeys(passage.title for passage in case.passages))[:MOST_TOPICS]
        listed = "\n".join(f"- {topic}" for topic in topics)
        preface = f"{NOT_IN_SOURCES} What they do cover, nearest first:\n\n{listed}"
        return Answer(
            question=case.question,
            grade=case.grade,
            text=preface,
            preface=preface,
            sentences=(),
            passages=(),
            topics=topics,
            notices=self._damage(),
            searched=case.searched,
            timings=case.timings(),
        )


@dataclass(frozen=True)
class _Case:
    """A question with what was found for it, and who is to word the answer."""

    question: str
    grade: Grade
    parts: list[Part]
    hits: tuple[Hit, ...]
    plain: list[Part]  # as they would be for anybody
    leaning: Leaning
    passages: tuple[Passage, ...]
    preferences: Preferences
    searched: tuple[str, ...]
    started: float
    found_after: float
    model: ChatModel | None = None
    model_problem: str = ""
    prompt: Prompt = NO_PROMPT
    because: tuple[str, ...] = ()

    def for_anybody(self) -> "_Case":
        """The same without a profile."""
        hits = merged(self.plain)
        passages = tuple(passage_of(hit) for hit in hits)
        return replace(self, parts=self.plain, hits=hits, passages=passages)

    def timings(self) -> dict[str, float]:
        return {"search": self.found_after, "answer": time.monotonic() - self.started}


def _first(parts: Sequence[Part], wanted: int) -> list[Part]:
    return [replace(part, hits=part.hits[:wanted]) for part in parts]


def _spans(quotes: Sequence[Quote], hits: Sequence[Hit]) -> list[tuple[str, int, int]]:
    return [(hits[quote.hit].document.id, quote.start, quote.end) for quote in quotes]


def _pieces(answer: Answer) -> Iterator[Piece]:
    """A finished answer, sentence by sentence."""
    yield Piece(answer.preface + ("\n\n" if answer.preface and answer.sentences else ""))
    for number, sentence in enumerate(answer.sentences):
        yield Piece(sentence_markdown(sentence, first=number == 0))
    yield Piece(answer=answer)
