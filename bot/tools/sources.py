"""What the tools read: the live guides on a day, and what they state of a subject."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any

from bot.career.claims import Claim, Documents, claims_of, glance, section_hit, span_hit
from bot.profile import CODE
from bot.tools.subjects import Subject, exams_of, file_of, mentions, named_in
from bot.types import Sentence
from bot.wording.citing import Numbering
from bot.wording.quoting import Quote, elements_of
from index import GuideOutline, Hit, Outline, Section, Span, name_key, split_sentences

NOT_STATED = "not stated"
NOTHING = Sentence(NOT_STATED, (), "supported")
_UNIT = re.compile(
    r"(?:\s|-)(?:(?:or more |full-time |part-time )?(?:hours?|minutes?|weeks?|months?|years?|days?|"
    r"points?|questions?|items)|of (?:1,000|900)|(?:US |Canadian |Australian )?dollars|pounds|"
    r"euros|per cent)\b|\s?%",
    re.IGNORECASE,
)
_SET = re.compile(r"\b(?:both|each|two|either)\b", re.IGNORECASE)
_EVERY_EXAM = re.compile(
    r"^(?:Microsoft|CompTIA|ISC2)?\b.*\b(?:exams|courses|certifications)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Sources:
    """The live guides, read on one day for one result.

    Attributes:
        outline: of the live generation.
        documents: id -> the stored document.
        today: the day on which it is read.
        numbering: of the passages that the result cites.
    """

    outline: Outline
    documents: Documents
    today: date
    numbering: Numbering = field(default_factory=Numbering)
    _stated: dict[tuple[str, str], list[Claim]] = field(default_factory=dict, repr=False)

    def aside(self) -> "Sources":
        """The same to look something up with, without numbering what is then not shown."""
        return replace(self, numbering=Numbering())

    def by_file(self, name: str) -> GuideOutline | None:
        """The guide of a file, by which front matter names it."""
        return next((guide for guide in self.outline.guides if file_of(guide) == name), None)

    def quoted(self, quote: Quote) -> Sentence:
        """A quote as a cell or sentence, its own proof."""
        return replace(self.numbering.quoted(quote), lead="")

    def worked_out(self, text: str, *quotes: Quote) -> Sentence:
        """Arithmetic or a date, with what it was worked out from."""
        cited = tuple(self.numbering.citation(quote) for quote in quotes)
        return Sentence(text, cited, "worked_out")

    def figure(self, claim: Claim) -> Sentence:
        """The figure of a claim with its unit; its whole sentence if no unit stands there."""
        text = claim.quote.hit.document.text
        unit = _UNIT.match(text, claim.figure.end)
        if claim.figure == claim.quote or not (unit or _UNIT.search(claim.figure.text)):
            return self.quoted(claim.quote)
        end = unit.end() if unit else claim.figure.end
        figure = self.quoted(replace(claim.figure, end=end))
        return replace(figure, citations=(*figure.citations, self.numbering.citation(claim.quote)))

    def stated(self, guide: GuideOutline, *kinds: str) -> list[Claim]:
        """The typed facts of a guide, of some kinds; looked up once."""
        found: list[Claim] = []
        for kind in kinds:
            key = (guide.document, kind)
            if key not in self._stated:
                self._stated[key] = claims_of(guide, [kind], self.documents)
            found += self._stated[key]
        return found

    def claims(self, subject: Subject, *kinds: str) -> list[Claim]:
        """What its guide states of a subject, of some kinds; else what others state of it."""
        own = [c for c in self.stated(subject.guide, *kinds) if self._is_of(c, subject)]
        return own or [*self._said_elsewhere(subject, kinds)]

    def _said_elsewhere(self, subject: Subject, kinds: Sequence[str]) -> Iterator[Claim]:
        if not subject.exam:
            return

        def names_it(about: dict[str, Any]) -> bool:
            return named_alone(str(about.get("subject") or ""), subject.exam)

        said = set()
        for guide in self.outline.guides:
            if guide is subject.guide:
                continue
            for claim in claims_of(guide, kinds, self.documents, names_it):
                key = (claim.about["kind"], claim.about["value"])
                if key not in said:
                    said.add(key)
                    yield claim

    def _is_of(self, claim: Claim, subject: Subject) -> bool:
        """Whether a claim of the subject's guide is about the subject, and no other exam."""
        exams = exams_of(subject.guide)
        about = str(claim.about.get("subject") or "")
        if not exams:
            return True
        if about and self._is_foreign(about, subject.guide):
            return False
        headings = " ".join(claim.quote.hit.chunk.headings[-1:])
        for text in (about, claim.quote.text, headings):
            if named := named_in(text, exams):
                return subject.exam in named
        return subject.is_main

    def _is_foreign(self, about: str, guide: GuideOutline) -> bool:
        """Whether a claim names what another guide is about, or a code that is none of its own."""
        exams = exams_of(guide)
        if named_in(about, exams):
            return False
        other = self.outline.named.get(name_key(about))
        codes = re.findall(rf"\b{CODE}\b", about)
        own = " ".join(guide.names)
        strange = [code for code in codes if name_key(code) not in own]
        is_exam = other is not None and other is not guide and other.kind == "certification"
        return bool(strange) or is_exam

    def qualifier(self, claim: Claim, subject: Subject) -> str:
        """What a claim says of its subject beyond its name: "in Spanish", "per attempt"."""
        about = str(claim.about.get("subject") or "")
        rest = re.sub(rf"(?<![\w+]){re.escape(subject.exam)}(?![\w+])", "", about, flags=re.I)
        return "" if _EVERY_EXAM.match(about) else rest.strip(" ,:;-")

    def told(self, subject: Subject, aspect: str) -> tuple[Quote, ...]:
        """The value at a glance, and the sentence that says it; none that is of another exam."""
        quotes = glance(subject.guide, aspect, self.documents)
        exams = exams_of(subject.guide)
        if not quotes or len(exams) < 2:
            return quotes
        named = named_in(quotes[0].text, exams) or named_in(quotes[-1].text, exams)
        if _SET.search(quotes[0].text) and not subject.is_main:
            return quotes if {subject.exam} <= set(exams[:2]) else ()
        fits = subject.exam in named if named else subject.is_main
        return quotes if fits else ()

    def sections(self, guide: GuideOutline) -> Iterator[tuple[Section, Hit]]:
        """The sections of a guide that say something, as passages."""
        document = self.documents(guide.document)
        for section in guide.sections:
            if not section.is_to_do_list:
                yield section, span_hit(document, section.start, section.end, section.headings)

    def sentences(self, guide: GuideOutline) -> Iterator[Quote]:
        """The sentences, items and rows of a guide's sections, its to-do list left out."""
        for _, hit in self.sections(guide):
            for element in elements_of(hit):
                yield from element.quotes

    def beside(self, quote: Quote, number: int = 1) -> list[Quote]:
        """The sentences that follow a quote in its paragraph."""
        text = quote.hit.document.text
        end = text.find("\n", quote.end)
        end = len(text) if end < 0 else end
        spans = islice(split_sentences(text, quote.end, end), number)
        return [Quote(quote.hit, span.start, span.end) for span in spans]

    def hit(self, guide: GuideOutline, span: Span) -> Hit:
        """The section of a guide that holds a span."""
        return section_hit(guide, self.documents(guide.document), span)


def named_alone(about: str, exam: str) -> bool:
    """Whether a fact's subject is an exam, or some exams, and nothing narrower."""
    parts = re.split(r",\s*|\s+and\s+", about)
    return any(name_key(part) == name_key(exam) for part in parts) and mentions(about, exam)
