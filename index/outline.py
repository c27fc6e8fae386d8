"""What the live guides are about: their subjects, their sections, and what each section tells.

Made once for each generation from what is stored, so that a new guide is known as soon as it is
indexed. Documents without front matter have an outline too: from their title and headings.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

from index.keywords import words
from index.passages_db import PassagesDb, StoredChunk, StoredDocument
from index.reading.plain_yaml import plain_yaml

NEXT_STEPS = "next_steps"
OTHER = "other"
# Kind of a typed fact -> the aspect that it tells.
_ASPECT_OF = {
    "pay": "pay",
    "outlook": "outlook",
    "weight": "contents",
    "length": "length",
    "questions": "length",
    "score": "score",
    "price": "price",
    "renewal": "renewal",
    "hours": "preparation",
    "weeks": "preparation",
}
_KINDS = ("certification", "role", "path", "decision", "topic")
# Word for a worker in a role's name -> words with which people name the same work.
_WORK = ("job", "role", "work", "career", "position")
_ADMIN = ("administrator", "admin", "engineer", "specialist", *_WORK)
_WORKERS = {
    "administrator": _ADMIN,
    "admin": _ADMIN,
    **dict.fromkeys(("engineer", "analyst", "technician", "specialist"), _WORK),
}
_SEPARATORS = re.compile(r"[\s/_–—-]+")


@dataclass(frozen=True)
class Section:
    """The text below one heading: `document.text[start:end]`, chunks that overlap joined.

    Attributes:
        headings: above it, outermost first; empty before the first heading.
        chunks: id, start and end of its chunks, in order.
        aspects: what it tells, as of `aspects.yaml`; `("other",)` if nothing fits.
    """

    document: str
    title: str
    headings: tuple[str, ...]
    start: int
    end: int
    chunks: tuple[tuple[str, int, int], ...]
    aspects: tuple[str, ...]

    def around(self, chunk: str, longest: int) -> "Section":
        """The part of it around a chunk: whole chunks, at most `longest` characters if there are
        several.
        """
        ids = [each[0] for each in self.chunks]
        first = last = ids.index(chunk)
        while True:
            wider = [
                (a, b) for a, b in ((first, last + 1), (first - 1, last)) if 0 <= a <= b < len(ids)
            ]
            fits = [(a, b) for a, b in wider if self.chunks[b][2] - self.chunks[a][1] <= longest]
            if not fits:
                break
            first, last = fits[0]
        own = self.chunks[first : last + 1]
        return replace(self, chunks=own, start=own[0][1], end=own[-1][2])

    @property
    def heading(self) -> str:
        """The innermost heading; of the text before the first one, the title."""
        return self.headings[-1] if self.headings else self.title

    @property
    def is_to_do_list(self) -> bool:
        """Whether it only says what to do next."""
        return self.aspects[0] == NEXT_STEPS


@dataclass(frozen=True)
class GuideOutline:
    """One document: what it is about, and its sections in order.

    Attributes:
        names: what people call its subject, in lower case; the first is how it is shown.
        about: its front matter.
        siblings: names of other exams of the guide, if it is narrowed to one of several.
        is_first: it is narrowed to the first of them, which the guide is about if it names none.
    """

    document: str
    source: str
    title: str
    name: str
    names: tuple[str, ...]
    kind: str
    sections: tuple[Section, ...]
    about: Mapping[str, Any] = field(repr=False, compare=False, default_factory=dict)
    siblings: tuple[str, ...] = ()
    is_first: bool = False

    def narrowed(self, name: str) -> "GuideOutline":
        """The guide as one on one of its exams only, if it is on several and the name is of one:
        its values at a glance and its figures are kept where they name that exam.
        """
        exams = [str(exam) for exam in self.about.get("exams") or ()]
        own = next((exam for exam in exams if name_key(exam) == name), None)
        if own is None or len(exams) < 2:
            return self
        others = tuple(name_key(exam) for exam in exams if exam != own)
        first = exams[0] == own
        narrow = replace(self, name=own, names=(name,), siblings=others, is_first=first)
        about = dict(self.about)
        for key in ("at_a_glance", "stated"):
            told = [
                (fact, f"{fact.get('subject', '')} {fact['value']} {fact['sentence']}")
                for fact in about.get(key) or ()
            ]
            about[key] = [fact for fact, text in told if narrow.is_told_by(text)]
        return replace(narrow, about=about)

    def is_named_in(self, text: str) -> bool:
        """Whether a text says one of its names, as words of their own."""
        key = f" {name_key(text)} "
        return any(f" {name} " in key for name in self.names)

    def is_told_by(self, text: str) -> bool:
        """Whether a text is of the exam that the guide is narrowed to: it names it, or, of the
        guide's first exam, it names none.
        """
        key = f" {name_key(text)} "
        return self.is_named_in(text) or (
            self.is_first and not any(f" {other} " in key for other in self.siblings)
        )


@dataclass(frozen=True)
class Outline:
    """All documents of a generation."""

    guides: tuple[GuideOutline, ...]

    def within(self, documents: Collection[str]) -> "Outline":
        """The outline of some of the documents."""
        return Outline(tuple(guide for guide in self.guides if guide.document in documents))

    @cached_property
    def by_document(self) -> dict[str, GuideOutline]:
        """Document id -> its outline."""
        return {guide.document: guide for guide in self.guides}

    @cached_property
    def section_of(self) -> dict[str, Section]:
        """Chunk id -> the section that it is part of."""
        return {
            chunk: section
            for guide in self.guides
            for section in guide.sections
            for chunk, _, _ in section.chunks
        }

    @cached_property
    def names_in_letters(self) -> dict[int, tuple[str, ...]]:
        """Number of words -> the names of so many words that hold no figure and no sign."""
        found: dict[int, list[str]] = {}
        for name in self.named:
            if not re.search(r"[\d+]", name):
                found.setdefault(name.count(" ") + 1, []).append(name)
        return {number: tuple(names) for number, names in found.items()}

    @cached_property
    def longest_name(self) -> int:
        """How many words the longest name has."""
        return max((name.count(" ") + 1 for name in self.named), default=0)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words, by their stems, of all titles, names and headings."""
        texts = [text for guide in self.guides for text in (guide.title, *guide.names)]
        texts += [section.heading for guide in self.guides for section in guide.sections]
        return frozenset(words(" ".join(texts)))

    @cached_property
    def named(self) -> dict[str, "GuideOutline | None"]:
        """Name -> the guide that is called so. Of several, the one whose kind comes first in
        `_KINDS`; none if they are of one kind.
        """
        named: dict[str, GuideOutline | None] = {}
        for guide in self.guides:
            for name in guide.names:
                other = named.get(name, guide)
                if other is None or _rank(other) != _rank(guide) or other is guide:
                    named[name] = min(filter(None, (other, guide)), key=_rank)
                else:
                    named[name] = None
        # A guide's own name is its own, whatever else is called so; an exam's, its certification's.
        for guide in sorted(self.guides, key=lambda guide: guide.kind == "certification"):
            named[name_key(guide.title)] = named[name_key(guide.name)] = guide
        for name, guides in self._of_work().items():
            if name not in named and len(guides) == 1:
                named[name] = guides[0]
        return named

    def _of_work(self) -> dict[str, list["GuideOutline"]]:
        """Everyday names of roles -> their guides: an "Intune administrator" has an Intune job."""
        found: dict[str, list[GuideOutline]] = {}
        roles = [guide for guide in self.guides if guide.kind == "role"]
        for guide in roles:
            for name in guide.names:
                what, _, worker = name.rpartition(" ")
                for word in _WORKERS.get(worker, ()) if what else ():
                    found.setdefault(f"{what} {word}", []).append(guide)
        return {name: list({g.document: g for g in own}.values()) for name, own in found.items()}


def _rank(guide: GuideOutline) -> int:
    return _KINDS.index(guide.kind) if guide.kind in _KINDS else len(_KINDS)


def read_outline(db: PassagesDb, documents: Sequence[str]) -> Outline:
    """The outline of documents, from the passages of their generation."""
    return Outline(tuple(_guide(db.document(each), db.chunks([each])) for each in documents))


def aspects_in(text: str) -> tuple[str, ...]:
    """What a question or a heading asks to be told, the surest first; may be empty."""
    return tuple(name for name, cue in _cues().items() if cue.search(text))


@lru_cache(maxsize=8192)  # headings and names, which every question is compared with
def name_key(text: str) -> str:
    """A name as names are compared: lower case, one space between words, `sc 300` for `SC-300`."""
    return _SEPARATORS.sub(" ", text.lower()).strip(" .,:;?!'\"")


@lru_cache(maxsize=1)
def _cues() -> dict[str, re.Pattern[str]]:
    text = files("index").joinpath("aspects.yaml").read_text(encoding="utf-8")
    return {
        name: re.compile("|".join(cues), re.IGNORECASE) for name, cues in plain_yaml(text).items()
    }


def _guide(document: StoredDocument, chunks: Sequence[StoredChunk]) -> GuideOutline:
    about = document.front_matter
    shown = _shown_name(document.title, about)
    names = [shown, document.title, *about.get("exams", ()), *about.get("also_called", ())]
    before_colon = document.title.split(":")[0]
    names += [before_colon, re.sub(r"^(exam|certification|the)\s+", "", before_colon, flags=re.I)]
    keys = dict.fromkeys(key for key in map(name_key, names) if len(key) > 1)
    return GuideOutline(
        document=document.id,
        source=document.source,
        title=document.title,
        name=shown,
        names=tuple(keys),
        kind=str(about.get("kind") or ""),
        sections=tuple(_telling(document, list(_sections(document, chunks)))),
        about=about,
    )


def _telling(document: StoredDocument, sections: Sequence[Section]) -> Iterator[Section]:
    """The sections with the aspects that the front matter's values say they tell."""
    about = document.front_matter
    told = [(each["aspect"], each["sentence"]) for each in about.get("at_a_glance") or ()]
    told += [
        (_ASPECT_OF[each["kind"]], each["sentence"])
        for each in about.get("stated") or ()
        if each["kind"] in _ASPECT_OF
    ]
    for section in sections:
        text = document.text[section.start : section.end]
        more = [aspect for aspect, sentence in told if sentence in text]
        own = [aspect for aspect in section.aspects if aspect != OTHER or not more]
        yield replace(section, aspects=tuple(dict.fromkeys([*own, *more])))


def _shown_name(title: str, about: Mapping[str, Any]) -> str:
    exams = about.get("exams") or ()
    if about.get("kind") == "certification" and exams:
        return str(exams[0])
    return title.split(":")[0].strip()


def _runs(
    document: StoredDocument, chunks: Sequence[StoredChunk]
) -> Iterator[tuple[tuple[str, ...], list[StoredChunk]]]:
    """Chunks below one heading; where a heading of the same name is between them, two runs."""
    run: list[StoredChunk] = []
    for chunk in chunks:
        between = document.text[run[-1].end : chunk.start].strip() if run else ""
        marker = re.fullmatch(r"(?:[-*–•]|\d{1,3}[.)])?", between)
        if run and (chunk.headings != run[-1].headings or not marker):
            yield run[0].headings, run
            run = []
        run.append(chunk)
    if run:
        yield run[0].headings, run


def _sections(document: StoredDocument, chunks: Sequence[StoredChunk]) -> Iterator[Section]:
    for headings, own in _runs(document, chunks):
        told = aspects_in(headings[-1]) if headings else ("what",)
        yield Section(
            document=document.id,
            title=document.title,
            headings=headings,
            start=min(chunk.start for chunk in own),
            end=max(chunk.end for chunk in own),
            chunks=tuple((chunk.id, chunk.start, chunk.end) for chunk in own),
            aspects=told or (OTHER,),
        )
